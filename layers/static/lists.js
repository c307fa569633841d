/* The lists under the table, as tabs: operations across a border, and what is known where the source does not cover. */
(function (S) {
  "use strict";
  let open = 0;

  /* "(from August 2021)" belongs into the vocabulary, not into every line */
  const who = (p) => String(p.actor_name || p.actor || "").replace(/ \([^)]*\)/g, "");
  const arrow = (p) =>
    `${S.countries[p.from_country] || p.from_country} → ${S.countries[p.to_country] || p.to_country}`;
  const tail = (f) =>
    f.geometry ? S.place[f.properties.precision] || String(f.properties.precision ?? "") : "no place: only listed";
  const killed = (p) => {
    if (p.killed === null || p.killed === undefined || p.killed === "") return "";
    const range = p.killed_low !== p.killed_high && p.killed_high ? ` (${p.killed_low}–${p.killed_high})` : "";
    return `${p.killed} killed${range}`;
  };

  S.placeOf = (f) => String(f.properties.place ?? f.properties.name ?? "place not stated");

  const groups = (p) =>
    S.list(p.perpetrators)
      .map((id) => S.now.groups?.get(id) || id)
      .join(", ") || String(p.perpetrators_given || "");

  /* An incident or operation in two lines of words. */
  S.told = (f) => {
    const p = f.properties;
    if (p.from_country !== undefined)
      return [[S.date(p.date, p.date_precision), who(p), arrow(p), p.status].filter(Boolean).join(" · "), tail(f)];
    return [
      [S.date(p.date_start, p.date_precision), p.kind_given || p.kind, groups(p), killed(p)]
        .filter(Boolean)
        .join(" · "),
      tail(f),
    ];
  };

  function operation(f) {
    const p = f.properties;
    return S.el(
      "li",
      { class: f.geometry ? null : "noplace", title: p.note || null },
      S.el("b", null, S.placeOf(f)),
      S.el("span", null, S.bdi(S.date(p.date, p.date_precision))),
      S.el("span", { class: "l2" }, [who(p), arrow(p)].filter(Boolean).join(" · ")),
      S.el("span", { class: "l2" }, `${p.status} · ${tail(f)}`),
    );
  }

  function incident(f) {
    const p = f.properties;
    return S.el(
      "li",
      { title: p.notes || null },
      S.el("b", null, S.placeOf(f)),
      S.el("span", null, S.bdi(S.date(p.date_start, p.date_precision))),
      S.el("span", { class: "l2" }, [p.kind_given || p.kind, groups(p), killed(p)].filter(Boolean).join(" · ")),
      S.el("span", { class: "l2" }, tail(f)),
    );
  }

  const latest = (key) => (a, b) => String(b.properties[key]).localeCompare(String(a.properties[key]));

  /* All of a list that is asked; of the one beside, what is known of the focus regions that are not covered. */
  function known() {
    if (S.listAsked()) return { name: S.listName(), n: S.tooMany() ? S.now.figures.listed.n : null, incidents: S.listed() };
    const blind = [...S.now.regions.values()].filter((region) => region.focus && region.status !== "covered");
    if (!S.listName() || !blind.length) return null;
    const where = blind.length === 1 ? blind[0].name : "the focus provinces";
    return { name: `Known in ${where}`, incidents: blind.flatMap((region) => S.knownIn(region.id).incidents) };
  }

  function panes() {
    const operations = S.operations().sort(latest("date")),
      lost = operations.filter((f) => !f.geometry).length,
      out = [];
    out.push({
      name: "Operations",
      n: operations.length,
      rows: operations.map(operation),
      lead: lost
        ? `Across a border, latest first. ${lost} have no place: they are listed, not drawn.`
        : "Across a border, latest first.",
    });
    const list = known();
    if (list) {
      const lead = `${S.listName()}, latest first. It is not complete: it gives no rate and no rank.`;
      out[S.listAsked() ? "unshift" : "push"]({
        name: list.name,
        n: list.n ?? list.incidents.length,
        rows: [...list.incidents].sort(latest("date_start")).map(incident),
        lead: S.tooMany() ? `${S.listName()}: too many to be listed. Narrow the question to see them.` : lead,
      });
    }
    const near = S.heating() ? S.now.near : null;
    if (near) {
      const n = near.features.length,
        part = `${S.int(n)} of ${S.int(n + near.more)}${S.furthestIn() ? "" : ": zoom in for all"}. `,
        lead = near.more ? part : "Latest first. ";
      out.unshift({
        name: "In sight",
        n: n + near.more,
        rows: [...near.features].sort(latest("date_start")).map(incident),
        lost: near.lost,
        lead: near.lost ? "They did not arrive." : `${lead}Their places are known to within 25 km.`,
      });
    }
    return out;
  }

  S.drawLists = () => {
    const all = panes();
    if (open >= all.length) open = 0;
    const choose = (i) => {
      open = i;
      S.drawLists();
      S.$$("#tabs [role=tab]")[i].focus();
    };
    const keys = (i) => (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose((to + all.length) % all.length);
    };
    S.$("#tabs").replaceChildren(
      ...all.map((pane, i) =>
        S.el(
          "button",
          {
            type: "button",
            role: "tab",
            id: `tab-${i}`,
            "aria-controls": `pane-${i}`,
            "aria-selected": String(i === open),
            tabindex: i === open ? "0" : "-1",
            on: { click: () => choose(i), keydown: keys(i) },
          },
          `${pane.name} `,
          S.el("i", null, S.int(pane.n)),
        ),
      ),
    );
    S.$("#panes").replaceChildren(
      ...all.map((pane, i) =>
        S.el(
          "div",
          {
            class: "pane",
            role: "tabpanel",
            id: `pane-${i}`,
            "aria-labelledby": `tab-${i}`,
            tabindex: "0",
            hidden: i !== open,
          },
          S.el("p", { class: "lead" }, pane.n || pane.lost ? pane.lead : "None with these filters."),
          S.el("ul", { class: "list" }, pane.rows),
        ),
      ),
    );
  };

  S.part({ ask: () => null, draw: S.drawLists, lost: () => undefined });
})(window.Sarhad);
