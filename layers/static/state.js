/* The address is the state: the form says what is asked, and the address holds what differs from the default. */
(function (S) {
  "use strict";
  S.grammar = [
    "level",
    "region",
    "from",
    "to",
    "source",
    "kind",
    "group",
    "tactic",
    "target",
    "precision",
    "measure",
    "per",
    "compare",
    "epoch",
    "breaks",
    "version",
    "bandwidth",
    "coarse",
  ];
  /* What one of them takes and another does not: its address leaves it out. */
  const FOREIGN = {
    hotspots: ["bandwidth", "coarse", "measure", "per", "compare", "breaks"],
  };
  S.takes = (view, foreign) => {
    FOREIGN[view] = foreign;
  };
  const form = () => S.$("#filters");
  const box = (name) => S.$(`fieldset[data-name="${name}"]`, form());
  const inputs = (name) => [...form().elements].filter((input) => input.name === name);

  S.control = { box, inputs };

  /* In a district only what is known to lie there is counted. */
  const fallback = (name) => {
    if (name === "precision" && value("level") === "district") return "district";
    if (name === "from" || name === "to") return inputs(name)[0].dataset.default || "";
    const of = box(name);
    return of ? of.dataset.default || "" : "";
  };

  function value(name) {
    const all = inputs(name);
    if (!all.length) return "";
    if (all[0].type === "radio" || all[0].type === "checkbox") {
      return all
        .filter((input) => input.checked)
        .map((input) => input.value)
        .sort()
        .join(",");
    }
    return all[0].value;
  }

  const same = (a, b) => a.split(",").sort().join(",") === b.split(",").sort().join(",");

  S.own = (asked, view) => {
    const own = new URLSearchParams(asked);
    for (const name of FOREIGN[view || S.now.view]) own.delete(name);
    return own;
  };

  /* What was chosen, in the order of the grammar, without what is the default anyway. */
  S.read = () => {
    const asked = new URLSearchParams();
    for (const name of S.grammar) {
      const given = value(name);
      if (given && !same(given, fallback(name))) asked.set(name, given);
    }
    return S.own(asked);
  };

  S.write = (asked) => {
    for (const name of S.grammar) {
      const given = asked.get(name) ?? fallback(name),
        parts = given.split(",");
      for (const input of inputs(name)) {
        if (input.type === "radio") input.checked = input.value === given;
        else if (input.type === "checkbox") input.checked = parts.includes(input.value);
        else input.value = given;
      }
    }
  };

  /* Commas stay commas: the address is read by people, too. */
  S.text = (asked) => asked.toString().replaceAll("%2C", ",");
  S.address = (path, asked) => {
    const text = S.text(asked);
    return text ? `${path}?${text}` : path;
  };

  /* Remove one filter; a period is removed as a whole. */
  S.without = (asked, name) => {
    const rest = new URLSearchParams(asked);
    for (const one of name === "period" ? ["from", "to"] : [name]) rest.delete(one);
    return rest;
  };
})(window.Sarhad);
