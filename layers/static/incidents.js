/* The incidents behind the figure, page by page: exactly those that it counts. */
(function (S) {
  "use strict";
  const LIMIT = 50,
    ORDERS = ["latest", "killed"];
  let answer = null, /* the page that is shown */
    start = 0,
    order = ORDERS[0],
    last = null, /* the question of that page */
    recalled = false; /* the address has just said which page it is */

  const body = S.pane({
    name: "incidents",
    at: 1,
    kind: "paged",
    tab: () =>
      answer || !S.source.embedded() ? { words: S.t("incidents.tab"), n: answer?.n ?? S.now.figures.counted } : null,
  });

  /* --- asking --- */

  /* A page is of the state of the data that the figures are of: a later one may come in between. */
  function question(asked) {
    const all = new URLSearchParams(asked);
    if (S.now.figures?.version) all.set("version", S.now.figures.version.revision);
    for (const [name, value] of Object.entries({ order, start, limit: LIMIT })) all.set(name, value);
    return all;
  }

  const fetched = (asked) => S.source.answer("behind", "/incidents.json", question(asked));

  function remember() {
    S.put("start", start ? String(start) : null);
    S.put("order", order === ORDERS[0] ? null : order);
  }

  /* Another question begins at its first page. */
  function asks(asked) {
    const text = S.text(asked);
    if (!recalled && last !== null && text !== last) {
      start = 0;
      remember();
    }
    last = text;
    recalled = false;
    return fetched(asked);
  }

  async function turn() {
    const { asked } = S.now;
    remember();
    body.setAttribute("aria-busy", "true");
    try {
      const next = await fetched(asked);
      if (asked === S.now.asked) draw(next);
    } catch (error) {
      if (error.name !== "AbortError" && asked === S.now.asked) lost(turn);
    }
  }

  function go(to, by) {
    start = to;
    order = by;
    return turn();
  }

  for (const [name, apply] of Object.entries({
    start: (value) => {
      start = value === null ? 0 : Number(value);
      recalled = true;
      return Number.isSafeInteger(start) && start >= 0;
    },
    order: (value) => {
      order = value ?? ORDERS[0];
      recalled = true;
      return ORDERS.includes(order);
    },
  }))
    S.keep(name, apply);

  /* --- the frame: it stays, so that a button that was pressed keeps the focus --- */

  const list = S.el("ul", { class: "list behind" }),
    lead = S.el("p", { class: "lead" }),
    range = S.el("span"),
    choice = S.el("select", { on: { change: () => go(0, choice.value) } }),
    button = (by) =>
      S.el("button", { type: "button", class: "btn quiet", on: { click: () => step(by) } });
  const back = button(-1),
    forth = button(1),
    pager = S.el("div", { class: "pager" }, S.el("span", null, range, " ", choice), S.el("span", null, back, " ", forth));
  lead.hidden = pager.hidden = true;
  body.append(lead, list, pager);

  const reach = () => (S.source.embedded() ? answer.incidents.length : answer.n);
  const may = (by) => (by < 0 ? start > 0 : start + LIMIT < reach());

  function step(by) {
    if (!may(by)) return undefined;
    const to = Math.max(0, start + by * LIMIT);
    if (!S.source.embedded()) return go(to, order);
    start = to;
    return draw(answer);
  }

  function draws() {
    const rows = S.source.embedded() ? answer.incidents.slice(start, start + LIMIT) : answer.incidents,
      said = { first: start + 1, last: start + rows.length, n: answer.n };
    const words = S.t("incidents.range", said),
      by = S.t(`incidents.order_${order}`);
    list.replaceChildren(...rows.map(S.behindRow));
    list.scrollTop = 0;
    range.textContent = choice.hidden ? S.t("incidents.in_order", { range: words, order: by }) : S.t("incidents.and", { range: words });
    return `${words}, ${by}`;
  }

  function frame() {
    if (S.source.embedded()) choice.remove(); /* a saved file has one order */
    const tolls = S.source.embedded() ? false : [S.now.figures.source].flat().some(({ knows }) => knows?.includes("killed"));
    choice.hidden = !tolls && order === ORDERS[0];
    choice.setAttribute("aria-label", S.t("incidents.order"));
    choice.replaceChildren(
      ...ORDERS.map((one) => S.el("option", { value: one, selected: one === order }, S.t(`incidents.order_${one}`))),
    );
    choice.value = order;
    for (const [node, by, key] of [
      [back, -1, "previous"],
      [forth, 1, "next"],
    ]) {
      node.textContent = S.t(`incidents.${key}`);
      node.setAttribute("aria-disabled", String(!may(by)));
    }
  }

  function draw(next) {
    const same = answer !== null && next === answer,
      turned = body.hasAttribute("aria-busy") || same;
    answer = next;
    body.removeAttribute("aria-busy");
    if (answer && S.source.embedded()) order = ORDERS.includes(answer.order) ? answer.order : ORDERS[0];
    if (answer?.n && start && start >= reach()) return S.source.embedded() ? step(-1) : go(0, order);
    const none = !answer?.n;
    list.hidden = pager.hidden = none;
    const part = S.source.embedded() && !none && reach() < answer.n;
    lead.hidden = !none && !part;
    lead.textContent = none ? S.t("incidents.none") : part ? S.t("incidents.part", { n: reach(), all: answer.n }) : "";
    S.markPlace(null);
    if (!none) {
      frame();
      const words = draws();
      if (turned) {
        S.say(words);
        if (S.rect(list, S.$("#side"))?.[1] < 0) list.scrollIntoView({ block: "start" }); /* where the page scrolls, not the list */
      }
    }
    S.drawLists();
    return undefined;
  }

  function lost(retry) {
    body.removeAttribute("aria-busy");
    pager.hidden = true;
    lead.hidden = true;
    list.hidden = false;
    list.replaceChildren(S.el("li", { class: "lost" }, S.lostLine(S.t("incidents.what"), retry)));
    S.drawLists();
  }

  S.part({ ask: asks, draw, lost });
})(window.Sarhad);
