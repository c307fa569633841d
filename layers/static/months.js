/* How much of it there was in each month, whatever the period: the bars, what they are made of, and ways to a period. */
(function (S) {
  "use strict";
  const STACKS = ["none", "group", "tactic", "kind", "region"];
  let stack = null,
    shown = null, /* the answer that is drawn */
    started = false;

  const section = () => S.$("#time");

  /* --- asking --- */

  const regions = (asked) => (asked.get("region") || "").split(",").filter(Boolean).length;
  const fits = (asked) => stack && (stack !== "region" || (regions(asked) > 1 && regions(asked) < 6));

  function answer(asked, by) {
    const whole = new URLSearchParams(asked);
    if (by) whole.set("stack", by);
    return S.source.answer("months", "/months.json", whole);
  }

  /* What another source does not record cannot be stacked by: then the months are whole. */
  async function ask(asked) {
    try {
      return await answer(asked, fits(asked) ? stack : null);
    } catch (error) {
      if (error.problem?.parameter !== "stack") throw error;
      S.say(S.t("months.unstacked"));
      return answer(asked, null);
    }
  }

  async function again() {
    const { asked } = S.now;
    try {
      const found = await ask(asked);
      if (asked === S.now.asked) draw(found);
    } catch (error) {
      if (error.name !== "AbortError") lost(again);
    }
  }

  /* --- what the months are made of --- */

  function choose(by) {
    stack = by === "none" ? null : by;
    S.put("stack", stack);
    S.toggle(S.$("#stack"));
    S.$("#stack").focus();
    again();
  }

  const entry = (f, by) => {
    const can = f.stackable.includes(by),
      why = by === "region" ? "months.unknown_region" : "months.unknown";
    return S.el(
      "li",
      null,
      S.el(
        "button",
        { type: "button", disabled: !can, "aria-pressed": String(f.stack === by), on: { click: () => choose(by) } },
        S.el("span", null, S.t(`months.by_${by}`)),
        can ? null : S.el("i", null, S.t(why)),
      ),
    );
  };

  const part = ({ value, label, n }, i) =>
    S.el(
      "li",
      { title: label },
      S.svg(
        "svg",
        { width: 11, height: 11, "aria-hidden": "true" },
        S.svg("rect", { class: `part ${value === null ? "p-other" : `p${i}`}`, width: 11, height: 11 }),
      ),
      S.el("span", null, n === null ? label : S.t("months.part", { label, n })),
    );

  function drawStack(f) {
    S.$("#stack").textContent = S.t(f.stack === "none" ? "months.stack" : `months.stacked_${f.stack}`);
    const menu = S.$("#stacks"),
      at = menu.contains(document.activeElement) && menu.classList.contains("open");
    if (!at) menu.replaceChildren(...STACKS.map((by) => entry(f, by)));
    const list = S.$("#time-parts");
    list.hidden = !f.stacks.length;
    list.replaceChildren(
      ...f.stacks.map(part),
      ...(f.overlap ? [S.el("li", { class: "muted" }, S.t("months.overlap"))] : []),
    );
  }

  /* --- the last full month, year and twelve months that are covered --- */

  function spans(f) {
    const [first, last] = f.covered.at(-1) ?? [0, -1],
      zero = S.month.number(f.first),
      december = last - ((zero + last + 1) % 12);
    const fit = (a, b) => (a >= first && b >= a ? [a, b] : null);
    return { month: fit(last, last), year: fit(december - 11, december), twelve: fit(last - 11, last) };
  }

  function drawQuick(f) {
    const zero = S.month.number(f.first),
      found = spans(f);
    for (const button of S.$$("#time-quick button")) {
      const span = found[button.dataset.span];
      button.disabled = !span;
      button.title = "";
      button.setAttribute("aria-pressed", "false");
      if (!span) continue;
      const [from, to] = [S.month.first(S.month.name(zero + span[0])), S.month.last(S.month.name(zero + span[1]))];
      button.title = S.period(from, to);
      button.setAttribute("aria-pressed", String(f.asked.from === from && f.asked.to === to));
    }
  }

  /* --- drawing --- */

  const all = (f) => f.asked.from === f.known.from && f.asked.to === f.known.to;
  const note = (f) => (all(f) ? S.t("months.whole", { n: f.n }) : S.t("months.narrowed"));

  function chart(f) {
    const box = S.$("#time-bars"),
      size = { width: box.clientWidth, height: box.clientHeight };
    if (!size.width || !size.height) return;
    const drawn = S.bars(f, size);
    box.replaceChildren(drawn.node);
    S.drawBrush(f, drawn);
    S.drawEvents(f, drawn);
  }

  const redraw = () => {
    if (shown && !section().hidden) chart(shown);
  };

  function start() {
    started = true;
    S.startBrush();
    new ResizeObserver(redraw).observe(S.$("#time-bars"));
    /* paper is as wide as it is at once: no observer is asked in time */
    addEventListener("beforeprint", redraw);
    addEventListener("afterprint", redraw);
    matchMedia("print").addEventListener("change", redraw);
    S.$("#time-tools").hidden = S.source.embedded();
    S.$("#stack").addEventListener("click", ({ currentTarget }) => S.toggle(currentTarget));
    for (const button of S.$$("#time-quick button"))
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") === "true",
          span = spans(shown)[button.dataset.span];
        if (on) S.ask(S.without(S.now.asked, "period"));
        else S.askMonths(...span);
      });
  }

  function draw(f) {
    shown = f;
    section().hidden = !f;
    if (!f) return;
    if (!started) start();
    S.$("#time-chart").classList.remove("is-lost");
    S.$(".lost", section())?.remove();
    S.$("#time-title").textContent = S.t(`months.title_${f.measure}`);
    S.$("#time-note").textContent = note(f);
    drawStack(f);
    drawQuick(f);
    chart(f);
  }

  function lost(retry) {
    shown = null;
    S.$(".lost", section())?.remove();
    S.$("#time-chart").classList.add("is-lost");
    section().append(S.lostLine(S.t("months.this"), retry));
  }

  S.part({ ask, draw, lost });

  S.keep("stack", (by) => {
    if (by !== null && !STACKS.slice(1).includes(by)) return false;
    stack = by;
    return true;
  });

  /* The month next to a period in which there is something of it; null where there is none in any month. */
  S.nearestMonth = (from, to) => {
    if (!shown || !from || !to) return null;
    const zero = S.month.number(shown.first),
      [a, b] = [S.month.of(from), S.month.of(to)].map((n) => n - zero);
    const away = (i) => Math.max(a - i, i - b, 0);
    const found = shown.months
      .map((n, i) => i)
      .filter((i) => shown.months[i] > 0)
      .sort((i, j) => away(i) - away(j) || j - i);
    if (!found.length) return null;
    const month = S.month.name(zero + found[0]);
    return { from: S.month.first(month), to: S.month.last(month) };
  };
})(window.Sarhad);
