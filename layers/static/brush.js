/* The period as a window over the months: two handles, by pointer or by key. While it moves only the bars change; the
   question is asked when it rests. */
(function (S) {
  "use strict";
  const REST = 250, /* ms after the last key */
    MOVED = 3 /* px: less is a click */;
  let of = null, /* the bars that are drawn */
    known = [0, 0], /* the first and the last month that the asked sources know */
    now = [0, 0],
    was = [0, 0],
    held = null, /* what the pointer holds */
    resting = 0;

  const box = () => S.$("#time-brush");
  const handle = (end) => S.$(`[data-end="${end}"]`, box());
  const clamp = (v, least, most) => Math.min(Math.max(v, least), Math.max(least, most));
  const whole = ([a, b]) => a <= known[0] && b >= known[1];
  const busy = () => Boolean(held || resting);

  function slider(node, at, [least, most], x) {
    node.style.setProperty("inset-inline-start", `${x}px`);
    node.setAttribute("aria-valuemin", Math.min(least, at));
    node.setAttribute("aria-valuemax", Math.max(most, at));
    node.setAttribute("aria-valuenow", at);
    node.setAttribute("aria-valuetext", S.month.words(of.zero + at));
  }

  function draw(exact) {
    const [a, b] = now,
      shade = S.$(".window", box()),
      narrow = of.x(b + 1) - of.x(a) < 2;
    shade.style.setProperty("inset-inline-start", `${of.x(a)}px`);
    shade.style.setProperty("inline-size", `${Math.max(of.x(b + 1) - of.x(a), 1)}px`);
    slider(handle("from"), a, [known[0], b], of.x(a) - (narrow ? 1 : 0));
    slider(handle("to"), b, [a, known[1]], of.x(b + 1) + (narrow ? 1 : 0));
    box().classList.toggle("is-whole", whole(now));
    of.span(a, b, { whole: whole(now), exact });
  }

  const move = (a, b) => {
    now = [a, b];
    draw(false);
  };

  /* The whole of the coverage is the default: its ends are no part of the question. */
  S.askMonths = (a, b) => {
    const asked = S.without(S.now.asked, "period");
    if (a > known[0]) asked.set("from", S.month.first(S.month.name(of.zero + a)));
    if (b < known[1]) asked.set("to", S.month.last(S.month.name(of.zero + b)));
    return S.ask(asked);
  };

  function ask() {
    if (now[0] === was[0] && now[1] === was[1]) return draw(true);
    was = now;
    return S.askMonths(...now);
  }

  /* --- by key --- */

  const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12 };

  function pressed(event) {
    const end = event.target.dataset.end,
      [a, b] = now;
    if (!end || event.ctrlKey || event.metaKey || event.altKey) return;
    const [least, most] = end === "from" ? [Math.min(known[0], a), b] : [a, Math.max(known[1], b)],
      at = end === "from" ? a : b;
    const to = { Home: least, End: most }[event.key] ?? (event.key in STEPS ? clamp(at + STEPS[event.key], least, most) : null);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    move(...(end === "from" ? [to, b] : [a, to]));
    clearTimeout(resting);
    resting = setTimeout(() => {
      resting = 0;
      ask();
    }, REST);
  }

  /* --- by pointer: a handle, the window, or a new window where nothing is --- */

  const place = (event) => event.clientX - box().getBoundingClientRect().left - of.plot.left;

  function begin(event) {
    if (event.button || !of) return;
    const end = event.target.dataset.end,
      middle = event.target.classList.contains("window") && !whole(now);
    if (end) event.target.focus({ preventScroll: true });
    event.preventDefault();
    box().setPointerCapture(event.pointerId);
    held = { what: end ?? (middle ? "window" : "new"), x: place(event), from: now, moved: false };
  }

  const by = (x) => Math.round((x - held.x) / of.step);
  const DRAGGED = {
    from: (x) => [clamp(held.from[0] + by(x), known[0], held.from[1]), held.from[1]],
    to: (x) => [held.from[0], clamp(held.from[1] + by(x), held.from[0], known[1])],
    window: (x) => {
      const [a, b] = held.from,
        far = clamp(by(x), known[0] - a, known[1] - b);
      return [a + far, b + far];
    },
    new: (x) => {
      const ends = [held.x, x].map((px) => clamp(Math.floor(px / of.step), ...known));
      return ends.sort((one, other) => one - other);
    },
  };

  function drag(event) {
    if (!held) return;
    const x = place(event);
    held.moved ||= Math.abs(x - held.x) > MOVED;
    if (held.moved) move(...DRAGGED[held.what](x));
  }

  function end() {
    const { moved } = held ?? {};
    held = null;
    if (moved) ask();
  }

  const back = () => {
    if (!held) return;
    now = held.from;
    held = null;
    draw(true);
  };

  S.startBrush = () => {
    const node = box();
    node.addEventListener("keydown", pressed);
    node.addEventListener("pointerdown", begin);
    node.addEventListener("pointermove", drag);
    node.addEventListener("pointerup", end);
    node.addEventListener("pointercancel", back);
    node.addEventListener("dblclick", () => {
      now = known;
      ask();
    });
    addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || !held) return;
        event.stopPropagation();
        back();
      },
      true,
    );
  };

  /* Over the bars of an answer; what somebody moves just now stays where it is. */
  S.drawBrush = (f, drawn) => {
    of = drawn;
    const at = (day) => clamp(S.month.of(day) - of.zero, 0, of.n - 1);
    known = [at(f.known.from), at(f.known.to)];
    if (!busy()) now = was = [at(f.asked.from), at(f.asked.to)];
    box().hidden = S.source.embedded();
    box().style.setProperty("inset-block", `${of.plot.top}px ${of.height - of.floor}px`);
    draw(!busy());
  };

  S.monthsAsked = () => now;
})(window.Sarhad);
