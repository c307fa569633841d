/* What lies at a point of the screen: the drawn paths themselves answer, so nothing is projected twice. */
(function (S) {
  "use strict";
  const pen = document.createElement("canvas").getContext("2d");

  /* Width of a text in pixels, in the fonts of the page. */
  S.width = (text, size, weight, script) => {
    const fonts = getComputedStyle(document.documentElement).getPropertyValue(script ? "--arabic" : "--font");
    pen.font = `${weight || 400} ${size}px ${fonts}`;
    return pen.measureText(text).width;
  };

  const path = (layer) => {
    const node = layer.getElement?.(),
      d = node && node.getAttribute("d");
    return d && d !== "M0 0" ? new Path2D(d) : null;
  };

  /* What was found at the points of one view: while only the colours change, nothing is looked up twice. */
  let view = { key: "", of: null, found: new Map() };

  function known(map, regions) {
    const of = regions.values().next().value,
      { min, max } = map.getPixelBounds(),
      key = [map.getZoom(), min.x, min.y, max.x, max.y, regions.size].join();
    if (view.key !== key || view.of !== of) view = { key, of, found: new Map() };
    return view.found;
  }

  /* A still of the map in container pixels: made before a drawing, dropped after it. */
  S.still = (map, regions, land) => {
    const origin = map.containerPointToLayerPoint([0, 0]),
      size = map.getSize();
    const shapes = new Map();
    for (const [id, layer] of regions) {
      const shape = path(layer);
      if (shape) shapes.set(id, { shape, box: bounds(layer, origin) });
    }
    const outside = land ? land.getLayers().map(path).filter(Boolean) : [];
    const has = (shape, x, y) => pen.isPointInPath(shape, x + origin.x, y + origin.y, "evenodd");

    const found = known(map, regions);
    const inside = (id, x, y) => {
      const it = shapes.get(id);
      if (!it || x < it.box[0] || x > it.box[2] || y < it.box[1] || y > it.box[3]) return false;
      const key = `${id} ${x} ${y}`;
      if (!found.has(key)) found.set(key, has(it.shape, x, y));
      return found.get(key);
    };
    const at = (x, y) => {
      for (const id of shapes.keys()) if (inside(id, x, y)) return id;
      return null;
    };

    return {
      map,
      size,
      inside,
      at,
      box: (id) => shapes.get(id)?.box,
      /* the class of what lies there: a region's own, bare land, or sea */
      under: (x, y) => {
        const id = at(x, y);
        if (id) return S.fillAt(id, x, y);
        return outside.some((shape) => has(shape, x, y)) ? "out" : "sea";
      },
      /* the class that most of a rectangle in a region has */
      most: (id, [x0, y0, x1, y1]) => {
        const seen = {};
        for (let i = 0.5; i < 6; i++)
          for (let j = 0.5; j < 4; j++) {
            const k = S.fillAt(id, x0 + ((x1 - x0) * i) / 6, y0 + ((y1 - y0) * j) / 4);
            seen[k] = (seen[k] || 0) + 1;
          }
        return Object.keys(seen).reduce((a, b) => (seen[b] > seen[a] ? b : a));
      },
      /* the share of a rectangle that lies inside a region, from points about 7 px apart */
      share: (id, [x0, y0, x1, y1]) => {
        const nx = Math.max(2, Math.ceil((x1 - x0) / 9)),
          ny = Math.max(2, Math.ceil((y1 - y0) / 7));
        let hits = 0;
        for (let i = 0; i <= nx; i++)
          for (let j = 0; j <= ny; j++) if (inside(id, x0 + ((x1 - x0) * i) / nx, y0 + ((y1 - y0) * j) / ny)) hits++;
        return hits / ((nx + 1) * (ny + 1));
      },
      point: (lat, lon) => map.latLngToContainerPoint([lat, lon]),
    };
  };

  function bounds(layer, origin) {
    const box = layer._pxBounds,
      pad = 1; /* Leaflet's own pixel bounds of the path, in layer points */
    return box
      ? [box.min.x - origin.x - pad, box.min.y - origin.y - pad, box.max.x - origin.x + pad, box.max.y - origin.y + pad]
      : [0, 0, 0, 0];
  }
})(window.Sarhad);
