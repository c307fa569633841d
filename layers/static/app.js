/* The page as one flow: what is asked -> the answer -> every part drawn from it. Folium's script calls `attach`. */
(function (S) {
  "use strict";

  /* --- what is pointed at, and what is held --- */

  S.mark = () => {
    S.outline(S.now.hovered || S.now.pinned, S.now.how);
    S.markRows();
    if (S.now.figures) S.drawLegend();
  };

  S.point = (id, how) => {
    if (!id && S.now.members) return; /* a held symbol's card stays until it is closed or another is pointed at */
    S.now.members = false;
    S.now.hovered = id;
    S.now.how = how;
    S.drawCard();
    S.mark();
  };

  const hold = (id) => {
    S.now.pinned = id;
    S.now.members = false;
    S.drawCard();
    S.mark();
    S.keys();
  };

  S.release = () => {
    if (S.now.pinned || S.now.members) hold(null);
    else if (S.now.asked.has("region")) S.ask(S.without(S.now.asked, "region"));
  };

  const narrowed = () => (S.now.asked.get("region") || "").split(",").filter(Boolean);

  /* A click narrows the question to a region and holds its card, the same once more takes it back; with Shift the
     region stands beside the one before, and both are compared. What a source does not cover, and a saved file,
     cannot be asked for: there a click holds the card alone. */
  S.pin = (id, beside) => {
    const before = narrowed(),
      region = S.now.regions.get(id);
    if (S.source.embedded() || (region && region.status !== "covered" && !before.includes(id)))
      return hold(S.now.pinned === id ? null : id);
    const rest = before.filter((one) => one !== id),
      undo = rest.length < before.length && (beside || !rest.length);
    const regions = undo ? rest : beside ? [...rest.slice(-1), id] : [id];
    S.now.pinned = undo ? null : id;
    S.now.members = false;
    const asked = S.without(S.now.asked, "region");
    if (regions.length) asked.set("region", regions.join(","));
    return S.ask(asked);
  };

  /* --- asking --- */

  S.changed = () => {
    S.now.asked = S.read();
    const address = S.address(S.pathOf(S.now.view), S.now.asked);
    if (address !== location.pathname + location.search) history.pushState(null, "", address + S.fragment());
    return refresh();
  };

  S.ask = (asked) => {
    S.write(asked);
    return S.changed();
  };

  let ground = null; /* what the map stands on: asked for once, beside the first figures */

  async function refresh() {
    const asked = S.now.asked;
    const { view } = S.now;
    S.loading(true);
    S.drawFilters();
    try {
      const [figures, heat] = await Promise.all([
        S.source.figures(asked),
        S.chosenView().ask?.(asked) ?? null,
        (ground ??= geometry()),
      ]);
      await S.shapes(figures);
      if (asked !== S.now.asked) return; /* a later question is on its way */
      paint({ figures, heat, view });
      await frame();
      performance.mark("changed"); /* the first frame with the new colours has been drawn: measured by benchmarks/page.py */
      const points = await S.points(figures);
      if (asked !== S.now.asked) return;
      S.now.points = points;
      detail(figures, points);
      await S.fillParts(asked);
      if (asked !== S.now.asked) return;
      if (nothing()) S.empty();
      settled();
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!S.now.geometry) ground = null;
      if (error.problem && error.problem.status < 500 && S.now.figures) S.notices([error.message]);
      else S.failed(error, refresh);
      S.loading(false);
      S.redraw();
    }
  }

  /* What was changed is on the screen before anything else is drawn; a tab in the background has no frames. */
  const frame = () =>
    document.hidden ? Promise.resolve() : new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

  const count = (what) => {
    document.body.dataset[what] = String(Number(document.body.dataset[what] || 0) + 1);
  };

  /* First what a reader looks at: the colours, and the finding. */
  function paint({ figures, heat, view }) {
    S.now.figures = figures;
    S.now.heat = heat;
    S.now.shown = view;
    S.now.answered = S.now.asked;
    S.now.near = null;
    S.now.regions = new Map(figures.regions.map((region) => [region.id, region]));
    S.loading(false);
    S.calm();
    S.regions(figures);
    S.restyle();
    if (!S.now.fitted) {
      S.drawLegend(); /* the first view keeps clear of it */
      S.now.fitted = true;
      S.fit();
    }
    S.drawHeat();
    S.drawFinding();
    count("painted");
  }

  /* Then all else that the figures say. */
  function detail(figures, points) {
    S.keys();
    S.notices([...S.ignored(S.now.ignored), S.lost(figures, points), ...S.warnings()]);
    S.now.ignored = [];
    for (const draw of [S.drawFilters, S.drawTable, S.drawLegend, S.drawCard, S.drawSheet, S.drawActions, S.linkViews])
      draw();
    S.mark();
    S.redraw();
    S.rested();
    S.say(S.headline().text);
  }

  const nothing = () => S.included() === 0 && !S.comparing() && S.anyCovered(); /* elsewhere nothing is no zero */
  const settled = () => count("ready");

  /* --- the start --- */

  async function geometry() {
    const { options } = S.now;
    const names = ["provinces", "countries", "borders", "basemap", "places", "sites"];
    if (S.source.embedded()) names.push("districts");
    const needed = new Set(["provinces", "countries"]),
      ask = (name) => (needed.has(name) ? S.source.geometry(name) : S.source.optional(name));
    const [own, ...rest] = await Promise.all([options.private ? S.source.optional("own") : null, ...names.map(ask)]);
    S.now.geometry = { ...Object.fromEntries(names.map((name, i) => [name, rest[i]])), own };
    S.drawGround(S.now.geometry);
  }

  /* From now on the address says what is shown: what the other view takes, or nobody, is gone from it. */
  function tidy() {
    const given = new URLSearchParams(location.search);
    S.chosenView().given?.(given);
    history.replaceState(null, "", S.address(location.pathname, S.read()) + location.hash);
  }

  S.attach = (map, options, tiles) => {
    S.now.settings = S.source.settings() || {};
    S.now.ignored = S.now.settings.ignored || [];
    S.now.options = options;
    S.now.asked = new URLSearchParams();
    S.startMap(map);
    S.startViews();
    S.startHeat(tiles);
    S.startPaper();
    S.startKeys();
    S.startSheet();
    S.startActions();
    if (!S.source.embedded()) {
      S.startFilters();
      if (S.now.settings.period) S.drawFacets({ period: S.now.settings.period });
      tidy();
      S.now.ignored.push(...S.recall());
      addEventListener("popstate", () => {
        S.now.ignored.push(...S.recall());
        S.enter(S.viewOf(location.pathname));
        S.write(new URLSearchParams(location.search));
        S.now.asked = S.read();
        refresh();
      });
    }
    if (S.source.embedded()) S.now.asked = new URLSearchParams(S.source.canonical());
    else S.now.asked = S.read();
    refresh();
  };
})(window.Sarhad);
