/* Who, how and against whom: what part of the counted incidents is of each group, tactic, target and kind. */
(function (S) {
  "use strict";
  const PARTS = ["group", "tactic", "target", "kind"];
  let answer = null,
    missing = false;

  const told = () => PARTS.filter((name) => answer?.[name]?.length);
  const first = () => told().find((name) => name !== "kind"); /* every source has kinds: they alone are no tab */

  const body = S.pane({
    name: "groups",
    at: 2,
    kind: "shares",
    tab: () => {
      if (missing) return { words: S.t("shares.group"), n: null };
      return first() ? { words: S.t(`shares.${first()}`), n: answer[first()].length } : null;
    },
  });

  /* The question narrowed to one value; the same once more takes it back. */
  const narrowed = (name, value) => S.now.asked.get(name) === value;
  function narrow(name, value) {
    const asked = S.without(S.now.asked, name);
    if (!narrowed(name, value)) asked.set(name, value);
    return S.ask(asked);
  }

  const label = (name, { value, label: text }) => (name === "kind" ? S.kindOf(value) : text);

  function choice(name, one) {
    if (S.source.embedded()) return S.el("span", { class: "name" }, label(name, one));
    return S.el(
      "button",
      {
        type: "button",
        class: "name",
        title: label(name, one),
        "aria-pressed": String(narrowed(name, one.value)),
        on: { click: () => narrow(name, one.value) },
      },
      label(name, one),
    );
  }

  const row = (name, one, most) =>
    S.el(
      "li",
      null,
      choice(name, one),
      S.el("span", { class: "t" }, S.el("i", { style: { "inline-size": `${((one.n / most) * 100).toFixed(1)}%` } })),
      S.el("b", null, S.int(one.n)),
      S.el("span", { class: "n" }, S.pct(one.share)),
    );

  function note(name) {
    const unknown = answer.unknown?.[name] ?? 0,
      words = [];
    if (answer.overlap?.[name]) words.push(S.t("shares.overlap"));
    if (unknown) words.push(S.t(`shares.${name}_unknown`, { n: unknown }));
    return words.length ? S.el("p", { class: "lead" }, words.join(" ")) : null;
  }

  const block = (name) =>
    S.el(
      "section",
      { "aria-labelledby": `shares-${name}` },
      S.el("h3", { id: `shares-${name}` }, `${S.t(`shares.${name}`)} `, S.el("small", null, S.t("shares.of", { n: answer.n }))),
      S.el("ul", { class: "grp" }, answer[name].map((one) => row(name, one, answer[name][0].n))),
      note(name),
    );

  function draw(next) {
    const held = body.contains(document.activeElement) ? document.activeElement.textContent : null;
    answer = next;
    missing = false;
    body.replaceChildren(...told().map(block));
    if (held) S.$$(".name", body).find(({ textContent }) => textContent === held)?.focus();
    S.drawLists();
  }

  S.part({
    ask: (asked) => S.source.answer("shares", "/shares.json", asked),
    draw,
    lost: (retry) => {
      missing = true;
      body.replaceChildren(S.lostLine(S.t("shares.what"), retry));
      S.drawLists();
    },
  });
})(window.Sarhad);
