"""Write a file whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from geo.errors import SarhadError

if TYPE_CHECKING:
    from pathlib import Path


class UnwritableFile(SarhadError, OSError):
    """A file that cannot be written where it was asked for."""


def write(path: Path, content: bytes) -> int:
    """Write beside the place and move there, so that a full disk or a crash leaves what was there before.

    Returns
    -------
    int
        Bytes written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnwritableFile(f"{path}: cannot be written ({error.strerror})") from None
    return len(content)
