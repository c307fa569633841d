/* The points view: every counted incident whose place is known to 25 km, on plain ground. Those that lie close together
   are one dot with their number. The service groups them by cells made at the zoom of the map, so no number is thinned;
   here only dots that would hide each other become one, and their numbers are added up. */
(function (S) {
  "use strict";
  const PAUSE = 150, /* ms after the map came to rest */
    MARGIN = 0.5, /* of the view on each side: what a short move, or paper, shows at once */
    LARGEST = 30, /* radius in px */
    STEP = 2.2, /* px² of radius for each further incident: the area grows with the number */
    CLOSE = 0.75, /* of both radii: nearer than this, the smaller one would not be seen */
    MOST = 1000, /* incidents on a card */
    HAIR = 1e-5; /* degrees around one place */
  let got = null, /* the last answer, with what was asked for it */
    coming = null, /* what is on its way */
    lost = null, /* how to try again */
    timer = null,
    drawn = [],
    scale = STEP,
    arranged = {},
    layer = null,
    current = null, /* the dot that the keyboard is at */
    listed = []; /* the incidents on the card */

  S.dotting = () => S.now.shown === "points";
  const zoom = () => Math.round(S.leaflet().getZoom());

  /* --- asking --- */

  function question(asked) {
    const all = S.own(asked, "points");
    if (S.now.figures.version) all.set("version", S.now.figures.version.revision);
    return all;
  }

  const around = () => S.leaflet().getBounds().pad(MARGIN);

  /* Ask for what is in sight, but for what is on its way already. */
  function fetched(asked) {
    if (holds(coming)) return coming.answer;
    const box = around(),
      all = question(asked),
      mine = { asked, box, zoom: zoom() };
    all.set("bbox", S.boxText(box));
    all.set("zoom", String(mine.zoom));
    const answer = S.source.dots(all).then((found) => ({ ...mine, ...found }));
    coming = { ...mine, answer };
    const done = () => {
      if (coming?.answer === answer) coming = null;
    };
    answer.then(done, done);
    return answer;
  }

  const holds = (one) =>
    one && one.asked === S.now.answered && one.zoom === zoom() && one.box.contains(S.leaflet().getBounds());

  function show(answer, again) {
    if (answer && answer === got) return;
    got = answer;
    lost = again ?? null;
    if (got) arrange();
    S.drawLegend();
    S.redraw();
    if (answer) document.body.dataset.dots = String(Number(document.body.dataset.dots || 0) + 1);
  }

  /* The dots that are drawn stay until those of the new view have come. */
  async function look() {
    const asked = S.now.answered;
    if (!S.dotting() || asked !== S.now.asked || holds(got) || holds(coming)) return;
    try {
      const answer = await fetched(asked);
      if (S.dotting() && asked === S.now.asked) show(answer);
    } catch (error) {
      if (error.name !== "AbortError" && S.dotting()) show(null, look);
    }
  }

  S.part({
    ask: (asked) => (S.now.view === "points" ? fetched(asked) : null),
    draw: (answer) => {
      if (answer || got || lost) show(answer);
    },
    lost: (retry) => show(null, retry),
  });

  S.view({
    name: "points",
    path: "/points",
    foreign: ["bandwidth", "coarse"],
    ground: () => "zero",
    rested: () => {
      clearTimeout(timer);
      if (S.now.figures) timer = setTimeout(look, PAUSE);
    },
    ringless: () => S.listAsked(),
    counts: (feature) => (listed.includes(feature) ? S.t("points.counted") : null),
    legend: (node) => S.dotLegend(node, got, lost, arranged.dots ?? []),
  });

  /* --- drawing --- */

  const ROOM = [0, 7, 8, 10.5, 14, 17, 21]; /* radius that so many digits need */
  const radius = (S.dotRadius = (n) =>
    n === 1 ? 4 : Math.max(ROOM[String(n).length] ?? ROOM.at(-1), Math.sqrt(49 + scale * (n - 2))));

  /* Where very many lie in one cell, all dots are smaller: the legend shows by how much. */
  const scaled = (dots) => {
    const most = dots.reduce((so, { n }) => Math.max(so, n), 0);
    return most > 2 ? Math.min(STEP, (LARGEST ** 2 - 49) / (most - 2)) : STEP;
  };

  /* What would hide each other becomes one, at the place of the larger one. In pixels of the world: a move of the map
     changes nothing of it. */
  function gathered(dots) {
    const out = [];
    for (const dot of [...dots].sort((a, b) => b.n - a.n)) {
      const r = radius(dot.n),
        over = out.find((one) => Math.hypot(one.at.x - dot.at.x, one.at.y - dot.at.y) < CLOSE * (one.r + r));
      if (over) {
        over.parts.push(dot);
        over.n += dot.n;
        over.same = false;
      } else out.push({ ...dot, r, parts: [dot] });
    }
    return out;
  }

  function arrange() {
    const map = S.leaflet(),
      at = map.getZoom();
    if (arranged.got === got && arranged.zoom === at) return arranged.dots;
    const all = got.places.map(([lon, lat, n, , same]) => ({ lon, lat, n, same: Boolean(same), at: map.project([lat, lon], at) }));
    scale = scaled(all);
    const dots = gathered(all);
    scale = scaled(dots);
    for (const dot of dots) dot.r = radius(dot.n);
    arranged = { got, zoom: at, dots };
    return dots;
  }

  function placed(still) {
    const far = 2 * LARGEST;
    return arrange()
      .map((dot) => ({ ...dot, ...still.point(dot.lat, dot.lon) }))
      .filter(({ x, y }) => x > -far && y > -far && x < still.size.x + far && y < still.size.y + far);
  }

  const nearest = (dots, { lon, lat }) =>
    dots.reduce((best, one) => (Math.hypot(one.lon - lon, one.lat - lat) < Math.hypot(best.lon - lon, best.lat - lat) ? one : best));

  function said(still, { x, y, n }) {
    const region = S.now.regions.get(still.at(x, y));
    return region ? S.t("points.in_region", { n, region: region.name }) : S.t("points.here", { n });
  }

  function node(still, dot) {
    const { x, y, n, r } = dot,
      hit = { class: "hit", cx: x, cy: y, r: Math.max(r + 2, S.phone() ? 16 : 9) };
    return S.svg(
      "g",
      { class: "pt dotted", role: "button", tabindex: "-1", "aria-label": said(still, dot), on: { click: () => open(dot) } },
      S.svg("circle", { class: "ring", cx: x, cy: y, r: r + 4 }),
      S.svg("circle", { cx: x, cy: y, r }),
      n > 1 ? S.svg("text", { x, y: y + 3.5, "aria-hidden": "true" }, S.int(n)) : null,
      S.svg("circle", hit),
    );
  }

  function layerOf(map) {
    if (layer) return layer;
    layer = S.svg("svg", { class: "over dots", role: "group", "aria-label": S.t("points.label"), on: { keydown: press } });
    map.getPane("symbols").prepend(layer);
    return layer;
  }

  /* Draw the dots; their boxes join `taken`, so that labels keep clear of them. */
  S.drawDots = (still, taken) => {
    const shown = S.dotting() && got;
    if (!shown && !layer) return;
    const svg = layerOf(still.map),
      held = svg.contains(document.activeElement);
    L.DomUtil.setPosition(svg, still.map.containerPointToLayerPoint([0, 0]));
    svg.setAttribute("width", still.size.x);
    svg.setAttribute("height", still.size.y);
    drawn = shown ? placed(still) : [];
    for (const dot of drawn) dot.node = node(still, dot);
    svg.replaceChildren(...drawn.map((dot) => dot.node));
    taken.push(...drawn.map(({ x, y, r }) => [x - r - 1, y - r - 1, x + r + 1, y + r + 1]));
    if (drawn.length) stop(nearest(drawn, current ?? drawn[0]), held);
  };

  /* --- the keyboard: one tab stop, arrows go to the nearest dot in that direction --- */

  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  function stop(dot, focus) {
    for (const one of drawn) one.node.setAttribute("tabindex", one === dot ? "0" : "-1");
    current = dot;
    if (focus) dot.node.focus({ preventScroll: true });
  }

  const sight = ({ x, y }, { x: width, y: height }) => x >= 0 && y >= 0 && x <= width && y <= height;

  function next([dx, dy]) {
    const size = S.leaflet().getSize(),
      cost = (one) => {
        const along = (one.x - current.x) * dx + (one.y - current.y) * dy,
          aside = Math.abs((one.x - current.x) * dy) + Math.abs((one.y - current.y) * dx);
        return along <= 0 || aside > 2 * along ? Infinity : along + 2 * aside;
      };
    const all = drawn.filter((one) => one !== current && sight(one, size) && cost(one) < Infinity);
    return all.sort((a, b) => cost(a) - cost(b))[0];
  }

  function press(event) {
    const dot = drawn.find((one) => one.node === event.target.closest(".dotted"));
    if (!dot) return;
    current = dot;
    if (ARROWS[event.key]) {
      const to = next(ARROWS[event.key]);
      if (to) stop(to, true);
    } else if (event.key === "Enter" || event.key === " ") open(dot);
    else if (event.key === "+" || event.key === "=") S.$("#zoom-in").click();
    else if (event.key === "-") S.$("#zoom-out").click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* --- what a dot stands for --- */

  const cell = (lon, lat) => {
    const { x, y } = S.leaflet().project([lat, lon], got.zoom);
    return [Math.floor(x / got.cell_px), Math.floor(y / got.cell_px)];
  };
  const corner = (column, row) => S.leaflet().unproject([column * got.cell_px, row * got.cell_px], got.zoom);

  /* The cells of a dot, or the one place that all of it lies on. */
  function extent({ same, lon, lat, parts }) {
    if (same) return L.latLngBounds([lat - HAIR, lon - HAIR], [lat + HAIR, lon + HAIR]);
    const box = L.latLngBounds([]);
    for (const part of parts) {
      const [column, row] = cell(part.lon, part.lat);
      box.extend(corner(column, row)).extend(corner(column + 1, row + 1));
    }
    return box;
  }

  function open(dot) {
    const map = S.leaflet(),
      room = map.getMaxZoom() - map.getZoom();
    current = dot;
    if (dot.same || room < 0.1) return list(dot);
    const box = extent(dot),
      to = Math.min(map.getMaxZoom(), Math.max(map.getZoom() + 1, map.getBoundsZoom(box)), map.getZoom() + 3);
    return map.setView(dot.parts.length > 1 ? box.getCenter() : [dot.lat, dot.lon], to);
  }

  /* A box around several cells may hold others, too. */
  function inside(dot) {
    const cells = new Set(dot.parts.map(({ lon, lat }) => cell(lon, lat).join(" ")));
    return ({ lon, lat }) => dot.same || cells.has(cell(lon, lat).join(" "));
  }

  const point = ({ lon, lat }) => ({ type: "Point", coordinates: [lon, lat] });

  async function list(dot) {
    const asked = question(S.now.answered);
    asked.set("bbox", S.boxText(extent(dot), 6));
    asked.set("limit", String(MOST));
    try {
      const { incidents } = await S.source.members(asked);
      listed = incidents.filter(inside(dot)).map((one) => ({ geometry: point(one), properties: one }));
      if (listed.length) S.showMembers(listed, true, dot.n);
    } catch (error) {
      if (error.name !== "AbortError") S.notices([S.t("page.did_not_arrive", { what: S.t("points.members") })]);
    }
  }
})(window.Sarhad);
