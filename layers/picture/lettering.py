"""Names as they are drawn, where `layers.picture.labels` has placed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers import style
from layers.picture import labels
from layers.style import LIGHT

if TYPE_CHECKING:
    from layers.picture.canvas import Canvas
    from layers.picture.labels import Label
    from layers.picture.projection import Box


def letter(canvas: Canvas, label: Label, frame: Box) -> None:
    """Draw a name in the colours of what lies beneath it, with its dot, or with the line that leads to its region."""
    colour, halo = style.ink(label.under), style.fill(label.under)
    if label.grey:
        colour = LIGHT["sea-ink" if label.italic else "ink3"]
    if label.leader is not None:
        below = label.leader[1] > label.y
        canvas.rule((label.x, label.y + 6 if below else label.y - label.size), label.leader, LIGHT["ink"], 2)
        canvas.circle(label.leader, 4.5, fill=LIGHT["ink"], edge=LIGHT["surface"], width=2, clip=frame)
    if label.dot is not None:
        _draw_dot(canvas, label.dot, label.dot_under, frame, capital=label.capital)
    for i, line in enumerate(label.lines):
        at = (label.x, label.y + i * label.size * labels.LEAD)
        look = {"bold": label.bold, "italic": label.italic}
        canvas.text(at, line, label.size, colour=colour, anchor="center", halo=halo, **look)


def _draw_dot(canvas: Canvas, at: tuple[float, float], under: str, frame: Box, *, capital: bool) -> None:
    dark, pale = style.ink(under), style.fill(under)
    canvas.circle(at, 5.2 if capital else 3.4, fill=dark, edge=pale, width=1.8, clip=frame)
    if capital:
        canvas.circle(at, 1.9, fill=pale, edge="none", width=0, clip=frame)
