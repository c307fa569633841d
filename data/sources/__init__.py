"""Readers of source formats, one small module each; `read` picks the one that fits by content."""

from data.sources.reading import Problem, Reading
from data.sources.recognise import read

__all__ = ["Problem", "Reading", "read"]
