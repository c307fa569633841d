/* The list whose incidents are shown one by one: the answer says which one it is, how many, and where they are. */
(function (S) {
  "use strict";
  let kept = { items: null, points: [] };
  const list = () => S.now.figures?.listed;
  const key = (feature) => String(feature.id ?? `${feature.properties.source}:${feature.properties.source_id}`);

  S.listName = () => list()?.short ?? "";
  S.listAsked = () => Boolean(list()?.asked);
  S.tooMany = () => Boolean(list() && !list().drawn);

  /* All of its incidents; null where they did not arrive: the figures are shown without them. */
  S.points = async ({ listed }) => {
    if (!listed?.drawn) return [];
    if (kept.items === listed.items) return kept.points;
    try {
      kept = { items: listed.items, points: await S.source.incidents(listed.items) };
      return kept.points;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return null;
    }
  };

  S.lost = ({ listed }, points) =>
    points ? null : S.t("listed.lost", { list: listed.short });

  /* Worked out once for each answer: there may be thousands of incidents, and every row asks for its own. */
  let held = {};
  function once(name, make) {
    const { figures, asked, points } = S.now;
    if (held.figures !== figures || held.asked !== asked || held.points !== points) held = { figures, asked, points };
    return (held[name] ??= make());
  }

  const home = (feature) => S.home(feature.properties);
  const homes = () => once("homes", () => new Map((S.now.points || []).map((f) => [key(f), home(f)])));

  /* Those that the filters leave, without operations: those are drawn, and listed, as operations. */
  S.listed = (all) =>
    once(`listed ${Boolean(all)}`, () => {
      const operations = new Set(S.operations(true).map(({ properties }) => properties.incident));
      return (S.now.points || []).filter((f) => !operations.has(key(f)) && (all || S.follows(f.properties)));
    });

  /* What lists that are not complete know of a region. */
  S.knownIn = (id, all) => {
    const incidents = once(`incidents ${Boolean(all)}`, () => S.by(S.listed(all), home));
    const operations = once(`operations ${Boolean(all)}`, () =>
      S.by(S.operations(all), (f) => homes().get(f.properties.incident)),
    );
    return { incidents: incidents.get(id) || [], operations: operations.get(id) || [] };
  };

  /* How many of each; where they are too many to be fetched, the figures have counted the incidents. */
  S.knownCount = (region, all) => {
    const { incidents, operations } = S.knownIn(region.id, all);
    const n = S.listAsked() && S.tooMany() ? (region.incidents ?? 0) : incidents.length;
    return { n, m: operations.length };
  };

  /* The same in words; a row of the table has less room, and says whose they are. */
  S.knownWords = (region, name) => {
    const { n, m } = S.knownCount(region),
      incidents = name ? S.t("listed.incidents_of", { n, list: name }) : S.t("words.incidents", { n }),
      operations = name ? S.t("listed.operations_short", { n: m }) : S.t("words.operations", { n: m });
    return [n || !m ? incidents : "", m ? operations : ""].filter(Boolean).join(", ");
  };

  /* The years of what is listed, or its days if they lie in one year. */
  S.span = (features) => {
    const days = features.map(({ properties: p }) => String(p.date_start || p.date || "").slice(0, 10));
    const all = days.filter(Boolean).sort(),
      ends = [all[0], all[all.length - 1]];
    if (!all.length) return "";
    const [from, to] = ends.map((day) => day.slice(0, 4));
    return from === to ? S.period(...ends) : S.years(from, to);
  };
})(window.Sarhad);
