/* Where data comes from: the service, or the JSON inside a saved file. One answer of each kind at a time. */
(function (S) {
  "use strict";
  /* Three decimals are 55 m at most: less than a pixel in the closest view. */
  const PATHS = {
    provinces: "/collections/provinces/items?limit=1000&decimals=3",
    before: "/collections/provinces/items?epoch=then&limit=1000&decimals=3",
    countries: "/collections/countries/items?limit=1000&decimals=3",
    districts: "/collections/districts/items?limit=10000&decimals=3",
    borders: "/collections/borders/items?limit=1000",
    sites: "/collections/sites/items?limit=1000",
    basemap: "/basemap.geojson",
    places: "/places.json",
    own: "/private/sites.geojson",
  };
  const EMPTY = { type: "FeatureCollection", features: [] };

  const embedded = (name) => {
    const node = document.getElementById(`data-${name}`);
    return node ? JSON.parse(node.textContent) : null;
  };

  S.Refused = class extends Error {
    constructor(problem) {
      super(problem.detail || problem.title || S.t("source.refused"));
      this.problem = problem;
    }
  };

  async function ask(url, options) {
    const answer = await fetch(url, { headers: { Accept: "application/json, application/geo+json" }, ...options });
    if (answer.ok) return answer.json();
    let problem = { title: S.t("source.answered", { status: answer.status }), status: answer.status };
    try {
      problem = { ...problem, ...(await answer.json()) };
    } catch (plain) {
      /* not a problem+json: the status says it */
    }
    throw new S.Refused(problem);
  }

  const running = {};

  /* Ask again and again: a later question aborts the one before it. */
  function latest(kind, url) {
    running[kind]?.abort();
    running[kind] = new AbortController();
    return ask(url, { signal: running[kind].signal });
  }

  /* All pages of a collection; of an address only the question is taken, as a proxy may have another name for us. */
  async function everything(path, question) {
    const features = [];
    for (let next = question; next; ) {
      const page = await latest(path, `${path}${next}`);
      features.push(...page.features);
      const link = (page.links || []).find(({ rel }) => rel === "next");
      next = link && new URL(link.href, location.href).search;
    }
    return features;
  }

  S.source = {
    settings: () => embedded("settings"),
    embedded: () => Boolean(S.now.settings.embedded),
    figures: (asked) =>
      S.source.embedded()
        ? Promise.resolve(embedded("figures"))
        : latest("figures", S.address("/choropleth.json", S.own(asked, "regions"))),
    heat: (asked) => latest("heat", S.address("/heat.json", asked)),
    members: (asked) => latest("members", S.address("/incidents.json", asked)),
    dots: (asked) => latest("dots", S.address("/points.json", asked)),
    /* what another part of the page shows of the same question: `name` also where a saved file holds it */
    answer: (name, path, asked) =>
      S.source.embedded() ? Promise.resolve(embedded(name)) : latest(name, S.address(path, S.own(asked, "regions"))),
    incidents: (items) =>
      S.source.embedded()
        ? Promise.resolve((embedded("incidents") || EMPTY).features)
        : everything("/collections/incidents/items", `?${items}&limit=1000`),
    canonical: () => embedded("figures")?.canonical || "",
    /* how many incidents another question would give */
    trial: async (asked) =>
      S.heating() ? (await ask(S.address("/heat.json", asked))).n : (await ask(S.address("/choropleth.json", asked))).counted,
    near: (items) => latest("near", `/collections/incidents/items?${items}`),
    geometry: (name, version) =>
      S.source.embedded()
        ? Promise.resolve(embedded(name) || EMPTY)
        : ask(version ? `${PATHS[name]}&version=${version}` : PATHS[name]),
    optional: (name) => S.source.geometry(name).catch(() => EMPTY),
  };
})(window.Sarhad);
