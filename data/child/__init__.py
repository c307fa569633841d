"""Read foreign files in a process that can do nothing else, and believe only checked columns of what it gives."""

from data.child.incoming import Head, Incoming, read_incidents, read_regions
from data.child.limits import BadLimit, Limits
from data.child.process import UnknownLayout

__all__ = ["BadLimit", "Head", "Incoming", "Limits", "UnknownLayout", "read_incidents", "read_regions"]
