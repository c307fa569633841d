/* The bar on top: theme, copying, and the same query in other forms. */
(function (S) {
  "use strict";

  /* Without a secure context (a closed network over http) there is no clipboard API: a text field does it. */
  async function clip(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = S.el("textarea", { class: "vh", readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("not copied");
  }

  S.copy = async (text, button) => {
    const was = [...button.childNodes];
    let words = S.t("actions.copied");
    try {
      await clip(text);
    } catch (refused) {
      words = S.t("actions.not_copied");
    }
    S.say(words);
    button.replaceChildren(words);
    setTimeout(() => button.replaceChildren(...was), 1500);
  };

  S.version = ({ version: { revision, digest } }) =>
    S.t("actions.version", { number: String(revision), digest: String(digest).slice(0, 8) });

  /* This view, its version and all: what nobody can see in the address bar of a saved file is left out there. */
  const here = () => {
    if (S.source.embedded()) return "";
    const path = location.pathname === "/" ? "/choropleth" : location.pathname;
    return new URL(S.address(path, pinned()) + S.fragment(), location.href).href;
  };

  /* A link or a citation names its version, so that it gives the same figures for ever. */
  function pinned() {
    const asked = new URLSearchParams(S.now.asked);
    if (S.now.figures?.version) asked.set("version", S.now.figures.version.revision);
    return asked;
  }

  const sentence = (f) =>
    S.t("actions.sentence", { finding: S.headline().text, source: S.ofSources(f, (s) => s.name), version: S.version(f) });

  function citation(f) {
    const licence = (s) => (s.licence ? ` (${s.licence})` : ""),
      accessed = (s) => (s.accessed ? `, ${S.t("actions.accessed", { day: S.date(s.accessed) })}` : ""),
      cited = (s) => `${s.cite || s.name}${licence(s)}${accessed(s)}.`,
      unit = `${f.unit.charAt(0).toUpperCase()}${f.unit.slice(1)}`,
      { from, to } = S.asking(f);
    const basis = { unit, period: S.period(from, to), smoothed: S.smoothed(), n: S.included(), of: S.matching() };
    const parts = [S.ofSources(f, cited, " "), S.t("actions.basis", basis), `Sarhad, ${S.version(f)}.`, here()];
    return parts.filter(Boolean).join(" ");
  }

  function theme() {
    const button = S.$("#theme"),
      root = document.documentElement;
    const name = () => {
      const dark = root.dataset.theme === "dark";
      button.replaceChildren(
        S.el("span", { class: "wide" }, S.t(dark ? "actions.to_light" : "actions.to_dark")),
        S.el("span", { class: "short" }, S.t(dark ? "actions.light" : "actions.dark")),
      );
    };
    const set = (to) => {
      root.dataset.theme = to;
      name();
      S.drawHeat();
    };
    S.keep("theme", (to) => {
      if (to !== null && to !== "light" && to !== "dark") return false;
      if (to && to !== root.dataset.theme) set(to);
      return true;
    });
    button.addEventListener("click", () => {
      set(root.dataset.theme === "dark" ? "light" : "dark");
      try {
        localStorage.setItem("sarhad-theme", root.dataset.theme);
      } catch (refused) {
        /* kept for this page only */
      }
      S.put("theme", root.dataset.theme);
    });
    name();
  }

  S.drawActions = () => {
    for (const item of S.$$("#downloads li")) {
      const link = S.$("a", item),
        { path, takes } = link?.dataset ?? {};
      item.hidden = !item.dataset.of.split(" ").includes(S.now.view);
      if (link) link.href = S.address(path, S.own(pinned(), takes));
    }
  };

  S.startActions = () => {
    theme();
    const on = (id, make) =>
      S.$(id)?.addEventListener("click", ({ currentTarget }) => {
        if (S.now.figures) S.copy(make(S.now.figures), currentTarget);
      });
    on("#copy-sentence", sentence);
    on("#cite", citation);
    on("#copy-link", here);
  };
})(window.Sarhad);
