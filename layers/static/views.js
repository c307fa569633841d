/* The views of the map. Each one says where it is asked for, what of a question it does not take, and what is its own
   in what the page draws; all else is the same for all of them. */
(function (S) {
  "use strict";
  const views = new Map();

  /* name, path; `also`: other paths; `foreign`: parameters that its address leaves out; `ask(asked)`: a promise of what
     it needs beside the figures; `enter()`: somebody has switched to it; `given(asked)`: what an address asks of it;
     `ground()`: the class of covered regions where they are only what something lies on; `rested()`: the map has come
     to rest; `legend(node)`: draws its legend; `ringless()`: the incidents of a list are not rings;
     `counts(feature)`: says of an incident on a card that it is counted. */
  S.view = (view) => {
    views.set(view.name, view);
    S.takes(view.name, view.foreign);
  };

  S.view({ name: "regions", path: "/", also: ["/choropleth"], foreign: ["bandwidth", "coarse"] });

  S.chosenView = () => views.get(S.now.view);
  S.shown = () => views.get(S.now.shown) ?? views.get("regions");

  S.viewOf = (path) => [...views.values()].find((view) => [view.path, ...(view.also ?? [])].includes(path))?.name ?? "regions";
  S.pathOf = (view) => (S.viewOf(location.pathname) === view ? location.pathname : views.get(view).path);

  /* The address says the view; the rest of the question stays, but for what this view does not take. */
  S.enter = (view) => {
    S.now.view = view;
    document.body.dataset.view = view;
    for (const link of S.$$(".seg a, #pills a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  /* On a phone the views are pills, too. */
  S.viewPills = () =>
    [...views.values()].map(({ name, path }) =>
      S.el(
        "a",
        { class: "pill", "data-view": name, href: path, "aria-current": S.now.view === name ? "true" : null },
        S.t(`views.${name}`),
      ),
    );

  S.go = (view) => {
    if (view === S.now.view) return;
    S.enter(view);
    views.get(view).enter?.();
    S.changed();
  };

  S.linkViews = () => {
    for (const link of S.$$("a[data-view]")) {
      const { name, path } = views.get(link.dataset.view);
      link.href = S.address(path, S.own(S.now.asked, name));
    }
  };

  S.rested = () => {
    for (const view of views.values()) view.rested?.();
  };

  S.startViews = () => {
    S.enter(S.source.embedded() ? "regions" : S.viewOf(location.pathname));
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-view]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      S.go(link.dataset.view);
    });
  };
})(window.Sarhad);
