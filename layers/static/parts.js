/* The parts beside the map that answer the same question: each asks for its own, is drawn when it has come, and fails
   alone. The map does not wait for them. */
(function (S) {
  "use strict";
  const parts = [];

  /* `ask(asked)` gives a promise, or null where there is nothing to ask; `draw(answer)` draws it; `lost(retry)` says
     that it did not come. */
  S.part = (part) => parts.push(part);

  async function fill(part, asked) {
    let answer;
    try {
      answer = await part.ask(asked);
    } catch (error) {
      if (error.name !== "AbortError" && asked === S.now.asked) part.lost(() => fill(part, asked));
      return;
    }
    if (asked === S.now.asked) part.draw(answer ?? null);
  }

  S.fillParts = (asked) => Promise.all(parts.map((part) => fill(part, asked)));

  /* A line with a button in the place of a part that did not arrive. */
  S.lostLine = (what, retry) =>
    S.el(
      "p",
      { class: "lost" },
      `${S.t("page.did_not_arrive", { what })} `,
      S.el("button", { type: "button", class: "btn quiet", on: { click: retry } }, S.t("page.again")),
    );
})(window.Sarhad);
