/* What the address holds beside the question, in its fragment: where the map is, the theme, which list is open.
   `#map=6.5/30.2/66.5&tab=groups` is no part of what the service is asked; a link still opens the same view. */
(function (S) {
  "use strict";
  const keepers = new Map();
  let held = new URLSearchParams();

  const text = () => held.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  S.fragment = () => (held.size ? `#${text()}` : "");

  /* `apply` takes what the address says, null where it says nothing; false means that it makes no sense. */
  S.keep = (name, apply) => keepers.set(name, apply);

  const write = () => history.replaceState(history.state, "", location.pathname + location.search + S.fragment());

  S.put = (name, value) => {
    if (S.source.embedded() || (held.get(name) ?? null) === value) return;
    if (value === null) held.delete(name);
    else held.set(name, value);
    write();
  };

  /* Take all of it from the address; what makes no sense is left out, and said. */
  S.recall = () => {
    const given = new URLSearchParams(location.hash.slice(1)),
      ignored = [];
    held = new URLSearchParams();
    for (const [name, apply] of keepers) {
      const value = given.get(name);
      if (apply(value) === false) {
        ignored.push(S.t("page.ignored", { what: `#${name}=${value}` }));
        apply(null);
      } else if (value !== null) held.set(name, value);
      given.delete(name);
    }
    for (const name of given.keys()) ignored.push(S.t("page.ignored", { what: `#${name}` }));
    write();
    return ignored;
  };
})(window.Sarhad);
