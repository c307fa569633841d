/* The legend of a heat map: its bands, its highest value as an arrow, and what is pale, or too low near the edge. */
(function (S) {
  "use strict";

  /* The colours of a surface: what is under the first bound is as pale as nothing; a difference has both directions. */
  S.bands = (n, compared) => {
    if (!compared) return Array.from({ length: n }, (_, i) => `q${S.ramp(i + 1, n + 1)}`);
    const side = Math.floor(n / 2),
      all = ["d0", "d1", "d2", "d3", "d4", "d5"];
    return [...all.slice(0, side), "dn", ...all.slice(6 - side)];
  };

  const sign = (v) => S.ltr(v < 0 ? `−${S.bound(-v)}` : `+${S.bound(v)}`);

  S.surface = (heat) => {
    const bounds = heat.breaks.filter((b) => b !== 0),
      n = bounds.length,
      compared = S.comparing(),
      classes = S.bands(n, compared),
      at = S.highest(),
      above = at ? bounds.filter((b) => at.value >= b).length : 0;
    const inside = () => {
      const k = above - 1;
      if (k === n - 1) return 0.5;
      const from = bounds[k],
        to = bounds[k + 1];
      return from > 0 ? Math.log(at.value / from) / Math.log(to / from) : (at.value - from) / (to - from);
    };
    const words = S.t(compared ? "surface.rise" : "surface.peak");
    const mark = above > 0 && {
      id: "peak",
      name: words,
      text: S.marked(at) ? S.t("surface.crossed", { value: S.num(at.value) }) : S.num(at.value),
      at: above - 1 + inside() + (classes.length - n),
    };
    return {
      classes,
      bounds: bounds.map(compared ? sign : S.bound),
      marks: mark ? [mark] : [],
      step: compared ? 17 : S.step(),
    };
  };

  /* Of a surface: what is as pale as nothing, since a kernel never quite ends. */
  S.paleKeys = ({ breaks }) => {
    const covered = S.anyCovered() && !S.comparing();
    if (!covered) return [];
    const under = () => S.t("surface.under", { bound: S.bound(breaks[0]) });
    return [S.key(S.swatch("zero"), breaks.length ? under() : S.t("surface.none"))];
  };

  /* That values fall towards an edge is no line on the map: the service says it, where there is a surface. */
  S.edgeNote = ({ edge_note: text }) => (text ? [S.el("span", { class: "note w" }, text)] : []);

  /* Over a surface: its own incidents, where they are drawn one by one. */
  S.heatKeys = () => {
    const { near } = S.now,
      keys = S.ownKey();
    if (near?.lost || near?.features.length) {
      const further = () => S.t(S.furthestIn() ? "surface.more_undrawn" : "surface.more", { n: near.more }),
        more = near.more ? further() : S.t("surface.within");
      const words = S.t(near.lost ? "surface.lost" : "surface.incident");
      const dot = S.svg("g", { class: "pt" }, S.svg("circle", { cx: 11, cy: 7, r: 4 }));
      keys.unshift(S.key(dot, words, near.lost ? null : more, "w"));
    }
    const piles = S.piles().map((text) => S.el("span", { class: "note w" }, text));
    return keys.length || piles.length ? [S.el("span", { class: "rule" }), ...keys.flat(), ...piles] : [];
  };
})(window.Sarhad);
