/* The filter bar: what each cell says, counts beside the options, and chips for what was chosen. */
(function (S) {
  "use strict";
  const form = () => S.$("#filters");
  const label = (input) => S.$("span", input.closest("label")).textContent;
  const checked = (name) => S.control.inputs(name).filter((input) => input.checked);
  /* where a count says what a choice would select; a measure or a level selects nothing */
  const COUNTED = new Set(["kind", "group", "tactic", "target", "source", "precision"]);
  const OWN = {
    per: ["per", "breaks"],
    period: ["from", "to"],
    tactic: ["tactic", "target"],
    level: ["level", "epoch"],
    kernel: ["bandwidth", "coarse"],
  };

  /* --- what a cell says --- */

  function words(cell) {
    if (cell === "period") return [S.period(S.control.inputs("from")[0].value, S.control.inputs("to")[0].value), ""];
    if (cell === "kind") {
      const on = checked("kind");
      const some = () => S.t("filters.some", { n: on.length, of: S.control.inputs("kind").length });
      return [on.length === 1 ? label(on[0]) : some(), counted()];
    }
    if (cell === "group") return many("group", S.t("filters.all"), String(S.control.inputs("group").length));
    if (cell === "tactic") {
      const on = [...checked("tactic"), ...checked("target")];
      return on.length ? [on.length === 1 ? label(on[0]) : chosen(on), ""] : [S.t("filters.all"), ""];
    }
    const on = checked(cell === "kernel" ? "bandwidth" : cell);
    return [on.length ? label(on[0]) : "–", ""];
  }
  const many = (name, none, n) => {
    const on = checked(name);
    return on.length ? [on.length === 1 ? short(label(on[0])) : chosen(on), counted()] : [none, n];
  };
  const chosen = (on) => S.t("filters.chosen", { n: on.length });
  const short = (text) => /\(([^)]{2,8})\)$/.exec(text)?.[1] || text;
  const counted = () => (S.now.figures ? S.int(S.now.figures.counted) : "");

  /* A heat map is per area: no other choice breaks it. */
  function dividers() {
    const heat = S.chosenView().foreign.includes("per");
    for (const input of S.control.inputs("per")) {
      const other = heat && input.value !== "area",
        note = S.$(".n", input.closest("li"));
      input.disabled = other || input.dataset.known === "false";
      if (other) note.textContent = S.t("filters.not_in_heat");
      else if (input.dataset.known !== "false") note.textContent = "";
    }
  }

  function cells() {
    dividers();
    for (const cell of S.$$(".cell")) {
      const id = cell.dataset.cell,
        button = S.$(".f", cell),
        known = id === "period" || S.$$("fieldset", cell).some((set) => !set.disabled);
      button.disabled = !known;
      const [text, n] = known ? words(id) : [S.t("filters.unknown"), ""];
      S.$(".value", button).replaceChildren(S.bdi(text), ...(n ? [" ", S.el("i", null, n)] : []));
      button.classList.toggle(
        "on",
        (OWN[id] || [id]).some((name) => S.now.asked.has(name)),
      );
    }
  }

  /* --- chips --- */

  function said(name) {
    const value = S.now.asked.get(name),
      list = checked(name).map(label);
    if (name === "period") return S.period(S.control.inputs("from")[0].value, S.control.inputs("to")[0].value);
    if (name === "region")
      return value
        .split(",")
        .map((id) => S.now.regions.get(id)?.name || id)
        .join(", ");
    return list.length ? list.join(", ") : value;
  }

  S.filters = () =>
    [...new Set([...S.now.asked.keys()].map((name) => (name === "from" || name === "to" ? "period" : name)))].map(
      (name) => ({ name, text: S.t("filters.chip", { name: S.t(`filters.${name}`), value: said(name) }) }),
    );

  function chips() {
    const all = S.filters(),
      box = S.$("#chips"),
      empty = S.now.figures?.counted === 0;
    box.hidden = !all.length;
    box.replaceChildren(
      ...all.map(({ name, text }) =>
        S.el(
          "button",
          {
            type: "button",
            class: `chip${empty && all.length > 1 && name === S.now.culprit ? " culprit" : ""}`,
            "aria-label": S.t("filters.remove", { filter: text }),
            on: { click: () => S.ask(S.without(S.now.asked, name)) },
          },
          text,
          S.el("i", { "aria-hidden": "true" }, "×"),
        ),
      ),
      all.length
        ? S.el(
            "button",
            { type: "button", class: "btn quiet", on: { click: () => S.ask(new URLSearchParams()) } },
            S.t("filters.clear"),
          )
        : "",
    );
  }

  /* --- counts and years from /facets.json --- */

  const unknown = (name) => S.t(`filters.unknown${name === "level" || name === "precision" ? `_${name}` : ""}`);
  const CHECKS = new Set(["kind", "group", "tactic", "target"]);

  /* Another source may know options that the page did not start with. */
  const option = (name, { value, label: words }) =>
    S.el(
      "li",
      null,
      S.el(
        "label",
        null,
        S.el("input", { type: CHECKS.has(name) ? "checkbox" : "radio", name, value }),
        S.el("span", null, words || value),
      ),
      S.el("span", { class: "n" }),
    );

  S.drawFacets = (facets) => {
    S.now.facets = facets;
    for (const [name, entries] of Object.entries(facets)) {
      const set = S.control.box(name);
      if (!set || !Array.isArray(entries)) continue;
      const known = new Map(entries.map((entry) => [entry.value, entry])),
        had = new Set(S.control.inputs(name).map((input) => input.value));
      if (S.control.inputs(name).length || CHECKS.has(name))
        S.$(".options", set).append(
          ...entries.filter((entry) => !had.has(entry.value)).map((entry) => option(name, entry)),
        );
      const inputs = S.control.inputs(name);
      set.disabled = !entries.some((entry) => entry.known !== false);
      for (const input of inputs) {
        const entry = known.get(input.value),
          li = input.closest("li");
        if (!entry) continue;
        input.disabled = entry.known === false;
        input.dataset.known = String(entry.known !== false);
        S.$(".n", li).textContent =
          entry.known === false
            ? unknown(name)
            : entry.n === null || entry.n === undefined || !COUNTED.has(name)
              ? ""
              : S.int(entry.n);
        li.classList.toggle("zero", entry.n === 0 && COUNTED.has(name));
      }
      /* by count, but never under the pointer: an open list keeps its order */
      if (
        (name === "group" || name === "tactic" || name === "target") &&
        !set.closest(".menu").classList.contains("open") &&
        !S.phone()
      ) {
        S.$(".options", set).append(
          ...inputs
            .map((input) => input.closest("li"))
            .sort((a, b) => (known.get(S.$("input", b).value)?.n ?? 0) - (known.get(S.$("input", a).value)?.n ?? 0)),
        );
      }
    }
    if (facets.group) S.now.groups = new Map(facets.group.map(({ value, label: name }) => [value, name]));
    if (facets.period) period(facets.period);
    cells();
  };

  function period({ from, to, years }) {
    for (const [name, value] of [
      ["from", from],
      ["to", to],
    ]) {
      const input = S.control.inputs(name)[0];
      if (!input || !value) continue;
      const unset = !input.value || input.value === input.dataset.default;
      input.dataset.default = value;
      input.min = from;
      input.max = to;
      if (unset) input.value = value;
    }
    if (!from || !to) return;
    const counts = new Map(years || []),
      list = [];
    for (let y = Number(to.slice(0, 4)); y >= Number(from.slice(0, 4)); y--) list.push(y);
    const set = (a, b) => () => {
      S.control.inputs("from")[0].value = a;
      S.control.inputs("to")[0].value = b;
      S.changed();
    };
    const now = [S.control.inputs("from")[0].value, S.control.inputs("to")[0].value].join();
    S.$("#years").replaceChildren(
      S.el("button", { type: "button", class: "all", on: { click: set(from, to) } }, S.t("filters.all_of_it", { period: S.period(from, to) })),
      ...list.map((y) =>
        S.el(
          "button",
          {
            type: "button",
            title: counts.has(y) ? S.t("filters.incidents", { n: counts.get(y) }) : null,
            "aria-pressed": String(now === `${y}-01-01,${y}-12-31`),
            on: { click: set(`${y}-01-01`, `${y}-12-31`) },
          },
          String(y),
        ),
      ),
    );
  }

  /* --- events --- */

  /* To districts and back, what was left at its default, or is too coarse, becomes the default there. */
  function settle(level) {
    const was = S.now.asked.get("level");
    if ((level === "district") === (was === "district")) return;
    const [gone, usual] = level === "district" ? [["province", "country"], "district"] : [["district"], "province"];
    if (checked("precision").some(({ value }) => gone.includes(value)))
      for (const input of S.control.inputs("precision")) input.checked = input.value === usual;
  }

  S.startFilters = () => {
    S.startDialogs();
    form().addEventListener("submit", (event) => {
      event.preventDefault();
      S.changed();
    });
    form().addEventListener("change", ({ target }) => {
      if (target.classList.contains("find")) return;
      if (target.name === "kind" && !checked("kind").length) {
        target.checked = true;
        S.say(S.t("filters.one_kind"));
        return;
      }
      if (target.name === "source")
        for (const name of ["from", "to"]) {
          const input = S.control.inputs(name)[0];
          input.value = "";
          input.dataset.default = "";
        }
      if (target.name === "level") settle(target.value);
      if (target.type === "date" && !target.value) target.value = target.dataset.default;
      S.changed();
    });
    for (const field of S.$$(".find", form()))
      field.addEventListener("input", () => {
        const wanted = field.value.trim().toLowerCase();
        for (const li of S.$$("li", field.closest("fieldset")))
          li.hidden = !li.textContent.toLowerCase().includes(wanted);
      });
  };

  S.choose = (name, value) => {
    for (const input of S.control.inputs(name)) input.checked = input.value === value;
    S.changed();
  };

  S.part({
    ask: (asked) => S.source.answer("facets", "/facets.json", asked),
    draw: (facets) => facets && S.drawFacets(facets),
    lost: () => undefined /* the counts beside the options stay as they are */,
  });

  /* In a saved file the filters are text, written with the file. */
  S.drawFilters = () => {
    if (!S.source.embedded()) {
      cells();
      chips();
    }
  };
})(window.Sarhad);
