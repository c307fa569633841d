/* Close up, the heat view shows the incidents of its answer one by one: those in sight, fetched by their bounding box.
   Only those whose place is known are drawn; what is known to a district or province has no point of its own. */
(function (S) {
  "use strict";
  const FROM = 9, /* zoom */
    MOST = 1000, /* more than lie on any one point, so that none has a wrong number while all of a view arrive */
    PAUSE = 200; /* ms after the map came to rest */
  const FILTERS = ["level", "region", "from", "to", "kind", "group", "tactic", "target", "epoch"];
  let timer = null;

  /* What the answer counts: its complete sources, its filters, its version. */
  function question(figures) {
    const { query, version } = figures,
      sources = [figures.source].flat().filter((one) => one.complete);
    if (!sources.length) return null;
    const asked = new URLSearchParams();
    for (const name of FILTERS) {
      const text = [query[name] ?? ""].flat().join(",");
      if (text) asked.set(name, text);
    }
    asked.set("source", sources.map((one) => one.id).join(","));
    asked.set("precision", query.precision === "exact" ? "exact" : "near");
    if (version) asked.set("version", version.revision);
    return asked;
  }

  /* A part of the earth as an address has it. */
  S.boxText = (bounds, decimals = 4) => {
    const within = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(decimals);
    const { lng: west, lat: south } = bounds.getSouthWest(),
      { lng: east, lat: north } = bounds.getNorthEast();
    return [within(west, 180), within(south, 85), within(east, 180), within(north, 85)].join(",");
  };

  const show = (near) => {
    if (near === S.now.near) return;
    S.now.near = near;
    if (S.now.figures) S.drawLegend();
    S.drawLists();
    S.redraw();
  };

  async function look() {
    const asked = S.heating() && S.leaflet().getZoom() >= FROM ? question(S.now.figures) : null;
    if (!asked) return show(null);
    asked.set("bbox", S.boxText(S.leaflet().getBounds()));
    asked.set("limit", String(MOST));
    const items = S.text(asked);
    if (S.now.near?.items === items) return undefined;
    try {
      const { features, numberMatched } = await S.source.near(items);
      if (!S.heating()) return show(null);
      return show({ items, features, more: numberMatched - features.length });
    } catch (error) {
      return error.name === "AbortError" ? undefined : show({ items, features: [], more: 0, lost: true });
    }
  }

  S.lookNear = () => {
    clearTimeout(timer);
    if (S.now.figures) timer = setTimeout(look, PAUSE);
  };

  /* How many lie here: of a view that holds more than arrived, at least. */
  S.atLeast = (n, features) => (S.now.near?.more && S.near().includes(features[0]) ? `${S.int(n)}+` : S.int(n));
  S.furthestIn = () => S.leaflet().getZoom() >= S.leaflet().getMaxZoom();

  S.near = () => (S.heating() ? (S.now.near?.features ?? []) : []);
})(window.Sarhad);
