/* The heat view: tiles of a density over the regions, a cross at its highest place, and what it rests on. */
(function (S) {
  "use strict";
  const CLASSES = ["q0", "q1", "q2", "q3", "q4", "q5", "q6", "d0", "d1", "d2", "dn", "d3", "d4", "d5"];
  const SIDE = 128; /* pixels of a tile that are looked at: enough to tell what lies under a name */
  const A_PILE = 0.03; /* of all incidents, on one point: worth a word */

  /* --- what is shown, and what it rests on --- */

  S.heating = () => S.now.shown === "heat";
  const heat = () => (S.heating() ? S.now.heat : null);
  S.headline = () => (heat() || S.now.figures).headline;
  S.included = () => heat()?.n ?? S.now.figures.counted;
  S.matching = () => heat()?.total ?? S.now.figures.total;
  S.bandwidth = () => S.now.answered.get("bandwidth") || "25";
  S.smoothed = () => (heat() ? S.t("heat.smoothed", { km: S.bandwidth() }) : "");

  const SPREAD = ["district", "circle", "province"];
  const WHY = ["source", "country", "precision", "coarse", "outside", "not_covered", "region"];

  /* How many were laid evenly over where they may have been: in one line, and each with where. */
  S.spreadOver = ({ spread = {} }) => {
    const over = SPREAD.filter((one) => spread[one]),
      n = over.reduce((all, one) => all + spread[one], 0),
      roughly = spread.district || spread.circle ? (spread.province ? "both" : "district") : "province";
    return {
      text: n ? S.t(`heat.over_${roughly}`, { n }) : "",
      words: over.map((one) => [S.t(`heat.spread_${one}`, { km: spread.circle_km }), spread[one]]),
    };
  };

  S.leftOut = ({ excluded }) => ({
    n: excluded.n,
    words: Object.entries(excluded.reasons).map(([why, n]) => [WHY.includes(why) ? S.t(`heat.why_${why}`) : why.replaceAll("_", " "), n]),
  });

  /* Points on which many incidents lie: a source may give one for all of a town. */
  S.piles = () => {
    const found = heat();
    return ((found?.breaks.length && found.stacks) || [])
      .filter((pile) => pile.n - (pile.spread || 0) >= A_PILE * found.n)
      .slice(0, 2)
      .map(({ n, place, spread = 0 }) => S.t("heat.pile", { n: n - spread, total: found.n, place: place || S.t("heat.unnamed") }));
  };

  S.warnings = () => (heat() || S.now.figures).warnings;

  /* --- as a view --- */

  S.view({
    name: "heat",
    path: "/heat",
    foreign: ["per"],
    ask: (asked) => S.source.heat(asked),
    enter: () => {
      if (!S.now.asked.has("per")) return;
      for (const input of S.control.inputs("per")) input.checked = input.value === "area";
      S.now.ignored.push(S.t("page.per_area"));
    },
    given: (asked) => {
      if (asked.has("per") && asked.get("per") !== "area") S.now.ignored.push(S.t("page.per_area"));
    },
    ground: () => (S.comparing() ? "same" : "zero"),
    rested: () => S.lookNear(),
    counts: (feature) => (S.near().includes(feature) ? S.t("points.counted_in_heat") : null),
  });

  /* --- tiles: a new surface covers the one before only when it has arrived --- */

  let placed = null, /* Folium's layer: where its tiles come from */
    layers = [],
    lost = 0;
  S.startHeat = (tiles) => {
    placed = tiles;
  };
  const dark = () => document.documentElement.dataset.theme === "dark";

  function address(paper) {
    const asked = new URLSearchParams(S.now.answered);
    if (S.now.figures.version) asked.set("version", S.now.figures.version.revision);
    if (dark() && !paper) asked.set("theme", "dark");
    return S.address(placed._url, asked);
  }

  function covered() {
    const box = L.latLngBounds([]);
    for (const [id, layer] of S.regionLayers)
      if (!["nc", "out"].includes(S.fillOf(id))) box.extend(layer.getBounds());
    return box;
  }

  const drop = (some) => {
    for (const one of some) one.remove();
    layers = layers.filter((one) => !some.includes(one));
  };

  function settled(layer) {
    drop(layers.slice(0, layers.indexOf(layer)));
    S.redraw();
    /* taken off and put on: Leaflet's own redraw asks for tiles of a zoom between two */
    if (lost) S.tilesLost(lost, () => layer.remove().addTo(S.leaflet()));
    lost = 0;
    S.keepForPaper(address(true), covered()).then(() => {
      document.body.dataset.tiles = String(Number(document.body.dataset.tiles || 0) + 1);
    });
  }

  /* Draw the tiles of the answer that is shown; nothing where it has no incident. */
  S.drawHeat = () => {
    const found = heat(),
      bounds = found && covered(),
      url = found && bounds.isValid() && (found.n || S.comparing()) ? address() : null;
    if (!url) S.keepForPaper(null);
    if (!url) return drop([...layers]);
    if (layers.at(-1)?._url === url) return;
    drop(layers.filter((one) => one.isLoading()));
    const options = { ...placed.options, bounds, noWrap: true, keepBuffer: 1, updateWhenZooming: false };
    const layer = L.tileLayer(url, options);
    layers.push(layer);
    layer.on("load", () => settled(layer));
    layer.on("tileerror", () => {
      lost += 1;
    });
    layer.addTo(S.leaflet());
    if (!layer.isLoading()) settled(layer); /* nothing of it is in sight */
  };

  /* --- what lies under a point: the tiles themselves say it --- */

  const looked = new WeakMap();
  let seen = [],
    names = new Map();

  const hex = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const number = (text) => parseInt(text.slice(1), 16);

  function pixels(image) {
    if (!looked.has(image)) {
      const canvas = S.el("canvas", { width: SIDE, height: SIDE }),
        pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.imageSmoothingEnabled = false;
      pen.drawImage(image, 0, 0, SIDE, SIDE);
      looked.set(image, pen.getImageData(0, 0, SIDE, SIDE).data);
    }
    return looked.get(image);
  }

  function images() {
    if (S.printing()) return S.$$("img.paper");
    return layers.length ? S.$$(".leaflet-tile-loaded", layers.at(-1).getContainer()) : [];
  }

  /* Where the tiles are now: asked for before each drawing, not for each point. */
  S.lookAtTiles = () => {
    const corner = S.$("#ground").getBoundingClientRect();
    names = new Map(CLASSES.map((name) => [number(hex(name)), name]));
    seen = images().map((image) => {
      const { left, top, width, height } = image.getBoundingClientRect();
      return { image, x: left - corner.left, y: top - corner.top, width, height };
    });
  };

  S.heatClass = (x, y) => {
    const tile = seen.find((one) => x >= one.x && y >= one.y && x < one.x + one.width && y < one.y + one.height);
    if (!tile || !tile.image.naturalWidth) return null;
    const column = Math.floor(((x - tile.x) / tile.width) * SIDE),
      row = Math.floor(((y - tile.y) / tile.height) * SIDE),
      at = 4 * (row * SIDE + column),
      data = pixels(tile.image);
    if (data[at + 3] < 128) return null;
    const name = names.get((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    return name === "dn" ? "same" : name || null;
  };

  /* --- the highest place --- */

  S.highest = () => {
    const at = heat()?.highest;
    return at && at.value > 0 ? at : null;
  };

  /* Mostly of incidents spread over an area it marks no place: then there is a value, but no cross. */
  S.marked = (at) => !(at.known < at.value / 2);

  S.drawPeak = (still, taken) => {
    const at = S.highest();
    if (!at || !S.marked(at)) return [];
    const { x, y } = still.point(at.lat, at.lon);
    if (x < 0 || y < 0 || x > still.size.x || y > still.size.y) return [];
    taken.push([x - 10, y - 10, x + 10, y + 10]);
    const arms = `M${x - 8},${y}H${x - 2.5}M${x + 2.5},${y}H${x + 8}M${x},${y - 8}V${y - 2.5}M${x},${y + 2.5}V${y + 8}`;
    return [S.svg("path", { class: "peak-halo", d: arms }), S.svg("path", { class: "peak", d: arms })];
  };
})(window.Sarhad);
