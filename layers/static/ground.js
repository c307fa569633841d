/* What the map stands on: panes, the land around, the borders. Drawn once; classes give the colours. */
(function (S) {
  "use strict";
  const PANES = { land: 210, regions: 400, heat: 410, lines: 430, hover: 440, frontier: 450, symbols: 600, labels: 650 };
  const id = (feature) => String(feature.properties.id ?? feature.id);
  S.id = id;

  S.panes = (map) => {
    for (const [name, z] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = z;
      if (name !== "regions" && name !== "symbols") pane.style.pointerEvents = "none";
    }
  };

  const renderers = {};
  S.renderer = (pane) => (renderers[pane] ||= L.svg({ pane, padding: 0.5 }));

  S.lines = (map, data, pane, classes, smooth) => {
    for (const className of classes) {
      L.geoJSON(data, {
        pane,
        renderer: S.renderer(pane),
        interactive: false,
        smoothFactor: smooth ?? 0.4,
        style: { className, fill: false },
      }).addTo(map);
    }
  };

  /* Outlines of the regions once more, over what a heat map lays on them. */
  S.rims = (map, data) =>
    L.geoJSON(data, {
      pane: "lines",
      renderer: S.renderer("lines"),
      interactive: false,
      smoothFactor: 0.3,
      style: { className: "prov rim", fill: false },
    }).addTo(map);

  /* The countries lie under their regions: where one has no districts it is still land. */
  S.land = (map, basemap, countries) => {
    const style = { className: "land", weight: 0.8, fillOpacity: 1 };
    const options = { pane: "land", renderer: S.renderer("land"), interactive: false, smoothFactor: 0.5, style };
    const layer = L.geoJSON([countries, basemap], options).addTo(map);
    S.lines(map, landBorders(countries, basemap), "lines", ["cb"]);
    return layer;
  };

  /* Where the basemap ends there is land to the north, east and west; the sea to the south is the map's own ground. */
  S.beyond = (map) => {
    for (const box of [
      [
        [41.95, -60],
        [84, 179],
      ],
      [
        [19.9, 79.95],
        [42, 179],
      ],
      [
        [19.9, -60],
        [42, 44.05],
      ],
    ]) {
      L.rectangle(box, {
        pane: "land",
        renderer: S.renderer("land"),
        interactive: false,
        stroke: false,
        fillOpacity: 1,
        className: "beyond",
      }).addTo(map);
    }
  };

  S.borders = (map, borders) => {
    const between = (feature) => S.list(feature.properties.countries).join("-") || id(feature);
    const strongest = (feature) => ["IR-PK", "PK-IR"].includes(between(feature)) || id(feature) === "IR-PK";
    const only = (keep) => ({ type: "FeatureCollection", features: borders.features.filter(keep) });
    S.lines(
      map,
      only((feature) => !strongest(feature)),
      "lines",
      ["cb"],
    );
    S.lines(map, only(strongest), "frontier", ["irpk-halo", "irpk"], 0.2);
  };

  /* --- the parts of the countries' outlines that run along land outside (a coast gets no border line) --- */

  const STEP = 0.04; /* degrees; the two outlines come from one data set, generalised differently */

  const rings = (feature) => {
    const { type, coordinates } = feature.geometry || {};
    return type === "Polygon" ? coordinates : type === "MultiPolygon" ? coordinates.flat() : [];
  };

  const cell = (lon, lat) => `${Math.round(lon / STEP)},${Math.round(lat / STEP)}`;

  function grid(features) {
    const cells = new Set();
    for (const ring of features.flatMap(rings)) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = ring[i - 1],
          [c, d] = ring[i];
        const n = Math.max(1, Math.ceil((Math.hypot(c - a, d - b) / STEP) * 1.5));
        for (let k = 0; k <= n; k++) cells.add(cell(a + ((c - a) * k) / n, b + ((d - b) * k) / n));
      }
    }
    return cells;
  }

  function near(cells, [lon, lat]) {
    for (let i = -1; i <= 1; i++)
      for (let j = -1; j <= 1; j++) if (cells.has(cell(lon + i * STEP, lat + j * STEP))) return true;
    return false;
  }

  function landBorders(countries, basemap) {
    const cells = grid(basemap.features),
      lines = [];
    for (const ring of countries.features.flatMap(rings)) {
      let line = [];
      for (const point of [...ring, null]) {
        if (point && near(cells, point)) line.push(point);
        else {
          if (line.length > 2) lines.push(line);
          line = [];
        }
      }
    }
    return { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: lines } };
  }
})(window.Sarhad);
