/* The map: regions drawn once, restyled by class; outlines for hover and focus; what lies over it is redrawn. */
(function (S) {
  "use strict";
  const layers = new Map(); /* region id -> Leaflet layer */
  let map,
    land,
    outline,
    group,
    rims,
    drawnFor,
    over = {},
    fitting = false,
    moved = false;

  S.regionLayers = layers;
  S.leaflet = () => map;

  /* --- classes --- */

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

  /* What a region is filled with: its class, or the ground on which the heat map lies. */
  S.fillOf = (id) => {
    const own = S.classOf(id);
    if (!S.heating() || own === "out" || own === "nc") return own;
    return S.comparing() ? "same" : "zero";
  };
  S.fillAt = (id, x, y) => (S.heating() && S.heatClass(x, y)) || S.fillOf(id);

  S.restyle = () => {
    for (const [id, layer] of layers) {
      layer.getElement()?.setAttribute("class", `region leaflet-interactive ${S.fillOf(id)}`);
    }
  };

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
    S.$("#whose").textContent = set.name === "districts" ? "Districts as added; countries: " : "Boundaries: ";
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
          click: () => S.pin(S.id(feature)),
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
    scale();
  };

  /* Panels over the map; the card's place is kept free even while no card is shown, so that no label moves. */
  function obstacles() {
    const box = S.$("#mapbox"),
      rects = ["#legend", ".zoom", ".km", ".attr", "#trouble"].map((one) => S.rect(S.$(one), box, 3));
    if (S.phone()) rects.push(S.rect(S.$(".finding"), box, 4), S.rect(S.$("#sheet"), box, 4));
    else rects.push([0, 0, 262, 226]);
    return rects.filter(Boolean);
  }

  /* --- view --- */

  S.fit = () => {
    const focus = [...layers.values()].filter((layer) => layer.feature.properties.focus);
    const box = L.latLngBounds([]);
    for (const layer of focus.length ? focus : layers.values()) box.extend(layer.getBounds());
    if (!box.isValid()) return;
    const padded = L.latLngBounds(
      [box.getSouth() - 0.5, box.getWest() - 0.5],
      [box.getNorth() + 0.5, box.getEast() + 0.5],
    );
    fitting = true;
    /* no legend over a focus province, nor on paper over heat: rather a smaller map than a hidden one */
    const clear = S.printing() && S.heating() ? [...layers].filter(([id]) => lit(id)).map(([, layer]) => layer) : focus;
    for (let right = 205; right <= 285; right += 20) {
      map.fitBounds(padded, { animate: false, ...margins(right) });
      if (S.phone() || !clear.some((layer) => under(layer, S.rect(S.$("#legend"), S.$("#mapbox"))))) break;
    }
    fitting = false;
    moved = false;
  };

  /* The map has another size. `back` brings what the reader moved to into sight again; else the first view does. */
  S.resized = (back) => {
    fitting = true;
    map.invalidateSize({ animate: false, pan: false });
    if (moved && back) back();
    else if (back && S.now.fitted) S.fit();
    fitting = false;
  };

  const lit = (id) => !["nc", "out"].includes(S.fillOf(id));

  function under(layer, box) {
    if (!box) return false;
    return layer
      .getLatLngs()
      .flat(2)
      .some((one, i) => {
        if (i % 4) return false;
        const { x, y } = map.latLngToContainerPoint(one);
        return x > box[0] && x < box[2] && y > box[1] && y < box[3];
      });
  }

  /* On a phone the view is fitted into the band between the headline and the legend; else beside the legend. */
  function margins(right) {
    const box = S.$("#mapbox"),
      size = map.getSize();
    if (!S.phone()) return { paddingTopLeft: [44, 2], paddingBottomRight: [Math.min(right, size.x * 0.4), 14] };
    const top = S.rect(S.$(".finding"), box),
      legend = S.rect(S.$("#legend"), box);
    return {
      paddingTopLeft: [0, top ? top[3] : 0],
      paddingBottomRight: [0, size.y - (legend ? legend[1] - 22 : size.y)],
    };
  }

  function scale() {
    const at = map.getCenter().lat,
      size = map.getSize();
    const one =
      map.distance(map.containerPointToLatLng([0, size.y / 2]), map.containerPointToLatLng([100, size.y / 2])) / 100;
    const km = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1].find((n) => (n * 1000) / one <= 90) || 1;
    S.$("#km-text").textContent = `${km} km`;
    S.$("#km-bar").style.inlineSize = `${(km * 1000) / one}px`;
    return at;
  }

  function controls() {
    const step = (by) => () => map.setZoom(map.getZoom() + by);
    S.$("#zoom-in").addEventListener("click", step(0.5));
    S.$("#zoom-out").addEventListener("click", step(-0.5));
    S.$("#zoom-fit").addEventListener("click", S.fit);
    const full = S.$("#zoom-full"),
      box = S.$("#mapbox");
    if (!box.requestFullscreen) full.hidden = true;
    full.addEventListener("click", () =>
      document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen(),
    );
    map.on("mousemove", ({ latlng }) => {
      const side = (v, plus, minus) => `${Math.abs(v).toFixed(2)}° ${v < 0 ? minus : plus}`;
      S.$("#pos").textContent = `${side(latlng.lat, "N", "S")}, ${side(latlng.lng, "E", "W")}`;
    });
    map.on("mouseout", () => {
      S.$("#pos").textContent = "";
    });
    S.$("#ground").addEventListener("mouseleave", () => S.point(null, "hover"));
  }

  S.startMap = (leaflet) => {
    map = leaflet;
    S.panes(map);
    over = { symbols: overlay("symbols", "marks"), labels: overlay("labels", "names") };
    controls();
    map.on("zoomstart", () => S.$("#ground").classList.add("zooming"));
    map.on("zoomend moveend", () => {
      S.$("#ground").classList.remove("zooming");
      S.redraw();
      S.lookNear();
    });
    new ResizeObserver(() => S.resized()).observe(S.$("#ground"));
    map.on("movestart", () => {
      moved ||= !fitting;
    });
    /* until the reader moves the map, the first view follows its size */
    map.on("resize", () => {
      if (S.now.fitted && !moved) S.fit();
      S.redraw();
    });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      map.options.zoomAnimation = false;
      map._fadeAnimated = false; /* of tiles: Leaflet has read the option by now */
    }
    map.getContainer().setAttribute("role", "group");
    map
      .getContainer()
      .setAttribute(
        "aria-label",
        "Map of the regions; arrow keys go from one to the next. The table gives the same figures.",
      );
  };

  S.drawGround = (geometry) => {
    land = S.land(map, geometry.basemap, geometry.countries.features.length ? geometry.countries : geometry.provinces);
    S.beyond(map);
    S.borders(map, geometry.borders);
  };
})(window.Sarhad);
