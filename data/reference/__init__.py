"""The reference data: files that ship with the program; `build` makes them anew, SOURCES.md tells their origin."""

from pathlib import Path

PATH = Path(__file__).parent
