/* A ring on the map around the place that something beside it is about. */
(function (S) {
  "use strict";
  const R = 9; /* px */
  let ring = null;

  const circle = (place, className) =>
    L.circleMarker(place, {
      pane: "symbols",
      renderer: S.renderer("symbols"),
      interactive: false,
      radius: R,
      fill: false,
      className,
    });

  /* Where no place is known there is no ring. */
  S.markPlace = (lon, lat) => {
    ring?.remove();
    ring = null;
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return;
    ring = L.layerGroup(["here-halo", "here"].map((name) => circle([lat, lon], name))).addTo(S.leaflet());
  };
})(window.Sarhad);
