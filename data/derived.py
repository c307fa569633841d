"""Files that are worked out from a revision: whole or not there, and made anew when they are gone, damaged or outdated.

Each is named by a digest of what is in it and of what it was made for, so that a look at it tells whether it still is
what was written. The directory holds no more than the files of a few revisions.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from threading import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedIOBase
    from pathlib import Path

    from data.store import Revision

FOLDER = "derived"
KEPT = 4
"""Newest revisions whose files stay; any other can be made again."""
NAME = re.compile(r"[a-z][a-z0-9-]{0,63}\.[a-z]{1,15}")
SEAL = 32
"""Digits of the digest in a file's name."""
OURS = re.compile(r"(\.?)(\d{1,18})-[0-9a-z]+\..*?(?:\.(\d{1,18})\.\d+\.part)?")
"""A file of a revision; one that is being written begins with a dot and ends with its process and thread."""


@dataclass(frozen=True)
class Derived:
    """The files of one revision.

    Attributes
    ----------
    folder : Path
    number : int
        Of the revision.
    digest : str
        Of the revision.
    """

    folder: Path
    number: int
    digest: str

    @classmethod
    def of(cls, data: Path, revision: Revision) -> Derived:
        """Give the files of a revision in a data directory."""
        return cls(data / FOLDER, revision.number, revision.revision_digest)

    def open(self, name: str, made_by: str) -> BufferedIOBase | None:
        """Open a file; None where there is none, or none that is whole.

        Parameters
        ----------
        made_by : str
            Names how the file is made: one that was made in another way is not it.

        Raises
        ------
        ValueError
            The name is not of a few small letters, digits and hyphens, and an extension.
        """
        for path in self._named(name):
            with suppress(OSError):
                file = path.open("rb")
                if path == self._whole(file, name, made_by):
                    file.seek(0)
                    return file
                file.close()
        return None

    def put(self, name: str, made_by: str, write: Callable[[BufferedIOBase], object]) -> None:
        """Write a file beside its place, move it there when it is whole, and remove what it takes the place of.

        Raises
        ------
        OSError
            Such as that the disk is full; nothing of it is left there then.
        """
        old = self._named(name)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        part = self.folder / f".{self._state}.{name}.{os.getpid()}.{get_ident()}.part"
        try:
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "rb+") as file:
                write(file)
                file.seek(0)
                whole = self._whole(file, name, made_by)
            part.replace(whole)
        finally:
            _remove(part)
        for path in old:
            if path != whole:
                _remove(path)
        self._sweep()

    @property
    def _state(self) -> str:
        return f"{self.number}-{self.digest[:16]}"

    def _named(self, name: str) -> list[Path]:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a derived file")
        return sorted(self.folder.glob(f"{self._state}.{'?' * SEAL}.{name}"))

    def _whole(self, file: BufferedIOBase, name: str, made_by: str) -> Path:
        """Give the path of a file with that content."""
        told = f"{self.digest}\n{name}\n{made_by}\n".encode()
        seal = file_digest(file, lambda: sha256(told)).hexdigest()[:SEAL]
        return self.folder / f"{self._state}.{seal}.{name}"

    def _sweep(self) -> None:
        """Remove what only costs room: the files of old revisions, and what a process that was killed left behind."""
        ours = {path: found for path in self.folder.iterdir() if (found := OURS.fullmatch(path.name))}
        numbers = {path: int(found[2]) for path, found in ours.items()}
        stay = {self.number, *sorted(set(numbers.values()))[-KEPT:]}
        for path, found in ours.items():
            if numbers[path] not in stay or (found[1] and found[3] and _has_ended(int(found[3]))):
                _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _has_ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
