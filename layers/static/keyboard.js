/* The map by keyboard: one tab stop; arrows go to the nearest region in that direction, Enter holds its card, Esc lets go. */
(function (S) {
  "use strict";
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  let current = null;

  /* Narrowed to some regions, the others can still be gone to, and narrowed to in their turn. */
  const others = () =>
    [...S.regionLayers]
      .filter(([id]) => !S.now.regions.has(id))
      .map(([id, { feature }]) => ({ id, name: feature.properties.name, focus: feature.properties.focus }));

  const stops = () =>
    [...S.now.regions.values(), ...others()].filter(
      (region) => (region.status !== "not_covered" || region.focus) && S.regionLayers.get(region.id)?.getElement(),
    );
  const node = (id) => S.regionLayers.get(id)?.getElement();

  function said(region) {
    if (!region.status) return S.t("keys.not_asked", { name: region.name });
    if (region.status !== "covered") return S.t("keys.not_covered", { name: region.name });
    const { name, value, rank } = region,
      figure = { name, rank, value: S.num(value ?? 0), unit: S.now.figures.unit };
    if (value === null || value === undefined) return S.t(rank ? "keys.no_figure_ranked" : "keys.no_figure", figure);
    return S.t(rank ? "keys.figure_ranked" : "keys.figure", figure);
  }

  /* Roles and names, anew after each restyle; only one region is in the tab order. */
  S.keys = () => {
    const all = stops();
    if (!all.some((region) => region.id === current))
      current = [...all].sort((a, b) => (a.focus || 9) - (b.focus || 9))[0]?.id ?? null;
    for (const region of all) {
      const path = node(region.id);
      path.setAttribute("role", "button");
      path.setAttribute("tabindex", region.id === current ? "0" : "-1");
      path.setAttribute("aria-label", said(region));
      path.setAttribute("aria-pressed", String(S.now.pinned === region.id));
      if (path.dataset.keys) continue;
      path.dataset.keys = "1";
      path.addEventListener("focus", () => S.point(region.id, path.matches(":focus-visible") ? "focus" : "hover"));
      path.addEventListener("blur", () => S.point(null, "hover"));
    }
  };

  const centre = (id) => {
    const box = node(id).getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };

  function next([dx, dy]) {
    const [x, y] = centre(current);
    let best = null,
      least = Infinity;
    for (const { id } of stops()) {
      if (id === current) continue;
      const [a, b] = centre(id),
        along = (a - x) * dx + (b - y) * dy,
        aside = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
      if (along <= 0 || aside > 2 * along) continue;
      if (along + 2 * aside < least) {
        least = along + 2 * aside;
        best = id;
      }
    }
    return best;
  }

  const press = (event) => {
    if (!event.target.closest?.(".region")) return;
    if (ARROWS[event.key]) {
      const to = next(ARROWS[event.key]);
      if (to) {
        node(current).setAttribute("tabindex", "-1");
        current = to;
        node(to).setAttribute("tabindex", "0");
        node(to).focus();
      }
    } else if (event.key === "Enter" || event.key === " ") S.pin(current, event.shiftKey);
    else if (event.key === "+" || event.key === "=") S.$("#zoom-in").click();
    else if (event.key === "-") S.$("#zoom-out").click();
    else return;
    event.preventDefault();
  };

  S.startKeys = () => {
    S.$("#ground").addEventListener("keydown", press);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") S.release();
    });
  };
})(window.Sarhad);
