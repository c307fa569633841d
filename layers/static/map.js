/* The map: regions drawn once; outlines for hover and focus; what lies over it is redrawn. */
(function (S) {
  "use strict";
  const layers = new Map(); /* region id -> Leaflet layer */
  let map,
    land,
    outline,
    group,
    rims,
    drawnFor,
    over = {};

  S.regionLayers = layers;
  S.leaflet = () => map;

  /* --- regions --- */

  const shapesOf = ({ query: { level, epoch }, version }) => {
    if (level === "province") return { name: epoch === "then" ? "before" : "provinces" };
    return level === "country" ? { name: "countries" } : { name: "districts", version: version.revision };
  };
  const keyOf = ({ name, version }) => (version ? `${name} ${version}` : name);

  /* Geometry is fetched once: the borders before the merger of FATA, and the districts of a version, when somebody
     asks for them. */
  S.shapes = async (figures) => {
    const set = shapesOf(figures),
      { geometry } = S.now;
    if (!S.source.embedded()) geometry[keyOf(set)] ||= await S.source.geometry(set.name, set.version);
  };

  S.regions = (figures) => {
    const set = shapesOf(figures),
      { geometry } = S.now;
    S.$("#whose").textContent = S.t(set.name === "districts" ? "map.districts" : "map.boundaries");
    if (drawnFor === keyOf(set)) return;
    drawnFor = keyOf(set);
    for (const one of [group, rims]) one?.remove();
    layers.clear();
    const data = geometry[drawnFor] || geometry[set.name] || geometry.provinces; /* a saved file: the set it shows */
    group = L.geoJSON(data, {
      pane: "regions",
      renderer: S.renderer("regions"),
      smoothFactor: 0.3,
      style: { className: "region nc", weight: 0.6, fillOpacity: 1, opacity: 1 },
      onEachFeature: (feature, layer) => {
        layers.set(S.id(feature), layer);
        layer.on({
          mouseover: () => S.point(S.id(feature), "hover"),
          click: ({ originalEvent }) => {
            if (originalEvent.detail < 2) S.pin(S.id(feature), originalEvent.shiftKey);
          },
          dblclick: (event) => {
            L.DomEvent.stop(event);
            S.zoomTo(S.id(feature));
          },
        });
      },
    }).addTo(map);
    rims = S.source.embedded() ? null : S.rims(map, data);
  };

  /* --- outlines --- */

  S.outline = (id, how) => {
    outline?.remove();
    outline = null;
    const layer = id && layers.get(id);
    if (!layer) return;
    const className = how === "focus" ? "kfocus" : "hover";
    outline = L.layerGroup(
      ["-halo", ""].map((part) =>
        L.geoJSON(layer.feature, {
          pane: "hover",
          renderer: S.renderer("hover"),
          interactive: false,
          smoothFactor: 0.8,
          style: { className: className + part, fill: false },
        }),
      ),
    ).addTo(map);
  };

  /* --- the two drawings over it: symbols and labels, in pixels of the map's own box --- */

  const overlay = (pane, name) => {
    const node = S.svg("svg", { class: `over ${name}`, "aria-hidden": "true" });
    map.getPane(pane).append(node);
    return node;
  };

  S.redraw = () => {
    if (!S.now.geometry || !map.getSize().x) return;
    const origin = map.containerPointToLayerPoint([0, 0]),
      size = map.getSize();
    for (const node of Object.values(over)) {
      L.DomUtil.setPosition(node, origin);
      node.setAttribute("width", size.x);
      node.setAttribute("height", size.y);
    }
    if (S.heating()) S.lookAtTiles();
    const still = S.still(map, layers, land),
      taken = obstacles();
    const legend = S.rect(S.$("#legend"), S.$("#mapbox"));
    if (legend) S.$("#mapbox").style.setProperty("--over-legend", `${legend[1] - 26}px`);
    over.symbols.replaceChildren(...S.drawSymbols(still, taken), ...S.drawPeak(still, taken));
    over.labels.replaceChildren(...S.drawLabels(still, taken));
    S.drawScale();
  };

  /* Panels over the map; the card's place is kept free even while no card is shown, so that no label moves. */
  function obstacles() {
    const box = S.$("#mapbox"),
      rects = ["#legend", ".zoom", ".km", ".attr", "#trouble"].map((one) => S.rect(S.$(one), box, 3));
    if (S.phone()) rects.push(S.rect(S.$(".finding"), box, 4), S.rect(S.$("#sheet"), box, 4));
    else if (!S.printing()) rects.push([0, 0, 262, 226]);
    return rects.filter(Boolean);
  }

  S.startMap = (leaflet) => {
    map = leaflet;
    S.panes(map);
    over = { symbols: overlay("symbols", "marks"), labels: overlay("labels", "names") };
    S.startPlace(map);
    map.on("zoomstart", () => S.$("#ground").classList.add("zooming"));
    map.on("zoomend moveend", () => S.$("#ground").classList.remove("zooming"));
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      map.options.zoomAnimation = false;
      map._fadeAnimated = false; /* of tiles: Leaflet has read the option by now */
    }
    map.getContainer().setAttribute("role", "group");
    map.getContainer().setAttribute("aria-label", S.t("map.label"));
  };

  S.drawGround = (geometry) => {
    land = S.land(map, geometry.basemap, geometry.countries.features.length ? geometry.countries : geometry.provinces);
    S.beyond(map);
    S.borders(map, geometry.borders);
  };
})(window.Sarhad);
