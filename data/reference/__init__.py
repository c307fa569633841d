"""The reference data: files that ship with the program. `build` makes them; SOURCES.md tells their origin."""

from pathlib import Path

PATH = Path(__file__).parent
