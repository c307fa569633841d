/* The phone's sheet: pills below the map; open, it holds the filters one under another, the table and the lists. */
(function (S) {
  "use strict";
  const TABS = ["filters", "table", "lists", "downloads"];
  const state = () => document.body.dataset.sheet;

  function set(to) {
    document.body.dataset.sheet = to;
    S.$("#grab").setAttribute("aria-expanded", String(to !== "closed"));
    S.drawSheet();
    if (to !== "closed") (to === "filters" ? S.$("#filterbar") : S.$("#side")).scrollTop = 0;
  }

  const pill = (words, to, cell) =>
    S.el(
      "button",
      {
        type: "button",
        class: "pill",
        "aria-pressed": state() === "closed" ? null : String(state() === to),
        on: {
          click: () => {
            set(to);
            if (cell) S.$(`.cell[data-cell="${cell}"]`).scrollIntoView();
          },
        },
      },
      words,
    );

  function closed() {
    const f = S.now.figures,
      pills = [];
    if (!S.source.embedded()) pills.push(pill(S.t("sheet.filters"), "filters"));
    if (!S.source.embedded()) pills.push(...S.viewPills());
    const { from, to } = f ? S.asking(f) : {};
    if (!S.source.embedded())
      pills.push(pill(S.period(from, to) || S.t("sheet.period"), "filters", "period"), pill(groups(), "filters", "group"));
    pills.push(pill(S.t("sheet.table"), "table"), pill(S.t("sheet.lists"), "lists"));
    if (!S.source.embedded()) pills.push(pill(S.t("sheet.downloads"), "downloads"));
    return pills;
  }

  function groups() {
    const chosen = S.control.inputs("group").filter((input) => input.checked).length;
    return chosen
      ? S.t("words.groups", { n: chosen })
      : S.t("sheet.all_groups", { n: S.control.inputs("group").length });
  }

  S.drawSheet = () => {
    const open = state() !== "closed",
      count = (n) => (S.now.figures ? S.t("words.incidents", { n: n() }) : "…");
    const tabs = TABS.filter((to) => !S.source.embedded() || to === "table" || to === "lists");
    S.$("#pills").replaceChildren(...(open ? tabs.map((to) => pill(S.t(`sheet.${to}`), to)) : closed()));
    S.$("#show").textContent = open
      ? S.t("sheet.show", { incidents: count(S.included) })
      : S.t("sheet.by_region", { incidents: count(() => S.now.figures.counted) }); /* a region counts what is known to lie in it */
  };

  S.startSheet = () => {
    S.$("#grab").addEventListener("click", () =>
      set(state() === "closed" ? (S.source.embedded() ? "table" : "filters") : "closed"),
    );
    S.$("#show").addEventListener("click", () => set(state() === "closed" ? "table" : "closed"));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state() !== "closed") {
        set("closed");
        S.$("#grab").focus();
      }
    });
    let start = null;
    S.$("#sheet").addEventListener("pointerdown", (event) => {
      start = event.clientY;
    });
    S.$("#sheet").addEventListener("pointerup", (event) => {
      const by = start === null ? 0 : event.clientY - start;
      start = null;
      if (by > 40 && state() !== "closed") set("closed");
      if (by < -40 && state() === "closed") set("filters");
    });
  };
})(window.Sarhad);
