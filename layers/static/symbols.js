/* Symbols over the map: rings (incidents where the source does not count), diamonds (operations across a border),
   squares (the planner's own sites). Close ones become one with its number; filled never joins hollow, nor two
   directions, nor a place known only to its district an exact one. */
(function (S) {
  "use strict";
  const TURN = {
    "IR-PK": [-1, 0],
    "PK-IR": [1, 0],
    "PK-AF": [0.8, 0.6],
    "AF-PK": [-0.8, -0.6],
    "AF-IR": [0.8, -0.6],
    "IR-AF": [-0.8, 0.6],
  };
  const COARSE = new Set(["district", "province", "country"]);
  S.coarse = (properties) => COARSE.has(properties.precision);

  /* The region of the level shown that holds an incident; null where there is none, or its place is too vague. */
  S.home = ({ region, district, in_country }) => ({ district, province: region, country: in_country })[S.level()];

  const lonlat = (feature) => (feature.geometry?.type === "Point" ? feature.geometry.coordinates : null);

  /* --- which of them this view shows --- */

  /* Overlays follow the filters that were set; what is left at its default does not hide them. */
  S.follows = (p) => {
    const asked = S.now.asked,
      day = String(p.date_start || p.date || "").slice(0, 10);
    if (asked.get("from") && day < asked.get("from").slice(0, day.length)) return false;
    if (asked.get("to") && day > asked.get("to")) return false;
    const has = (name, ids) => !asked.get(name) || asked.get(name).split(",").some((one) => ids.includes(one));
    if (p.from_country !== undefined) return has("group", S.list(p.actor));
    return (
      has("group", S.list(p.perpetrators)) && ["kind", "tactic", "target"].every((name) => has(name, [String(p[name])]))
    );
  };

  S.operations = (all) =>
    (S.now.geometry?.sites.features || []).filter(({ properties: p }) => all || S.follows(p));

  /* A ring stands only where no rate is: inside the coverage the fill already counts. */
  const uncounted = ({ properties: p }) => {
    const id = S.home(p);
    if (id) return S.now.regions.get(id)?.status === "not_covered";
    return S.level() !== "district" || !S.now.figures.coverage?.countries.includes(p.country);
  };

  /* --- clusters --- */

  function clusters(still, features, reach) {
    const piles = S.by(features, (feature) => lonlat(feature).join(" "));
    const out = [];
    for (const pile of [...piles.values()].sort((a, b) => b.length - a.length)) {
      const [lon, lat] = lonlat(pile[0]),
        { x, y } = still.point(lat, lon);
      const near = out.find((one) => Math.hypot(one.x - x, one.y - y) < reach);
      if (near) near.members.push(...pile);
      else out.push({ x, y, members: [...pile] });
    }
    return out.filter((one) => one.x > -20 && one.y > -20 && one.x < still.size.x + 20 && one.y < still.size.y + 20);
  }

  const drawn = (parts, members) => {
    const g = S.svg("g", parts.attributes, ...parts.children);
    const hit = S.svg("circle", {
      class: "hit",
      r: Math.max(parts.r + 3, S.phone() ? 16 : 10),
      cx: parts.x || 0,
      cy: parts.y || 0,
    });
    hit.addEventListener("mouseenter", () => S.showMembers(members));
    hit.addEventListener("click", () => S.showMembers(members, true));
    g.append(hit);
    return g;
  };

  const number = (members, x, y) => (members.length > 1 ? [S.svg("text", { x, y }, S.atLeast(members.length, members))] : []);

  function ring({ x, y, members }) {
    const r = members.length === 1 ? 4 : Math.min(4.5 + 1.5 * Math.sqrt(members.length), 30);
    const children = [S.svg("circle", { cx: x, cy: y, r }), ...number(members, x, y + 3.5)];
    return {
      node: drawn({ attributes: { class: "inc" }, children, r, x, y }, members),
      box: [x - r - 1, y - r - 1, x + r + 1, y + r + 1],
    };
  }

  function square({ x, y, members }) {
    const children = [
      S.svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10, rx: 1.5 }),
      ...number(members, x, y + 16),
    ];
    return {
      node: drawn({ attributes: { class: "own" }, children, r: 6, x, y }, members),
      box: [x - 6, y - 6, x + 6, y + 6],
    };
  }

  /* An incident that the heat map counts. */
  function dot({ x, y, members }) {
    const r = members.length === 1 ? 4 : Math.min(6 + 1.5 * Math.sqrt(members.length), 26);
    const children = [S.svg("circle", { cx: x, cy: y, r }), ...number(members, x, y + 3.5)];
    return {
      node: drawn({ attributes: { class: "pt" }, children, r, x, y }, members),
      box: [x - r - 1, y - r - 1, x + r + 1, y + r + 1],
    };
  }

  /* --- operations --- */

  /* A dashed outline has its gaps in the middle of the sides, so that the shape stays a diamond. */
  const shape = (x, y, r) => `M${x},${y - r}L${x + r},${y}L${x},${y + r}L${x - r},${y}Z`;
  S.diamond = (x, y, r, coarse) =>
    S.svg("path", { class: coarse ? "od coarse" : "od", d: shape(x, y, r), pathLength: 40 });

  const key = ({ properties: p }) => `${p.from_country}-${p.to_country} ${p.status === "acknowledged"} ${S.coarse(p)}`;

  const frame = (x, y, r, [dx, dy]) => {
    const far = r + 14,
      ex = x + dx * far,
      ey = y + dy * far;
    return [Math.min(x - r, ex) - 1, Math.min(y - r, ey) - 1, Math.max(x + r, ex) + 1, Math.max(y + r, ey) + 1];
  };

  /* The nearest free spot: a diamond moves a little rather than hide another symbol. */
  const OFFSETS = [];
  for (let a = -36; a <= 36; a += 4) for (let b = -36; b <= 36; b += 4) OFFSETS.push([a, b]);
  OFFSETS.sort((a, b) => a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2);

  function diamond({ x, y, members }, taken) {
    const p = members[0].properties,
      turn = TURN[`${p.from_country}-${p.to_country}`] || [0, -1];
    const n = members.length,
      coarse = S.coarse(p),
      filled = p.status === "acknowledged";
    const r = (n === 1 ? 5.5 : n < 10 ? 8.5 : 11) + (coarse ? (filled ? 2 : 1) : 0);
    const [a, b] = OFFSETS.find(([a, b]) => {
      const box = frame(x + a, y + b, r, turn);
      return !taken.some((one) => S.overlaps(one, box));
    }) || [0, 0];
    const [dx, dy] = turn,
      far = r + 14,
      stem = `M${dx * far},${dy * far}L${dx * r},${dy * r}`;
    const children = [
      S.svg("path", { class: "oh", d: stem }),
      S.svg("path", { class: "os", d: stem }),
      S.svg("path", { class: "ob", d: shape(0, 0, r) }),
      S.diamond(0, 0, r, coarse),
      coarse && filled ? S.diamond(0, 0, r - 2.6, false) : null,
      ...number(members, 0, 3.5),
    ];
    const attributes = {
      class: `op ${filled ? "ack" : "att"}`,
      transform: `translate(${(x + a).toFixed(1)},${(y + b).toFixed(1)})`,
    };
    return { node: drawn({ attributes, children, r }, members), box: frame(x + a, y + b, r, turn) };
  }

  function operations(still, features, reach, taken) {
    const kinds = S.by(features, key);
    /* hollow first: the few acknowledged ones then find the spot beside them */
    const sorted = [...kinds].sort(([a], [b]) =>
      a.split(" ")[1] > b.split(" ")[1] ? 1 : a.split(" ")[1] < b.split(" ")[1] ? -1 : a < b ? -1 : 1,
    );
    return sorted.flatMap(([, list]) =>
      clusters(still, list, reach + 5).map((one) => {
        const mark = diamond(one, taken);
        taken.push(mark.box);
        return mark.node;
      }),
    );
  }

  /* A surface is read by its colours: over it lie only its own incidents, close up, and the planner's sites. */
  function heated(still, reach, taken) {
    const placed = (features) => features.filter(lonlat),
      marks = [
        ...clusters(still, placed(S.near()), reach).map(dot),
        ...clusters(still, placed(S.now.geometry.own?.features || []), 12).map(square),
      ];
    taken.push(...marks.map((mark) => mark.box));
    return marks.map((mark) => mark.node);
  }

  /* Draw all symbols; their boxes join `taken`, so that labels keep clear of them. */
  S.drawSymbols = (still, taken) => {
    if (!S.now.figures) return [];
    const reach = S.phone() ? 28 : 17,
      marks = [];
    const placed = (features) => features.filter(lonlat);
    S.drawDots(still, taken);
    if (S.heating()) return heated(still, reach, taken);
    const ringed = S.shown().ringless?.() ? [] : placed(S.listed()).filter(uncounted);
    const rings = clusters(still, ringed, reach).map(ring);
    const own = clusters(still, placed(S.now.geometry.own?.features || []), 12).map(square);
    marks.push(...rings, ...own);
    const boxes = marks.map((mark) => mark.box),
      diamonds = operations(still, placed(S.operations()), reach, boxes);
    taken.push(...boxes);
    return [...rings.map((mark) => mark.node), ...diamonds, ...own.map((mark) => mark.node)];
  };
})(window.Sarhad);
