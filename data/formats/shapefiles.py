"""A shapefile, whose parts lie in one zip."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING

from data.formats import cells, shapes
from data.rows import Table, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import shapefile

    from data.formats.shapes import Projection
    from data.rows import Line, Row

TITLE = re.compile(r'\s*(?:GEOG|PROJ)(?:CS|CRS)\s*\[\s*"([^"]{1,200})"')
RECORDS = slice(8, 10)  # of the header of a table: where its rows begin


def read(parts: Mapping[str, bytes]) -> Table:
    """Read a shapefile.

    Parameters
    ----------
    parts : mapping
        Content by extension: shp and dbf, and as far as they are there shx, prj, cpg.

    Raises
    ------
    ValueError
        A part is missing or damaged, or the system of coordinates is not an accepted one.
    """
    missing = [name for name in ("shp", "dbf", "prj") if name not in parts]
    if missing:
        raise ValueError(f"is a shapefile without its .{', .'.join(missing)}; accepted: a zip with .shp, .dbf, .prj")
    title = TITLE.match(parts["prj"][:1_000].decode("latin-1"))
    project = shapes.projection(shapes.named(title[1] if title else "an unknown system"))
    encoding, notes = _encoding(parts)
    import shapefile

    open_parts = {name: io.BytesIO(parts[name]) for name in ("shp", "shx", "dbf") if name in parts}
    try:
        reader = shapefile.Reader(**open_parts, encoding=encoding)
        header = cells.names([field[0] for field in reader.fields if field[0] != "DeletionFlag"])
    except Exception as error:  # noqa: BLE001 whatever a damaged part makes of the parser
        raise ValueError(f"is a damaged shapefile ({error})") from None
    return Table("shapefile", shapes.columns(header), _lines(reader, header, project), notes)


def _encoding(parts: Mapping[str, bytes]) -> tuple[str, tuple[str, ...]]:
    said = parts.get("cpg", b"").decode("latin-1").strip()
    for name in filter(None, (said, f"cp{said}" if said.isdigit() else "", said.replace("ANSI ", "cp"))):
        try:
            return codecs.lookup(name).name, ()
        except LookupError:
            continue
    table = parts["dbf"]
    try:
        table[int.from_bytes(table[RECORDS], "little") :].decode()
    except UnicodeDecodeError:
        return "cp1252", ("its words were read as cp1252, since they are not UTF-8 and it has no .cpg",)
    return "utf-8", ()


def _lines(reader: shapefile.Reader, header: list[str], project: Projection | None) -> Iterator[Line]:
    try:
        for number, found in enumerate(reader.iterShapeRecords(), start=1):
            yield number, _row(found, header, project)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 whatever a damaged part makes of the parser
        raise ValueError(f"is a damaged shapefile ({error})") from None


def _row(found: shapefile.ShapeRecord, header: list[str], project: Projection | None) -> Row | Unfit:
    try:
        row = cells.row(header, list(found.record))
        if found.shape.shapeType == 0:
            return shapes.laid(row, {})
        said = found.shape.__geo_interface__
        return shapes.laid(row, shapes.read(shapes.of_coordinates(said["type"], said["coordinates"]), project))
    except Unfit as error:
        return error
