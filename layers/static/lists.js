/* The lists under the table, as tabs: the incidents behind the figure, who they are of, operations across a border, and
   what is known where the source does not cover. Which one is open stands in the address. */
(function (S) {
  "use strict";
  const panes = [];
  let chosen = null;

  /* `name`: of the tab in the address; `at`: its place among them; `tab()`: its words and number (null: not known), or null where
     it has nothing to show; `fill(body)`: draws it, unless it draws its body by itself. */
  S.pane = (pane) => {
    pane.body = S.el("div", {
      class: `pane ${pane.kind ?? ""}`.trim(),
      role: "tabpanel",
      id: `pane-${pane.name}`,
      "aria-labelledby": `tab-${pane.name}`,
      tabindex: "0",
    });
    panes.push(pane);
    panes.sort((a, b) => a.at - b.at);
    return pane.body;
  };

  const shown = () => panes.map((pane) => ({ ...pane, ...pane.tab() })).filter(({ words }) => words !== undefined);

  function choose(name, all) {
    chosen = name;
    S.put("tab", name === all[0].name ? null : name);
    S.drawLists();
    S.$(`#tab-${name}`).focus();
  }

  function tab(pane, i, all, open) {
    const press = (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(all[(to + all.length) % all.length].name, all);
    };
    const is = pane.name === open;
    return S.el(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${pane.name}`,
        "aria-controls": `pane-${pane.name}`,
        "aria-selected": String(is),
        tabindex: is ? "0" : "-1",
        on: { click: () => choose(pane.name, all), keydown: press },
      },
      `${pane.words} `,
      pane.n === null ? null : S.el("i", null, S.int(pane.n)),
    );
  }

  S.drawLists = () => {
    const all = shown(),
      open = all.find(({ name }) => name === chosen)?.name ?? all[0]?.name;
    S.$("#tabs").replaceChildren(...all.map((pane, i) => tab(pane, i, all, open)));
    const bodies = all.map(({ body }) => body),
      box = S.$("#panes");
    for (const { name, body, fill, ...pane } of all) {
      body.hidden = name !== open;
      fill?.(body, pane);
    }
    /* what is there stays: a list that was scrolled keeps its place */
    if (bodies.length !== box.children.length || bodies.some((body, i) => body !== box.children[i]))
      box.replaceChildren(...bodies);
  };

  S.keep("tab", (name) => {
    if (name !== null && !panes.some((pane) => pane.name === name)) return false;
    chosen = name;
    if (S.now.figures) S.drawLists();
    return true;
  });

  S.part({ ask: () => null, draw: S.drawLists, lost: () => undefined });

  /* --- the lists that come with the map --- */

  const latest = (key) => (a, b) => String(b.properties[key]).localeCompare(String(a.properties[key]));

  const listing = (body, { lead, rows }) =>
    body.replaceChildren(
      S.el("p", { class: "lead" }, lead),
      S.el("ul", { class: "list" }, rows),
    );

  S.pane({
    name: "operations",
    at: 3,
    tab: () => {
      const all = S.operations().sort(latest("date")),
        n = all.filter((f) => !f.geometry).length,
        lead = n ? S.t("lists.operations_lost", { n }) : S.t("lists.operations_lead");
      return all.length ? { words: S.t("lists.operations"), n: all.length, all, lead } : null;
    },
    fill: (body, { all, lead }) => listing(body, { lead, rows: all.map(S.operationRow) }),
  });

  /* All of a list that is asked; of the one beside, what is known of the focus regions that are not covered. */
  function known() {
    const name = S.listName();
    if (S.listAsked()) return { words: name, all: S.listed(), n: S.tooMany() ? S.now.figures.listed.n : null };
    const blind = [...S.now.regions.values()].filter((region) => region.focus && region.status !== "covered");
    if (!name || !blind.length) return null;
    const region = blind.length === 1 ? blind[0].name : S.t("lists.focus"),
      all = blind.flatMap(({ id }) => S.knownIn(id).incidents);
    return { words: S.t("lists.known_in", { region }), all };
  }

  S.pane({
    name: "known",
    at: 4,
    tab: () => {
      const list = known(),
        n = list?.n ?? list?.all.length;
      return n ? { ...list, n } : null;
    },
    fill: (body, { all }) => {
      const lead = S.t(S.tooMany() && S.listAsked() ? "lists.known_many" : "lists.known_lead", { name: S.listName() });
      listing(body, { lead, rows: [...all].sort(latest("date_start")).map(S.incidentRow) });
    },
  });

  const nearLead = ({ features, more, lost }) => {
    const shown = features.length,
      n = shown + more;
    if (lost) return S.t("lists.near_lost");
    if (!n) return S.t("lists.none");
    if (!more) return S.t("lists.near_all");
    return S.t(S.furthestIn() ? "lists.near_part" : "lists.near_zoom", { shown, n });
  };

  S.pane({
    name: "near",
    at: 0,
    tab: () => {
      const near = S.heating() ? S.now.near : null;
      return near ? { words: S.t("lists.near"), n: near.features.length + near.more, near } : null;
    },
    fill: (body, { near }) => {
      const rows = [...near.features].sort(latest("date_start")).map(S.incidentRow);
      listing(body, { lead: nearLead(near), rows });
    },
  });
})(window.Sarhad);
