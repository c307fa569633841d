/* Events that the months are read beside: a dashed line at the day, a bracket over a year that is known as no more. A
   button says what it is; who points at it or reaches it by key reads the whole sentence with its source. */
(function (S) {
  "use strict";
  const CLOSE = 14, /* px: nearer ones share a line of words */
    SMALL = 24, /* px */
    AIR = 6,
    HIDDEN = 100,
    SHIFTS = [0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45] /* of its width: a label still stands over its line */;

  /* Where an event lies, as months from the first one. */
  function where({ date, date_precision: precision }, of) {
    const at = S.month.of(date) - of.zero;
    if (precision === "year") return [at - (S.month.of(date) % 12), at - (S.month.of(date) % 12) + 12];
    if (precision === "month") return [at + 0.5, at + 0.5];
    const day = at + (Number(date.slice(-2)) - 1) / S.month.length(date.slice(0, -3));
    return [day, day];
  }

  const pixel = (of, at) => of.plot.left + Math.min(Math.max(at, 0), of.n) * of.step;

  /* Those that lie on one another, as one. */
  function gathered(f, of) {
    const found = [];
    for (const event of f.markers) {
      const [from, to] = where(event, of).map((at) => pixel(of, at)),
        x = (from + to) / 2,
        near = found.find((one) => one.from === one.to && from === to && Math.abs(one.x - x) < CLOSE);
      if (near) near.events.push(event);
      else found.push({ x, from, to, events: [event] });
    }
    return found;
  }

  const lineOf = ({ from, to, x }, of) =>
    from === to
      ? S.svg("path", { class: "event-line", d: `M${Math.round(x) + 0.5},${of.plot.top - 6}V${of.floor}` })
      : S.svg("path", { class: "event-span", d: `M${from},${of.plot.top}V${of.plot.top - 4}H${to}V${of.plot.top}` });

  const titles = ({ events }) => [...new Set(events.map(({ title }) => title))].join(", ");

  /* Where a label may stand: over its line, best in the middle; a mark stands for one that finds no room. */
  function places(group, width) {
    const words = titles(group),
      wide = S.textWidth(words) + AIR,
      least = Math.min(Math.max(group.x - SMALL / 2, 0), width - SMALL),
      mark = { words: "", from: least, to: least + SMALL, cost: HIDDEN };
    if (S.phone()) return [mark];
    const over = SHIFTS.map((by) => ({ words, from: group.x + wide * (by - 0.5), to: group.x + wide * (by + 0.5), cost: by * by }));
    return [...over.filter(({ from, to }) => from >= 0 && to <= width), mark];
  }

  /* From left to right no label lies on the one before it: of all such rows the one that shows the most, and shifts least. */
  function row(groups, width) {
    let rows = [{ to: -Infinity, cost: 0, taken: [] }];
    for (const group of groups) {
      const longer = rows.flatMap(({ to, cost, taken }) =>
        places(group, width)
          .filter((one) => one.from >= to || !one.words)
          .map((one) => ({ to: Math.max(to, one.to), cost: cost + one.cost, taken: [...taken, one] })),
      );
      longer.sort((a, b) => a.cost - b.cost || a.to - b.to);
      rows = longer.filter((one, i) => longer.slice(0, i).every((better) => better.to > one.to));
    }
    return rows[0].taken;
  }

  const told = (event) =>
    S.el(
      "div",
      null,
      S.el("b", null, event.title, " ", S.bdi(S.date(event.date, event.date_precision))),
      S.el("p", null, event.sentence),
      S.link(event.url, event.source),
    );

  const named = (events) =>
    events
      .map((one) => S.t("months.event", { title: one.title, date: S.date(one.date, one.date_precision) }))
      .join("; ");

  function entry(group, of, { from: at, to, words }, i) {
    const width = to - at,
      id = `time-event-${i}`;
    const button = S.el(
      "button",
      { type: "button", class: words ? "event-name" : "event-name small", "aria-label": named(group.events), "aria-expanded": "false", "aria-controls": id },
      words || S.el("i", { "aria-hidden": "true" }),
    );
    const said = S.el("div", { class: "event-said", id }, group.events.map(told)),
      node = S.el("li", { style: { "inset-inline-start": `${at}px`, "inline-size": `${width}px` } }, button, said);
    const show = (on) => {
      node.classList.toggle("on", on);
      button.setAttribute("aria-expanded", String(on));
      if (!on) return;
      const over = at + said.offsetWidth - of.width;
      said.style.setProperty("inset-inline-start", `${Math.min(0, -over)}px`);
    };
    node.addEventListener("mouseenter", () => show(true));
    node.addEventListener("mouseleave", () => show(node.contains(document.activeElement)));
    node.addEventListener("focusin", () => show(true));
    node.addEventListener("focusout", (event) => show(node.contains(event.relatedTarget)));
    button.addEventListener("click", () => show(true));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !node.classList.contains("on")) return;
      event.stopPropagation();
      button.focus();
      show(false);
    });
    return node;
  }

  S.drawEvents = (f, of) => {
    const groups = gathered(f, of).sort((a, b) => a.x - b.x),
      taken = row(groups, of.width);
    of.node.append(...groups.map((group) => lineOf(group, of)));
    S.$("#time-events").replaceChildren(...groups.map((group, i) => entry(group, of, taken[i], i)));
  };

  document.addEventListener("pointerdown", ({ target }) => {
    for (const node of S.$$("#time-events .on"))
      if (!node.contains(target)) {
        node.classList.remove("on");
        S.$("button", node).setAttribute("aria-expanded", "false");
      }
  });
})(window.Sarhad);
