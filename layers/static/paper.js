/* On paper: the map as wide as the sheet, in the light theme. A browser does not wait for tiles when it prints, so those
   for paper arrive before anybody asks: the whole of the covered land, as images that move with the map at once. */
(function (S) {
  "use strict";
  const SIDE = 256,
    MOST = 16, /* tiles */
    DEEPEST = 9,
    root = document.documentElement;
  let kept = { url: null, tiles: [] },
    screen = null; /* what the reader saw before it was printed */

  S.printing = () => screen !== null;

  /* --- tiles that wait --- */

  /* The deepest zoom at which a few tiles hold all of a box. */
  function cover(map, box) {
    for (let zoom = DEEPEST; ; zoom -= 1) {
      const at = (corner) => map.project(corner, zoom).divideBy(SIDE).floor(),
        from = at(box.getNorthWest()),
        to = at(box.getSouthEast());
      if (zoom > 3 && (to.x - from.x + 1) * (to.y - from.y + 1) > MOST) continue;
      const tiles = [];
      for (let { x } = from; x <= to.x; x++) for (let { y } = from; y <= to.y; y++) tiles.push({ x, y, z: zoom });
      return tiles;
    }
  }

  function fetched(map, url, { x, y, z }) {
    const corner = (i, j) => map.unproject([(x + i) * SIDE, (y + j) * SIDE], z),
      image = S.el("img", { alt: "", class: "paper", decoding: "sync" });
    return new Promise((done, fail) => {
      image.onload = () => done({ image, bounds: L.latLngBounds(corner(0, 1), corner(1, 0)) });
      image.onerror = fail;
      image.src = L.Util.template(url, { x, y, z, r: "@2x" });
    });
  }

  /* Keep the tiles of an answer; of none without an address. A promise that is kept even if they do not arrive. */
  S.keepForPaper = async (url, box) => {
    if (url === kept.url && !kept.lost) return kept.ready;
    const map = S.leaflet(),
      mine = (kept = { url, tiles: [] });
    if (!url) return undefined;
    mine.ready = Promise.all(cover(map, box).map((one) => fetched(map, url, one))).then(
      (tiles) => {
        mine.tiles = tiles;
      },
      () => {
        mine.lost = true; /* the next drawing asks again */
      },
    );
    return mine.ready;
  };

  /* --- to paper, and back --- */

  function begin(why) {
    const map = S.leaflet();
    if (screen || !map) return;
    screen = { why, theme: root.dataset.theme, center: map.getCenter(), zoom: map.getZoom(), fitted: S.now.fitted };
    screen.bounds = map.getBounds();
    root.dataset.theme = "light";
    root.classList.add("printing");
    S.fitTable();
    screen.tiles = kept.tiles.map(({ image, bounds }) => L.imageOverlay(image, bounds, { pane: "heat" }).addTo(map));
    /* without them the tiles on the screen are all there is: a new layout would lose them */
    const whole = !S.heating() || screen.tiles.length > 0 || !kept.url;
    S.now.fitted = screen.fitted && whole;
    S.resized(whole && (() => map.fitBounds(screen.bounds, { animate: false })));
  }

  function end(why) {
    if (screen?.why !== why) return;
    const { theme, center, zoom, fitted, tiles } = screen;
    screen = null;
    for (const one of tiles) one.remove();
    root.classList.remove("printing");
    S.wholeTable();
    root.dataset.theme = theme;
    S.now.fitted = fitted;
    S.resized(() => S.leaflet().setView(center, zoom, { animate: false }), true);
  }

  S.startPaper = () => {
    const medium = matchMedia("print");
    addEventListener("beforeprint", () => begin("event"));
    addEventListener("afterprint", () => end("event"));
    medium.addEventListener("change", () => (medium.matches ? begin : end)("medium"));
  };
})(window.Sarhad);
