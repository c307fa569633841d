"""The project's own documents as the service shows them."""

from __future__ import annotations

import pytest

from data import guide
from geo.errors import NotFound

README = """\
# Title

Intro.

## Load your own file

Text.

```sh
# Load your own file
## not a heading
```

### Detail

More.

## QGIS in three steps

1. One
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A README of a few sections, in the place of the project's."""

    def write(text):
        (tmp_path / "README.md").write_text(text, encoding="utf-8")
        monkeypatch.setattr(guide, "ROOT", tmp_path)

    return write


def test_a_section_goes_to_the_next_heading_of_its_depth(written):
    written(README)
    section = guide.readme("Load your own file")
    assert section.startswith("## Load your own file\n\nText.")
    assert section.rstrip().endswith("More.")
    assert "## not a heading" in section


def test_a_section_within_another_ends_with_it(written):
    written(README)
    assert guide.readme("Detail").rstrip() == "### Detail\n\nMore."


def test_the_last_section_goes_to_the_end(written):
    written(README)
    assert guide.readme("QGIS in three steps") == "## QGIS in three steps\n\n1. One"


def test_the_title_holds_everything(written):
    written(README)
    assert guide.readme("Title") == README.rstrip("\n")


@pytest.mark.parametrize("section", ["Load", "load your own file", "not a heading", "", "Text."])
def test_what_is_no_section_is_not_found(written, section):
    written(README)
    with pytest.raises(NotFound, match="The README has no section"):
        guide.readme(section)


def test_a_comment_in_code_does_not_begin_a_section(written):
    written("# Title\n\n```sh\n# Steps\nsarhad serve\n```\n\n## Steps\n\nThe steps.\n")
    assert guide.readme("Steps") == "## Steps\n\nThe steps."


@pytest.mark.parametrize("section", ["Load your own file", "QGIS in three steps", "The API"])
def test_the_projects_own_readme_has_the_sections_that_are_shown(section):
    assert len(guide.readme(section).splitlines()) > 3


def test_the_origins_of_the_data_are_told():
    assert guide.sources().startswith("# Sources of the reference data")
