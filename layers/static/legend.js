/* The legend: a column of the classes with every bound written once, at the edge where it holds; focus provinces are
   arrows at their exact value. */
(function (S) {
  "use strict";
  const step = () => (innerHeight < 800 ? 12 : 15); /* a low screen has no room over the legend for the zoom buttons */
  const CHANGE = ["−50", "−25", "0", "+33", "+100"],
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
            from === null ? `under ${to}` : to === undefined ? `${from} and over` : `${from} to under ${to}`,
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
  S.swatch = swatch;
  S.key = key;
  const diamond = (kind, coarse) =>
    S.svg("g", { class: `op ${kind}` }, S.svg("path", { class: "os", d: "M1,7H9" }), S.diamond(14, 7, 5.5, coarse));

  S.ownKey = () =>
    S.now.geometry.own?.features.length
      ? [
          key(
            S.svg("g", { class: "own" }, S.svg("rect", { x: 6, y: 2, width: 10, height: 10, rx: 1.5 })),
            "your sites, on this map only",
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
    const rings = listed.some((f) => S.now.regions.get(S.home(f.properties))?.status !== "covered");
    if (rings || S.tooMany())
      keys.push(
        key(
          S.svg("g", { class: "inc" }, S.svg("circle", { cx: 11, cy: 7, r: 4.2 })),
          "incident,",
          `${S.listName()}, ${S.tooMany() ? `${S.int(S.now.figures.listed.n)}: too many to draw` : S.span(listed)}`,
          "w",
        ),
      );
    if (operations.length) {
      keys.push(
        key(diamond("ack"), "operation across a border, acknowledged", null, "w"),
        key(diamond("att"), "the same, attributed or claimed", null, "w"),
      );
      if (operations.some((f) => S.coarse(f.properties)))
        keys.push(key(diamond("att", true), "dashed: district known at best", null, "w"));
    }
    keys.push(...S.ownKey());
    if (!keys.length) return [];
    const told = `A number stands for several.${lost ? ` ${lost} of ${operations.length} operations have no place and are only listed.` : ""}`;
    return [S.el("span", { class: "rule" }), ...keys.flat(), S.el("span", { class: "note w" }, told)];
  }

  const NONE = {
    incidents: "no incident",
    killed: "nobody killed",
    injured: "nobody injured",
    casualties: "no casualties",
  };
  const sure = () => [...S.now.regions.values()].some(S.hasInterval);

  function own(comparing) {
    if (comparing)
      return [
        key(swatch("same"), sure() ? "interval includes 0" : "change without an interval"),
        key(swatch("small"), "base under 10:", "no percentage"),
      ];
    const covered = [...S.now.regions.values()].filter((r) => r.status === "covered");
    const none = covered.some((r) => r.value === null)
      ? [key(swatch("small"), "no figure,", S.now.figures.per === "population" ? "no census" : "not recorded")]
      : [];
    return covered.length ? [key(swatch("zero"), NONE[S.now.figures.measure]), ...none] : [];
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
      "Rescale to this view",
    );
    return S.el("div", { class: "extra" }, S.el("span", null, `${empty} classes empty`), button);
  }

  const outside = () => (S.level() === "district" ? "outside, or without districts" : "outside the study area");

  /* Why there is no figure: the source is a list, or it does not cover what was asked. */
  S.complete = () => [S.now.figures.source].flat().some((one) => one.complete);
  S.uncounted = () => {
    if (!S.complete()) return "Listed incidents: no rate";
    return S.heating() ? S.now.heat.headline.text : "Not covered: no rate";
  };

  S.drawLegend = () => {
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
        ? `${unit}: ${S.period(from, to)} less ${S.before(figures)}`
      : comparing
        ? `Change in %, ${S.period(from, to)} against ${S.before(figures)}`
        : unit;
    const below = !covered
      ? [S.period(from, to)]
      : heat
        ? [
            `${comparing ? "" : `${S.period(from, to)} · `}kernel ${S.bandwidth()} km`,
            comparing && scale.bounds.length ? S.el("span", { class: "wide" }, " · brown: more, teal: fewer") : "",
          ]
      : comparing
        ? [S.el("span", { class: "wide" }, sure() ? "coloured if the interval excludes 0" : "no interval, so no colour")]
        : [
            S.period(from, to),
            S.el(
              "span",
              { class: "wide" },
              figures.per === "none" || figures.query.breaks === "view"
                ? " · bounds of this view"
                : " · each step about ×3",
            ),
          ];
    const keys = [
      ...(heat ? S.paleKeys(heat) : own(comparing)),
      key(swatch("nc"), "not covered", "by this source"),
      key(swatch("out"), figures.query.region?.length ? "not asked for" : outside(), null, "w outside"),
    ];
    node.hidden = S.included() === 0 && !comparing && covered; /* the panel of the empty view takes its place */
    node.replaceChildren(
      S.el("h2", null, title),
      S.el("p", null, below),
      covered && scale.bounds.length && (heat || !comparing || sure()) ? column(scale) : "",
      S.el("div", { class: "keys" }, keys.flat(), heat ? S.edgeNote(heat) : [], symbolKeys()),
      extra(figures) || "",
    );
  };
})(window.Sarhad);
