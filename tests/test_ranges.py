"""Byte ranges: one is honoured, several and nonsense are answered in whole, and what lies beyond the end is told."""

from __future__ import annotations

import pytest

from service.ranges import span
from tests.web import ask, service
from tests.worlds import two_squares

APP = service(two_squares([(0.5, 0.5)]))
TARGET = "/choropleth.geojson"
WHOLE = ask(APP, TARGET).body
END = len(WHOLE)


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        *(("bytes=0-9", 0, 10), ("bytes=5-5", 5, 6), ("bytes=10-", 10, END), ("bytes=-7", END - 7, END)),
        *((f"bytes=3-{END}", 3, END), (f"bytes=-{END + 1}", 0, END), (f"bytes={END - 1}-999999999", END - 1, END)),
    ],
)
@pytest.mark.parametrize("zipped", [(), (("accept-encoding", "gzip"),)], ids=["plain", "gzip"])
def test_a_range_is_that_part_of_the_whole_as_it_is(header, start, stop, zipped):
    part = ask(APP, TARGET, ("range", header), *zipped)
    assert (part.status, part.body) == (206, WHOLE[start:stop])
    assert part.header("content-range") == f"bytes {start}-{stop - 1}/{END}"
    assert int(part.header("content-length")) == stop - start
    assert part.header("content-encoding") == ""
    assert part.header("etag") == ask(APP, TARGET).header("etag") != ""


@pytest.mark.parametrize(
    "header", ["", "bytes=", "bytes=-", "bytes=9-0", "bytes=0-1,3-4", "bytes=x-1", "lines=0-1", "bytes=--1", "9" * 99]
)
def test_what_is_no_single_range_is_answered_in_whole(header):
    answer = ask(APP, TARGET, ("range", header))
    assert (answer.status, answer.body) == (200, WHOLE)
    assert answer.header("accept-ranges") == "bytes"


@pytest.mark.parametrize("header", [f"bytes={END}-", f"bytes={END + 5}-{END + 9}", "bytes=-0"])
def test_a_range_beyond_the_end_is_told(header):
    answer = ask(APP, TARGET, ("range", header))
    assert (answer.status, answer.media_type) == (416, "application/problem+json")
    assert answer.header("content-range") == f"bytes */{END}"


def test_a_weak_name_vouches_for_no_part():
    held = ("if-range", ask(APP, TARGET).header("etag"))
    assert ask(APP, TARGET, ("range", "bytes=0-9"), held).body == WHOLE


def test_who_has_it_gets_no_part_of_it():
    held = ("if-none-match", ask(APP, TARGET).header("etag"))
    assert ask(APP, TARGET, ("range", "bytes=0-9"), held).status == 304


def test_head_tells_of_the_whole():
    head = ask(APP, TARGET, ("range", "bytes=0-9"), method="HEAD")
    assert (head.status, head.body, head.header("content-length")) == (200, b"", str(END))


@pytest.mark.parametrize("target", ["/", "/healthz"])
def test_what_is_never_the_same_twice_has_no_parts(target):
    answer = ask(APP, target, ("range", "bytes=0-9"))
    assert (answer.status, answer.header("accept-ranges")) == (200, "")


def test_nothing_has_no_parts():
    assert span("bytes=0-", 0) == range(0)
    assert span("bytes=-1", 0) == range(0)
