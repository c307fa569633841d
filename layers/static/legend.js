/* The legend: a column of the classes with every bound written once, at the edge where it holds; focus provinces are
   arrows at their exact value. */
(function (S) {
  "use strict";
  const step = () => (innerHeight < 800 ? 12 : 15); /* a low screen has no room over the legend for the zoom buttons */
  const CHANGE = ["−50", "−25", "0", "+33", "+100"].map(S.ltr),
    LOGS = [0.5, 0.75, 1, 4 / 3, 2].map(Math.log);

  /* Position in classes from below, continuous; half a decade stands for the two open ends. */
  function position(v, bounds, open) {
    const at = [bounds[0] - open, ...bounds, bounds[bounds.length - 1] + open];
    for (let i = 0; i < at.length - 1; i++)
      if (v <= at[i + 1]) return i + Math.max(0, (v - at[i]) / (at[i + 1] - at[i]));
    return at.length - 1;
  }

  const label = (S.bound = (b) => (b >= 1000 ? S.int(b) : String(b)));

  function rates(figures) {
    const bounds = figures.breaks.filter((b) => b > 0),
      n = bounds.length + 1,
      logs = bounds.map(Math.log10);
    const classes = Array.from({ length: n }, (_, i) => `q${S.ramp(i, n)}`);
    const region = (r) => ({
      id: r.id,
      name: r.name,
      text: S.num(r.value),
      at: position(Math.log10(r.value), logs, 0.5),
    });
    return { classes, bounds: bounds.map(label), marks: shown((r) => r.value > 0).map(region), step: step() };
  }

  function changes() {
    const region = (r) => ({
      id: r.id,
      name: r.name,
      text: S.signed(r.change),
      at: position(Math.log(1 + r.change), LOGS, 0.4),
    });
    return {
      classes: ["d0", "d1", "d2", "d3", "d4", "d5"],
      bounds: CHANGE,
      marks: shown((r) => r.change !== null && r.change > -1).map(region),
      step: 19,
    };
  }

  const shown = (has) => {
    const { hovered, pinned, regions } = S.now,
      active = hovered || pinned;
    return [...regions.values()].filter((r) => r.status === "covered" && has(r) && (r.focus || r.id === active));
  };

  /* Where the lowest class is open, as under 0.01, the first bound is its upper edge; else it is the lower one. */
  function column({ classes, bounds, marks, step }) {
    const n = classes.length,
      open = n - bounds.length,
      active = S.now.hovered || S.now.pinned,
      children = [];
    /* the ramp runs from the top down; for a screen reader each class says its own bounds */
    [...classes].reverse().forEach((k, i) => {
      const at = n - 1 - i,
        from = bounds[at - open] ?? null,
        to = bounds[at + 1 - open];
      children.push(
        S.el(
          "i",
          { class: k },
          S.el(
            "span",
            { class: "vh" },
            S.t(from === null ? "legend.under" : to === undefined ? "legend.over" : "legend.between", { from, to }),
          ),
        ),
      );
    });
    bounds.forEach((b, i) =>
      children.push(
        S.el(
          "b",
          {
            "aria-hidden": "true",
            style: { "inset-block-start": `${(n - open - i) * step}px`, "--x": `${((i + open) / n) * 100}%` },
          },
          b,
        ),
      ),
    );
    let last = -99;
    for (const mark of marks.sort((a, b) => b.at - a.at)) {
      const y = Math.max((n - mark.at) * step, last + 13);
      last = y;
      children.push(
        S.el(
          "span",
          {
            class: mark.id === active ? "mark hot" : "mark",
            style: {
              "inset-block-start": `${y.toFixed(1)}px`,
              "--x": `clamp(10px, ${((mark.at / n) * 100).toFixed(1)}%, 100% - 10px)`,
            },
          },
          S.el("span", { class: "wide" }, `${S.short(mark.name)} ${mark.text}`),
          S.el("span", { class: "short" }, initials(mark.name)),
        ),
      );
    }
    return S.el(
      "div",
      {
        class: "scale",
        style: {
          "--step": `${step}px`,
          "--mark": S.comparing() && !S.heating() ? "66px" : `${24 + Math.max(...bounds.map((b) => S.width(b, 11, 500))) + 12}px`,
        },
      },
      children,
    );
  }

  const initials = (name) =>
    name.length > 14
      ? name
          .split(/[\s-]+/)
          .filter((w) => w !== "and")
          .map((w) => w[0])
          .join("")
      : name;

  /* --- the keys below --- */

  const swatch = (fill) => S.svg("rect", { x: 0.5, y: 0.5, width: 21, height: 13, rx: 1.5, class: `key-${fill}` });
  const key = (drawing, words, extra, wide) => [
    S.svg("svg", { class: wide ? `${wide} over` : "over", width: 22, height: 14, "aria-hidden": "true" }, drawing),
    S.el("span", { class: wide || null }, words, extra ? S.el("em", null, ` ${extra}`) : null),
  ];
  S.step = step;
  S.symbolKeys = () => symbolKeys();
  S.outside = () => outside();
  S.swatch = swatch;
  S.key = key;
  const diamond = (kind, coarse) =>
    S.svg("g", { class: `op ${kind}` }, S.svg("path", { class: "os", d: "M1,7H9" }), S.diamond(14, 7, 5.5, coarse));

  S.ownKey = () =>
    S.now.geometry.own?.features.length
      ? [
          key(
            S.svg("g", { class: "own" }, S.svg("rect", { x: 6, y: 2, width: 10, height: 10, rx: 1.5 })),
            S.t("legend.own"),
            null,
            "w",
          ),
        ]
      : [];

  function symbolKeys() {
    const operations = S.operations(),
      lost = operations.filter((f) => !f.geometry).length,
      keys = [],
      listed = S.listed();
    if (S.heating()) return S.heatKeys();
    const ringless = S.shown().ringless?.(),
      rings = !ringless && listed.some((f) => S.now.regions.get(S.home(f.properties))?.status !== "covered");
    if (rings || (S.tooMany() && !ringless))
      keys.push(
        key(
          S.svg("g", { class: "inc" }, S.svg("circle", { cx: 11, cy: 7, r: 4.2 })),
          S.t("legend.incident"),
          S.tooMany()
            ? S.t("legend.too_many", { list: S.listName(), n: S.now.figures.listed.n })
            : S.t("legend.since", { list: S.listName(), years: S.span(listed) }),
          "w",
        ),
      );
    if (operations.length) {
      keys.push(
        key(diamond("ack"), S.t("legend.acknowledged"), null, "w"),
        key(diamond("att"), S.t("legend.attributed"), null, "w"),
      );
      if (operations.some((f) => S.coarse(f.properties)))
        keys.push(key(diamond("att", true), S.t("legend.coarse"), null, "w"));
    }
    keys.push(...S.ownKey());
    if (!keys.length) return [];
    const several = S.t("legend.stands"),
      told = lost ? `${several} ${S.t("legend.lost", { n: lost, total: operations.length })}` : several;
    return [S.el("span", { class: "rule" }), ...keys.flat(), S.el("span", { class: "note w" }, told)];
  }

  const sure = () => [...S.now.regions.values()].some(S.hasInterval);

  function own(comparing) {
    if (comparing)
      return [
        key(swatch("same"), S.t(sure() ? "legend.same" : "legend.unsure")),
        key(swatch("small"), S.t("legend.small"), S.t("legend.small_extra")),
      ];
    const covered = [...S.now.regions.values()].filter((r) => r.status === "covered");
    const none = covered.some((r) => r.value === null)
      ? [key(swatch("small"), S.t("legend.no_figure"), S.t(S.now.figures.per === "population" ? "legend.no_census" : "legend.not_recorded"))]
      : [];
    return covered.length ? [key(swatch("zero"), S.t(`legend.none_${S.now.figures.measure}`)), ...none] : [];
  }

  /* --- empty upper classes --- */

  function extra(figures) {
    if (S.comparing() || S.source.embedded()) return null;
    if (figures.query.breaks === "view" || figures.query.per === "none") return null;
    const { breaks } = S.heating() ? S.now.heat : figures,
      most = S.highest()?.value ?? 0,
      top = S.heating()
        ? breaks.filter((b) => most >= b).length
        : Math.max(-1, ...figures.regions.map((r) => r.class ?? -1)),
      empty = breaks.length - top;
    if (empty < 2 || top < 0) return null;
    const button = S.el(
      "button",
      { type: "button", class: "btn quiet", on: { click: () => S.choose("breaks", "view") } },
      S.t("legend.rescale"),
    );
    return S.el("div", { class: "extra" }, S.el("span", null, S.t("legend.empty", { n: empty })), button);
  }

  const outside = () => S.t(S.level() === "district" ? "legend.outside_districts" : "legend.outside");

  /* Why there is no figure: the source is a list, or it does not cover what was asked. */
  S.complete = () => [S.now.figures.source].flat().some((one) => one.complete);
  S.uncounted = () => {
    if (!S.complete()) return S.t("legend.list_no_rate");
    return S.heating() ? S.now.heat.headline.text : S.t("legend.not_covered_no_rate");
  };

  S.drawLegend = () => {
    const { legend } = S.shown();
    return legend ? legend(S.$("#legend")) : drawn();
  };

  function drawn() {
    const { figures } = S.now,
      node = S.$("#legend"),
      comparing = S.comparing(),
      heat = S.heating() ? S.now.heat : null,
      scale = heat ? S.surface(heat) : comparing ? changes() : rates(figures);
    const { from, to } = S.asking(figures),
      words = heat?.unit || figures.unit,
      unit = words.charAt(0).toUpperCase() + words.slice(1);
    const covered = [...S.now.regions.values()].some((r) => r.status === "covered");
    const title = !covered
      ? S.uncounted()
      : comparing && heat
        ? S.t("legend.difference", { unit, period: S.period(from, to), before: S.before(figures) })
      : comparing
        ? S.t("legend.change", { period: S.period(from, to), before: S.before(figures) })
        : unit;
    const below = !covered
      ? [S.period(from, to)]
      : heat
        ? [
            `${comparing ? "" : `${S.period(from, to)} · `}${S.t("legend.kernel", { km: S.bandwidth() })}`,
            comparing && scale.bounds.length ? S.el("span", { class: "wide" }, ` · ${S.t("legend.brown")}`) : "",
          ]
      : comparing
        ? [S.el("span", { class: "wide" }, S.t(sure() ? "legend.coloured" : "legend.no_colour"))]
        : [
            S.period(from, to),
            S.el(
              "span",
              { class: "wide" },
              ` · ${S.t(figures.per === "none" || figures.query.breaks === "view" ? "legend.view_bounds" : "legend.step")}`,
            ),
          ];
    const keys = [
      ...(heat ? S.paleKeys(heat) : own(comparing)),
      key(swatch("nc"), S.t("legend.not_covered"), S.t("legend.by_source")),
      key(swatch("out"), figures.query.region?.length ? S.t("legend.not_asked") : outside(), null, "w outside"),
    ];
    node.hidden = S.included() === 0 && !comparing && covered; /* the panel of the empty view takes its place */
    node.replaceChildren(
      S.el("h2", null, title),
      S.el("p", null, below),
      covered && scale.bounds.length && (heat || !comparing || sure()) ? column(scale) : "",
      S.el("div", { class: "keys" }, keys.flat(), heat ? S.edgeNote(heat) : [], symbolKeys()),
      extra(figures) || "",
    );
  }
})(window.Sarhad);
