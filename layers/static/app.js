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

  S.pin = (id) => {
    S.now.pinned = S.now.pinned === id ? null : id;
    S.now.members = false;
    S.drawCard();
    S.mark();
    S.keys();
  };

  S.release = () => {
    if (!S.now.pinned && !S.now.members) return;
    S.now.pinned = null;
    S.now.members = false;
    S.drawCard();
    S.mark();
    S.keys();
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

  async function refresh() {
    const asked = S.now.asked;
    const { view } = S.now;
    S.loading(true);
    S.drawFilters();
    try {
      const [figures, heat] = await Promise.all([
        S.source.figures(asked),
        view === "heat" ? S.source.heat(asked) : null,
      ]);
      await S.shapes(figures);
      if (asked !== S.now.asked) return; /* a later question is on its way */
      paint({ figures, heat, view });
      await frame();
      const points = await S.points(figures);
      if (asked !== S.now.asked) return;
      S.now.points = points;
      detail(figures, points);
      await S.fillParts(asked);
      if (asked === S.now.asked) settled();
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.problem && error.problem.status < 500 && S.now.figures) S.notices([error.message]);
      else S.failed(error, refresh);
      S.loading(false);
      S.redraw();
    }
  }

  /* What was changed is on the screen before anything else is drawn. */
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

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
    S.drawHeat();
    S.drawFinding();
    count("painted");
  }

  /* Then all else that the figures say. */
  function detail(figures, points) {
    S.keys();
    S.notices([...S.now.ignored, S.lost(figures, points), ...S.warnings()]);
    S.now.ignored = [];
    for (const draw of [S.drawFilters, S.drawTable, S.drawLegend, S.drawCard, S.drawSheet, S.drawActions, S.linkViews])
      draw();
    if (S.included() === 0 && !S.comparing() && S.anyCovered()) S.empty(); /* elsewhere nothing is no zero */
    if (!S.now.fitted) {
      S.now.fitted = true;
      S.fit();
    }
    S.mark();
    S.redraw();
    S.lookNear();
    S.say(S.headline().text);
  }

  const settled = () => count("ready");

  /* --- the start --- */

  async function geometry(options) {
    const names = ["provinces", "countries", "borders", "basemap", "places", "sites"];
    if (S.source.embedded()) names.push("districts");
    const needed = new Set(["provinces", "countries"]),
      ask = (name) => (needed.has(name) ? S.source.geometry(name) : S.source.optional(name));
    const [own, ...rest] = await Promise.all([options.private ? S.source.optional("own") : null, ...names.map(ask)]);
    S.now.geometry = { ...Object.fromEntries(names.map((name, i) => [name, rest[i]])), own };
    S.drawGround(S.now.geometry);
  }

  async function begin(options) {
    S.loading(true);
    try {
      await geometry(options);
    } catch (error) {
      S.loading(false);
      S.failed(error, () => {
        S.calm();
        begin(options);
      });
      return;
    }
    S.now.asked = S.source.embedded() ? new URLSearchParams(S.source.canonical()) : S.read();
    await refresh();
  }

  /* An address may hold what the other view takes: here it stands for nothing. */
  function tidy() {
    const given = new URLSearchParams(location.search),
      own = S.own(given);
    if (String(own) === String(given)) return;
    if (given.has("per") && given.get("per") !== "area")
      S.now.ignored.push("A heat map is always per 1,000 km² and year: what it was divided by is left out.");
    history.replaceState(null, "", S.address(location.pathname, own) + location.hash);
  }

  S.attach = (map, options, tiles) => {
    S.now.settings = S.source.settings() || {};
    S.now.ignored = [S.now.settings.problem].filter(Boolean);
    S.now.asked = new URLSearchParams();
    S.startMap(map);
    S.startViews(tiles);
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
    begin(options);
  };
})(window.Sarhad);
