/* Names on the map, greedy by rank: focus provinces, covered provinces, capitals, towns, then the rest; at most 25.
   A name lies inside its own region if it can, and its halo has the colour of what is under it. */
(function (S) {
  "use strict";
  const MOST = 25;
  const AROUND = [
    [1, 0],
    [-1, 0],
    [0, -1],
    [0, 1],
    [1, -1],
    [-1, -1],
    [1, 1],
    [-1, 1],
  ];

  const NEAR = [
    [0, 0],
    [0, 24],
    [0, -24],
    [40, 0],
    [-40, 0],
    [40, 24],
    [-40, -24],
    [0, 48],
    [0, -48],
    [60, 48],
    [-60, -48],
  ];

  const area = (box) => (box ? (box[2] - box[0]) * (box[3] - box[1]) : 0);
  const gap = (still) => (box) => box[0] > 4 && box[1] > 4 && box[2] < still.size.x - 4 && box[3] < still.size.y - 4;

  const corners = ([a, b, c, d]) => [
    [(a + c) / 2, (b + d) / 2],
    [a, b],
    [c, b],
    [a, d],
    [c, d],
  ];

  /* Two lines when a long name has a place to break. */
  function lines(name) {
    const words = name.split(/(?<=-)| /);
    if (name.length < 14 || words.length < 2) return [name];
    const cuts = words.slice(1).map((_, i) => [words.slice(0, i + 1), words.slice(i + 1)]);
    const joined = cuts.map((cut) => cut.map((part) => part.join(" ").replace("- ", "-")));
    return joined.sort((a, b) => Math.max(...a.map((l) => l.length)) - Math.max(...b.map((l) => l.length)))[0];
  }

  const text = (className, x, y, rows, second, lead) =>
    S.svg(
      "text",
      { class: className, x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle" },
      rows.map((row, i) => S.svg("tspan", { x: x.toFixed(1), dy: i ? lead.toFixed(1) : 0 }, row)),
      second.text
        ? S.svg("tspan", { class: "ar", x: x.toFixed(1), dy: (lead + 1).toFixed(1), lang: second.lang }, second.text)
        : null,
    );

  /* --- provinces --- */

  /* Spots inside the visible part of a region, those near its middle first. */
  function spots(still, id, step) {
    const box = still.box(id),
      found = [];
    if (!box) return found;
    const x0 = Math.max(box[0], 0),
      y0 = Math.max(box[1], 0),
      x1 = Math.min(box[2], still.size.x),
      y1 = Math.min(box[3], still.size.y);
    for (let x = x0; x <= x1; x += step)
      for (let y = y0; y <= y1; y += step) if (still.inside(id, x, y)) found.push([x, y]);
    if (!found.length) return found;
    const mx = found.reduce((sum, [x]) => sum + x, 0) / found.length,
      my = found.reduce((sum, [, y]) => sum + y, 0) / found.length;
    return found.map(([x, y]) => [x, y, Math.hypot(x - mx, y - my)]).sort((a, b) => a[2] - b[2]);
  }

  function provinceLabel(still, region, free) {
    const focus = Boolean(region.focus),
      size = focus ? 13 : 11,
      lead = size * 1.18;
    const rows = lines(S.short(region.name)),
      second = S.second(region);
    const w = Math.max(
      ...rows.map((row) => S.width(row, size, 600) + 0.3 * row.length),
      S.width(second.text, size * 0.94, 400, true),
    );
    const h = lead * rows.length + (second.text ? lead + 2 : 0);
    const around = (x, y) => [x - w / 2 - 3, y - h / 2, x + w / 2 + 3, y + h / 2];
    const step = Math.max(5, Math.sqrt(area(still.box(region.id))) / 40),
      places = spots(still, region.id, step);
    for (const least of focus ? [1, 0.8, 0.6, 0.45] : [1, 0.92]) {
      for (const [x, y] of places) {
        const box = around(x, y);
        if (free(box) && still.share(region.id, box) >= least - 0.001)
          return { box, nodes: [word(x, box[1] + lead * 0.86, still.most(region.id, box))] };
      }
    }
    return focus && places.length ? led(places[0]) : null;

    function word(x, y, under) {
      return text(`lp${focus ? " focus" : ""} on-${under}`, x, y, rows, second, lead);
    }

    /* No room inside: outside the coverage, with a line that leads to the region. */
    function led([tx, ty]) {
      const ring = [];
      for (let r = 24; r < 260; r += 12)
        for (let k = 0; k < 20; k++) ring.push([tx + r * Math.cos(k * 0.314), ty + r * Math.sin(k * 0.314)]);
      for (const [x, y] of ring) {
        const box = around(x, y);
        if (!free(box) || corners(box).some(([a, b]) => !["nc", "out", "sea"].includes(still.under(a, b)))) continue;
        const fx = Math.max(box[0], Math.min(tx, box[2])),
          fy = Math.max(box[1], Math.min(ty, box[3]));
        return {
          box,
          nodes: [
            S.svg("path", {
              class: "leader",
              d: `M${fx.toFixed(1)},${fy.toFixed(1)}L${tx.toFixed(1)},${ty.toFixed(1)}`,
            }),
            S.svg("circle", { class: "tip", cx: tx.toFixed(1), cy: ty.toFixed(1), r: 2.5 }),
            word(x, box[1] + lead * 0.86, still.under(x, y)),
          ],
        };
      }
      return null;
    }
  }

  /* --- places --- */

  function placeLabel(still, place, free, symbols, names) {
    const capital = place.rank <= 2,
      size = capital ? 12 : 11,
      { x, y } = still.point(place.lat, place.lon);
    const urdu = place.country === "PK",
      second = { text: (urdu ? place.name_ur : place.name_fa) || "", lang: urdu ? "ur" : "fa" };
    const w = Math.max(S.width(place.name, size, capital ? 600 : 400), S.width(second.text, size * 0.94, 400, true));
    const h = size * 1.2 + (second.text ? size * 1.25 : 0),
      own = place.region;
    if (x < 0 || y < 0 || x > still.size.x || y > still.size.y) return null;
    if (names.some((box) => S.overlaps(box, [x - 2, y - 2, x + 2, y + 2]))) return null; /* no dot inside a name */
    const tiny = area(still.box(own)) < 4 * w * h,
      hidden = symbols.some((box) => S.overlaps(box, [x - 1, y - 1, x + 1, y + 1]));
    const steps = hidden ? [6, 12, 18, 26] : capital ? [0, 4, 8] : [0, 4];
    for (const loose of [false, true]) {
      for (const k of steps) {
        for (const [dx, dy] of AROUND) {
          const left = dx > 0 ? x + 7 + k : dx < 0 ? x - 7 - k - w : x - w / 2;
          const base = y + 4 + dy * k + (dy < 0 && !dx ? -(h - size) - 7 : dy > 0 && !dx ? size + 2 : dy * 6);
          const box = [left - 1, base - size, left + w + 1, base - size + h];
          if (free(box) && fits(box, loose)) return drawn(left + w / 2, base, box);
        }
      }
    }
    return null;

    function fits(box, loose) {
      const share = still.share(own, box);
      if (share >= 0.999) return true;
      /* a region smaller than its label: over its neighbours, but an uncovered one's not over figures */
      if (tiny && !loose)
        return (
          S.classOf(own) !== "nc" || corners(box).every(([a, b]) => ["nc", "out", "sea"].includes(still.under(a, b)))
        );
      if (!loose) return false;
      const sea = still.under((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) === "sea";
      return sea || share > (capital ? 0.5 : 0.85);
    }

    function drawn(cx, base, box) {
      const dot = hidden
        ? []
        : [
            S.svg("circle", { class: "dot", cx: x.toFixed(1), cy: y.toFixed(1), r: capital ? 3 : 2 }),
            capital ? S.svg("circle", { class: "core", cx: x.toFixed(1), cy: y.toFixed(1), r: 1 }) : null,
          ];
      const name = text("", cx, base, [place.name], second, size * 1.15 - 1);
      return {
        box,
        nodes: [
          S.svg(
            "g",
            { class: capital ? "lc" : "lt" },
            S.svg("g", { class: `on-${still.under(x, y)}` }, dot),
            S.svg("g", { class: `on-${still.share(own, box) > 0.5 ? still.most(own, box) : still.under(cx, base)}` }, name),
          ),
        ],
      };
    }
  }

  /* --- order --- */

  function ranked(places) {
    const home = (place) => S.now.regions.get(place.region),
      near = (place) => Boolean(home(place)?.focus);
    const covered = (place) => home(place)?.status === "covered",
      of = (keep) => places.filter(keep);
    const known = of((place) => place.region && S.now.regions.has(place.region));
    const rank = (n, keep) => known.filter((place) => Number(place.rank) === n && keep(place));
    const lists = [
      rank(1, () => true),
      rank(2, (p) => near(p) || covered(p)),
      rank(2, (p) => !near(p) && !covered(p)).slice(0, 5),
      rank(3, near),
      rank(3, (p) => !near(p) && covered(p)),
      rank(2, (p) => !near(p) && !covered(p)).slice(5),
      rank(3, (p) => !near(p) && !covered(p)),
    ];
    return lists.flat();
  }

  /* a country's name stays within its country, and off its figures */
  const isSea = (still, x, y) => still.under(x, y) === "sea";
  const isHome = (name) => (still, x, y) => {
    const code = S.codes[name],
      id = still.at(x, y);
    return code && [...S.now.regions.values()].some((region) => region.country === code)
      ? S.now.regions.get(id)?.country === code && S.classOf(id) === "nc"
      : !id && still.under(x, y) === "out";
  };

  function greyNames(still, free, taken) {
    const nodes = [];
    for (const { kind, name, lon, lat } of S.now.geometry.places.labels || []) {
      const sea = kind === "sea",
        at = still.point(Number(lat), Number(lon)),
        half = S.width(name, 11, 400) / 2 + name.length * (sea ? 0.3 : 1.8) + 3;
      const around = (x, y) => [x - half, y - 11, x + half, y + 4];
      const fits = ([dx, dy]) =>
        free(around(at.x + dx, at.y + dy)) && (sea ? isSea : isHome(name))(still, at.x + dx, at.y + dy);
      const shift = NEAR.find(fits);
      if (!shift) continue;
      const x = at.x + shift[0],
        y = at.y + shift[1];
      taken.push(around(x, y));
      nodes.push(S.svg("text", { class: sea ? "seaname" : "country", x: x.toFixed(1), y: y.toFixed(1) }, name));
    }
    return nodes;
  }

  /* Draw all names; `taken` holds the panels and the symbols. */
  S.drawLabels = (still, taken) => {
    if (!S.now.figures) return [];
    const symbols = [...taken],
      inView = gap(still),
      free = (box) => inView(box) && !taken.some((one) => S.overlaps(one, box));
    const regions = [...S.now.regions.values()],
      nodes = [],
      names = [];
    let n = 0;
    const put = (label) => {
      if (label && n < MOST) {
        taken.push(label.box);
        names.push(label.box);
        nodes.push(...label.nodes);
        n += 1;
      }
    };
    const places = ranked(S.now.geometry.places.places || []);
    const dots = places
      .filter((place) => place.rank <= 2)
      .slice(0, 12)
      .map((place) => still.point(place.lat, place.lon))
      .map(({ x, y }) => [x - 4, y - 4, x + 4, y + 4]);
    const focus = regions.filter((region) => region.focus).sort((a, b) => a.focus - b.focus);
    const others = regions.filter((region) => !region.focus).sort((a, b) => b.area_km2 - a.area_km2);
    const covered = others.filter((region) => region.status === "covered"),
      rest = others.filter((region) => region.status !== "covered");
    /* a capital's dot may not lie under somebody else's name */
    const clear = (box) => free(box) && !dots.some((one) => S.overlaps(one, box));
    for (const region of [...focus, ...covered]) if (n < MOST) put(provinceLabel(still, region, clear));
    const grey = greyNames(still, clear, taken);
    for (const place of places.slice(0, 70)) if (n < MOST) put(placeLabel(still, place, free, symbols, names));
    for (const region of rest) if (n < MOST) put(provinceLabel(still, region, clear));
    return [...grey, ...nodes];
  };
})(window.Sarhad);
