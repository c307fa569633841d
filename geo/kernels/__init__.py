"""Loops over millions of points or rows, written for numba: compiled at set-up, run through `geo.native`."""
