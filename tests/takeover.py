"""Stands in for a reading process that a file has taken over: it does what the file says, in Python."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    with os.fdopen(int(sys.argv[1])) as program:
        exec(program.read())  # noqa: S102 that is what a taken-over process does
