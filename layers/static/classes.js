/* Which class a region has, by name: the style sheet gives the colours, and a change of class is all that a new answer
   changes on the map. */
(function (S) {
  "use strict";
  S.ramp = (index, classes) => (classes >= 7 ? Math.min(index, 6) : Math.round((index * 6) / Math.max(1, classes - 1)));

  const RATIOS = [0.5, 0.75, 1, 4 / 3, 2]; /* symmetric as ratios: each step up has its step down */
  /* Only incidents are independent counts: a change of the killed has no interval, and so no colour. */
  S.hasInterval = (region) => typeof region.change_low === "number";
  S.changeClass = (region) => {
    if (region.change === null || region.change === undefined) return region.base === null ? "nc" : "small";
    if (!S.hasInterval(region) || (region.change_low <= 0 && region.change_high >= 0)) return "same";
    return `d${RATIOS.filter((bound) => 1 + region.change >= bound).length}`;
  };

  S.anyCovered = () => [...S.now.regions.values()].some((region) => region.status === "covered");

  S.comparing = () => (S.now.figures?.query?.compare ?? "none") !== "none";

  S.classOf = (id) => {
    const region = S.now.regions.get(id),
      figures = S.now.figures;
    if (figures && !region) return "out"; /* not asked for: neither covered nor not covered */
    if (!figures || region.status !== "covered") return "nc";
    if (S.comparing()) return S.changeClass(region);
    if (region.class === null || region.class === undefined) return "small"; /* covered, but no figure: dotted */
    return region.class < 0 ? "zero" : `q${S.ramp(region.class, figures.breaks.length + 1)}`;
  };

  /* What a region is filled with: its class, or the ground on which a heat map or points lie. */
  S.fillOf = (id) => {
    const own = S.classOf(id);
    const { ground } = S.shown();
    return ground && own !== "out" && own !== "nc" ? ground() : own;
  };
  S.fillAt = (id, x, y) => (S.heating() && S.heatClass(x, y)) || S.fillOf(id);

  S.restyle = () => {
    for (const [id, layer] of S.regionLayers) {
      layer.getElement()?.setAttribute("class", `region leaflet-interactive ${S.fillOf(id)}`);
    }
  };
})(window.Sarhad);
