"""The only folder that opens files and databases: reference data, readers of sources, the store."""

from data.snapshots import snapshot

__all__ = ["snapshot"]
