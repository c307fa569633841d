/* Where the map is: the first view, the buttons, the scale bar, the place in the address, and what a new size does. */
(function (S) {
  "use strict";
  let map,
    fitting = false,
    moved = false;

  S.fit = () => {
    const focus = [...S.regionLayers.values()].filter((layer) => layer.feature.properties.focus);
    const box = L.latLngBounds([]);
    for (const layer of focus.length ? focus : S.regionLayers.values()) box.extend(layer.getBounds());
    if (!box.isValid()) return;
    const padded = L.latLngBounds(
      [box.getSouth() - 0.5, box.getWest() - 0.5],
      [box.getNorth() + 0.5, box.getEast() + 0.5],
    );
    fitting = true;
    /* no legend over a focus province, nor on paper over heat: rather a smaller map than a hidden one */
    const clear = S.printing() && S.heating() ? [...S.regionLayers].filter(([id]) => lit(id)).map(([, layer]) => layer) : focus;
    for (let right = 205; right <= 285; right += 20) {
      map.fitBounds(padded, { animate: false, ...margins(right) });
      if (S.phone() || !clear.some((layer) => under(layer, S.rect(S.$("#legend"), S.$("#mapbox"))))) break;
    }
    fitting = false;
    moved = false;
    S.put("map", null);
    atRest();
  };

  /* While a first view is looked for, nothing is drawn over the map: that takes longer than the map itself. */
  function atRest() {
    if (fitting || S.now.points === undefined) return;
    S.redraw();
    S.rested();
  }

  S.zoomTo = (id) => map.fitBounds(S.regionLayers.get(id).getBounds(), { ...margins(205), maxZoom: 9 });

  /* The map has another size. `back` brings what the reader moved to into sight again, or always
     what was there; else the first view does. */
  S.resized = (back, always) => {
    fitting = true;
    map.invalidateSize({ animate: false, pan: false });
    if (back && (moved || always)) back();
    else if (back && S.now.fitted) S.fit();
    fitting = false;
    atRest();
  };

  /* Where the map is, for the address: zoom/lat/lon as other maps write it. */
  function place() {
    const { lat, lng } = map.getCenter();
    return [map.getZoom().toFixed(2), lat.toFixed(3), lng.toFixed(3)].map(Number).join("/");
  }

  function goTo(text) {
    if (text === null) {
      if (S.now.fitted) S.fit();
      return true;
    }
    const [zoom, lat, lon] = text.split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
    const sane = zoom >= map.getMinZoom() && zoom <= map.getMaxZoom() && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
    if (!sane || text.split("/").length !== 3) return false;
    if (place() !== [zoom, lat, lon].join("/")) map.setView([lat, lon], zoom, { animate: false });
    S.now.fitted = true;
    moved = true;
    return true;
  }

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
    if (!S.phone()) return { paddingTopLeft: [S.printing() ? 6 : 44, 2], paddingBottomRight: [Math.min(right, size.x * 0.4), 14] };
    const top = S.rect(S.$(".finding"), box),
      legend = S.rect(S.$("#legend"), box);
    return {
      paddingTopLeft: [0, top ? top[3] : 0],
      paddingBottomRight: [0, size.y - (legend ? legend[1] - 22 : size.y)],
    };
  }

  S.drawScale = () => {
    const size = map.getSize();
    const one =
      map.distance(map.containerPointToLatLng([0, size.y / 2]), map.containerPointToLatLng([100, size.y / 2])) / 100;
    const km = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1].find((n) => (n * 1000) / one <= 90) || 1;
    S.$("#km-text").textContent = S.t("map.km", { km });
    S.$("#km-bar").style.inlineSize = `${(km * 1000) / one}px`;
  };

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
      const side = (v, plus, minus) => S.t(`map.${v < 0 ? minus : plus}`, { degrees: Math.abs(v).toFixed(2) });
      S.$("#pos").textContent = `${side(latlng.lat, "north", "south")}, ${side(latlng.lng, "east", "west")}`;
    });
    map.on("mouseout", () => {
      S.$("#pos").textContent = "";
    });
    S.$("#ground").addEventListener("mouseleave", () => S.point(null, "hover"));
  }

  S.startPlace = (leaflet) => {
    map = leaflet;
    controls();
    new ResizeObserver(() => S.resized()).observe(S.$("#ground"));
    map.on("movestart", () => {
      moved ||= !fitting;
    });
    map.on("moveend", () => {
      if (!fitting) S.put("map", moved ? place() : null);
      atRest();
    });
    S.keep("map", goTo);
    /* until the reader moves the map, the first view follows its size */
    map.on("resize", () => {
      if (S.now.fitted && !moved && !fitting) S.fit();
    });
  };
})(window.Sarhad);
