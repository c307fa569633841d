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
    let words = "Copied";
    try {
      await clip(text);
    } catch (refused) {
      words = "Could not copy";
    }
    S.say(words);
    button.replaceChildren(words);
    setTimeout(() => button.replaceChildren(...was), 1500);
  };

  const version = (f) =>
    f.version
      ? `version ${f.version.revision}${f.version.digest ? ` (${String(f.version.digest).slice(0, 8)})` : ""}`
      : "";
  const here = () => (S.source.embedded() ? "" : new URL(S.address(S.heating() ? "/heat" : "/choropleth", pinned()), location.href).href);

  /* A link or a citation names its version, so that it gives the same figures for ever. */
  function pinned() {
    const asked = new URLSearchParams(S.now.asked);
    if (S.now.figures?.version) asked.set("version", S.now.figures.version.revision);
    return asked;
  }

  const sentence = (f) => `${S.headline().text} (${S.ofSources(f, (s) => s.name)}, ${version(f)}).`;

  function citation(f) {
    const accessed = (s) => (s.accessed ? `, accessed ${S.date(s.accessed)}` : ""),
      cited = (s) => `${s.cite || s.name}${s.licence ? ` (${s.licence})` : ""}${accessed(s)}.`,
      { from, to } = S.asking(f);
    return [
      S.ofSources(f, cited, " "),
      `${f.unit.charAt(0).toUpperCase()}${f.unit.slice(1)}, ${S.period(from, to)}${S.smoothed()}, n = ${S.int(S.included())} of ${S.int(S.matching())}.`,
      `Sarhad, ${version(f)}.`,
      here(),
    ]
      .filter(Boolean)
      .join(" ");
  }

  function theme() {
    const button = S.$("#theme"),
      root = document.documentElement;
    const name = () => {
      const dark = root.dataset.theme === "dark";
      button.replaceChildren(
        S.el("span", { class: "wide" }, dark ? "Light theme" : "Dark theme"),
        S.el("span", { class: "short" }, dark ? "Light" : "Dark"),
      );
    };
    const set = (to) => {
      root.dataset.theme = to;
      name();
      S.drawHeat();
    };
    button.addEventListener("click", () => {
      set(root.dataset.theme === "dark" ? "light" : "dark");
      try {
        localStorage.setItem("sarhad-theme", root.dataset.theme);
      } catch (refused) {
        /* kept for this page only */
      }
    });
    name();
  }

  S.drawActions = () => {
    for (const item of S.$$("#downloads li")) {
      const link = S.$("a", item),
        { path, takes } = link.dataset;
      item.hidden = item.dataset.of !== S.now.view;
      link.href = S.address(path, S.own(S.now.asked, takes));
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
