"""Open a text file that a user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 500_000_000  # bytes
PIECE = 1_000_000


def read_text(path: Path) -> str:
    """Read a whole file as UTF-8, with or without a byte order mark.

    Raises
    ------
    UnreadableFile
        It is missing, a directory, empty, too large, not UTF-8, or may not be read.
    """
    try:
        raw = _read(path)
        text = raw.decode("utf-8-sig") if len(raw) <= LARGEST else ""
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UnreadableFile(f"{path}: is a directory, not a file") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: is not UTF-8 text (byte {error.start}); save it in UTF-8") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableFile(f"{path}: cannot be read ({reason})") from None
    if len(raw) > LARGEST:
        raise UnreadableFile(f"{path}: is larger than {LARGEST // 1_000_000} MB")
    if not text.strip():
        raise UnreadableFile(f"{path}: is empty")
    return text


def _read(path: Path) -> bytes:
    """Read a little more than the largest file at most, piece by piece: a pipe tells no size before it is read."""
    pieces, size = [], 0
    with path.open("rb") as file:
        while size <= LARGEST and (piece := file.read(PIECE)):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)
