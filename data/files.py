"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from errno import EISDIR
from threading import get_ident
from typing import TYPE_CHECKING, TextIO

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
    part = path.parent / f".sarhad.{os.getpid()}.{get_ident()}.part"  # threads must not swap files
    try:
        if not path.name:
            raise IsADirectoryError(EISDIR, "it names no file")
        part.write_bytes(content)
        part.replace(path)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnwritableFile(f"{path}: cannot be written ({reason})") from None
    return len(content)


def discard(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere: its reader has gone, and Python would try once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
