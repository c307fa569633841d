"""The states of the data that a running service answers from: the newest, watched, and some older ones."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from data.snapshots import LONGEST, at, newest, resolved
from geo.errors import BadQuery, NotFound
from geo.tally import tally

if TYPE_CHECKING:
    from data.store import Revision, Store
    from geo.snapshot import Snapshot

LOG = logging.getLogger(__name__)
LOOK_S = 0.4
"""How often to look for a new revision."""
KEPT = 3
"""Older states that stay in memory after somebody asked for them."""


class Versions(Protocol):
    """Where a service gets the state of the data from."""

    @property
    def store(self) -> Store | None:
        """Where the states come from; None if they are of no store."""

    def latest(self) -> Snapshot:
        """Give the newest state, at once."""

    def at(self, version: str) -> Snapshot:
        """Give the state of a version.

        Raises
        ------
        BadQuery
            There is no such version.
        """

    def watch(self) -> threading.Event | None:
        """Look for new revisions from now on, until the event that is given back is set."""


class Fixed:
    """One state that is all there is: files that were not imported."""

    store: Store | None = None

    def __init__(self, snapshot: Snapshot) -> None:
        self._only = snapshot

    def latest(self) -> Snapshot:
        """Give it."""
        return self._only

    def at(self, version: str) -> Snapshot:
        """Give it, if it is meant."""
        if version not in ("latest", str(self._only.revision)):
            raise BadQuery.unknown("version", version, ("latest",))
        return self._only

    def watch(self) -> None:
        """There is nothing to look for."""


class Watched:
    """The states of a store. A new one is served once it is loaded whole; until then the old one answers."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._latest = at(store)
        self._older: OrderedDict[str, Snapshot] = OrderedDict()
        self._lock = threading.Lock()

    def latest(self) -> Snapshot:
        """Give the newest state that is loaded."""
        return self._latest

    def at(self, version: str) -> Snapshot:
        """Give the state of a version, loaded if it is not at hand."""
        latest = self._latest
        if version in ("latest", str(latest.revision)):
            return latest
        try:
            with self.store.reading() as db:
                asked = resolved(db, version)
        except NotFound:
            shown = version if len(version) <= LONGEST else f"{version[:LONGEST]}..."
            raise BadQuery(
                "version", f"{shown!r} does not exist. Accepted: 1 to {latest.revision}, or latest.", ("latest",)
            ) from None
        return self._old(asked)

    def _old(self, asked: Revision) -> Snapshot:
        with self._lock:  # one at a time: a state may be large
            found = self._older.pop(asked.revision_digest, None) or at(self.store, str(asked.number))
            self._older[asked.revision_digest] = found
            while len(self._older) > KEPT:
                self._older.popitem(last=False)
        return found

    def watch(self) -> threading.Event:
        """Look for new revisions from now on, until the event that is given back is set."""
        stop = threading.Event()
        threading.Thread(target=self._watch, args=(stop,), name="new revisions", daemon=True).start()
        return stop

    def _watch(self, stop: threading.Event) -> None:
        told = ""
        while not stop.wait(LOOK_S):
            try:
                self.look()
                told = ""
            except Exception as error:  # noqa: BLE001 whatever it is, such as a disk that is away: the watch goes on
                if str(error) != told:  # once, not every time
                    LOG.warning("answering from revision %s: %s", self._latest.revision, error)
                told = str(error)

    def look(self) -> None:
        """Load the newest state if it is not the one at hand; it takes over once it has answered a question."""
        if newest(self.store) != self._latest.digest:
            state = at(self.store)
            tally(state, state.ask([]))
            self._latest = state
