"""Do without a package that is installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


def absent(name: str) -> None:
    """Make a package appear not to be installed, to whoever imports it from now on."""
    sys.meta_path.insert(0, _Absence(name))


class _Absence:
    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        """Refuse the package, and leave others to the usual finders."""
        if name == self.name:
            raise ModuleNotFoundError(f"{name} is not wanted here", name=name)
