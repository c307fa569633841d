"""What one running service was told on its command line: parsed once, passed on, never global."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.versions import Versions

PROGRAM_VERSION = version("sarhad")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One service.

    Attributes
    ----------
    versions : Versions
        What it answers from.
    hosts : tuple of str
        Names it answers to; a request for another one is refused.
    private_sites : bytes or None
        The planner's own sites as GeoJSON. They live here and nowhere else: in no snapshot, cache, export or log.
    language : str
        What the page speaks, and the sentences in its JSON: one of `layers.language.LANGUAGES`.
    """

    versions: Versions
    hosts: tuple[str, ...] = LOOPBACK_NAMES
    private_sites: bytes | None = None
    language: str = "en"


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
