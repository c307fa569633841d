"""A mapping of columns in a TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.mapping import read_mapping
from geo.errors import UnreadableFile
from tests.sheets import saved

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
source = "mine"
day_first = true
[columns]
lon = "طول"
lat = "Y"
[constants]
kind = "attack"
"""


@pytest.mark.parametrize("content", [WHOLE.encode(), b"\xef\xbb\xbf" + WHOLE.encode()])
def test_a_mapping_says_what_the_options_would(tmp_path: Path, content: bytes):
    how = read_mapping(saved(tmp_path, content, name="map.toml"))
    assert (how.source, how.day_first, how.columns, how.constants) == (
        *("mine", True, {"lon": "طول", "lat": "Y"}, {"kind": "attack"}),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[columns\n", "is not TOML"),
        ("colums = 1", "'colums' is not known .accepted: .*columns"),
        ("day_first = 1", "day_first must be true or false, not 1"),
        ("columns = 'X'", "columns must be a table of its own"),
        ("[columns]\nlon = 1", "must hold text in quotes alone"),
    ],
)
def test_what_is_no_mapping_is_refused_with_its_file(tmp_path: Path, text: str, says: str):
    with pytest.raises(UnreadableFile, match=rf"map\.toml: .*{says}"):
        read_mapping(saved(tmp_path, text, name="map.toml"))


def test_a_mapping_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(UnreadableFile, match=r"none\.toml"):
        read_mapping(tmp_path / "none.toml")
