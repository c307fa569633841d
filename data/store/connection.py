"""Where the store lies on the disk, and how it is opened: private, durable, and never half."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.store.schema import APPLICATION, VERSION, migrate
from geo.errors import SarhadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "sarhad.db"
WAIT_S = 60.0
POLL_S = 0.1
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class StoreError(SarhadError, OSError):
    """A store that cannot be opened, written or trusted. What was stored before is still there."""


def usual_folder() -> Path:
    """Give the data directory: ``SARHAD_DATA``, else ``sarhad`` in the user's data home.

    Raises
    ------
    StoreError
        The user has no home.
    """
    told, home = os.environ.get("SARHAD_DATA"), Path(os.environ.get("XDG_DATA_HOME", ""))
    try:
        return Path(told) if told else (home if home.is_absolute() else Path.home() / ".local" / "share") / "sarhad"
    except RuntimeError:
        raise StoreError("this user has no home directory; choose a data directory with --data DIR.") from None


class Store:
    """One SQLite file in a data directory, or one in memory that ends with the process.

    Attributes
    ----------
    folder : Path or None
        The data directory; None for a store in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._memory = _prepared(sqlite3.connect(":memory:", isolation_level=None)) if folder is None else None

    @property
    def path(self) -> Path:
        """The database file."""
        return (self.folder or Path()) / NAME

    def is_current(self) -> bool:
        """Tell whether the store was made, with the tables of this program."""
        if self._memory is None and not self.path.exists():
            return False
        with self._connected(readonly=True) as db, _explained(self):
            return _version(db, self) == VERSION

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state, whatever is written meanwhile.

        Raises
        ------
        StoreError
            The store is missing, empty, of a newer schema, another program's, damaged, or locked.
        """
        with self._connected(readonly=True) as db, _explained(self):
            if not _version(db, self):
                raise StoreError(f"{self.path}: nothing was ever stored in it.")
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    @contextmanager
    def writing(
        self, *, wait_s: float = WAIT_S, waiting: Callable[[], None] = lambda: None
    ) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a transaction that is kept if the block ends well, and leaves no trace if not.

        Parameters
        ----------
        wait_s : float
            How long to wait while another process writes.
        waiting : callable
            Called once when it has to wait.
        """
        if self.folder is not None:
            _make_private(self.folder, self.path)
        with self._connected(readonly=False) as db, _explained(self):
            _begin(db, self, wait_s, waiting)
            try:
                migrate(db, _version(db, self))
                yield db
                if db.in_transaction:  # a draft that came to nothing has undone it
                    db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def _connected(self, *, readonly: bool) -> Iterator[sqlite3.Connection]:
        if self._memory is not None:
            yield self._memory
            return
        with _explained(self):
            db = _open(self.path, readonly=readonly)
        try:
            yield db
        finally:
            db.close()


def _open(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Connect to a file that must be there."""
    mode = "ro" if readonly else "rw"
    log = path.with_name(f"{path.name}-wal")
    if readonly and not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size):
        mode = "ro&immutable=1"  # nobody can write there, and SQLite could not even make the file that readers share
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return _prepared(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0, check_same_thread=False))


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "cache_size = -65536"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _make_private(folder: Path, path: Path) -> None:
    """Make the directory and an empty file that nobody else can read; what is there keeps its rights."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EROFS, "it is read-only")
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        why = "it is not a directory" if isinstance(error, FileExistsError) else error.strerror
        raise StoreError(
            f"{folder}: the data directory cannot be written ({why}); choose another one with --data DIR."
        ) from None


def _begin(db: sqlite3.Connection, store: Store, wait_s: float, waiting: Callable[[], None]) -> None:
    """Begin to write, after whoever is writing now."""
    deadline, told = time.monotonic() + wait_s, False
    db.execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            if store.folder is not None:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in LOCKED:
                raise
            if time.monotonic() > deadline:
                raise StoreError(
                    f"{store.path}: another import or change has held it for the {wait_s:.0f} s that were waited; "
                    "nothing was stored. Try again."
                ) from None
            if not told:
                waiting()
                told = True
            time.sleep(POLL_S)
        else:
            return


def _version(db: sqlite3.Connection, store: Store) -> int:
    """Give the version of the tables: 0 for an empty file."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    if owner != APPLICATION and (version or db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]):
        raise StoreError(f"{store.path}: this database is not Sarhad's; choose another directory with --data DIR.")
    if version > VERSION:
        raise StoreError(
            f"{store.path}: a newer Sarhad wrote it (schema {version}; this one knows {VERSION}). "
            "Nothing was changed; use the newer program."
        )
    return version


REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk is full or failing",
    sqlite3.SQLITE_READONLY: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it may not be opened",
    sqlite3.SQLITE_BUSY: "another program has locked it",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore a copy",
    sqlite3.SQLITE_NOTADB: "it is not a database, or damaged; restore a copy",
}


@contextmanager
def _explained(store: Store) -> Iterator[None]:
    """Turn what SQLite says into one sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in REASONS:
            raise
        raise StoreError(f"{store.path}: {REASONS[code]}; nothing was changed.") from None
