"""Limits as a user writes them."""

from __future__ import annotations

import pytest

from data.child.limits import BadLimit, Limits


def test_what_is_not_named_stays_usual():
    assert Limits.of("") == Limits.of(" ") == Limits()
    found = Limits.of("Memory=4GB, cpu=20m,wall=1h,output=500MB,rows=50M")
    assert found == Limits(memory_mb=4_000, cpu_s=1_200, wall_s=3_600, output_mb=500, rows=50_000_000)
    assert Limits.of("memory=4000,cpu=90s,wall=2min,rows=10k") == Limits(
        memory_mb=4_000, cpu_s=90, wall_s=120, rows=10_000
    )


@pytest.mark.parametrize(
    "text", ["memory", "memory=", "memory=4XB", "cpu=4GB", "rows=0", "rows=-1", "disk=1", "memory=٤GB", "memory=4GB=5"]
)
def test_what_is_no_limit_is_named_with_those_that_are(text):
    with pytest.raises(BadLimit, match="is not a limit; accepted: memory, cpu, wall, output, rows, such as memory=4GB"):
        Limits.of(text)


def test_a_reader_needs_some_memory_to_start():
    with pytest.raises(BadLimit, match="the reader needs at least memory=500MB"):
        Limits.of("memory=100MB")
