from __future__ import annotations

import re

import pytest

from layers import assets

OURS = [*assets.SCRIPTS, "theme.js"]


@pytest.mark.parametrize("name", [*OURS, *assets.STYLES])
def test_every_file_that_the_page_loads_is_there(name):
    assert assets.static(name)


def test_leaflet_is_the_version_that_folium_expects():
    assert b"Leaflet 1.9.3" in assets.leaflet("leaflet.js")
    assert b".leaflet-container" in assets.leaflet("leaflet.css")


@pytest.mark.parametrize("name", ["../page.py", "nothing.js", "", "..", "/etc/passwd", "templates/page.html.j2"])
def test_a_name_is_never_a_path(name):
    with pytest.raises(assets.MissingAsset, match="no file"):
        assets.static(name)
    with pytest.raises(assets.MissingAsset, match="no file"):
        assets.leaflet(name)


@pytest.mark.parametrize("name", OURS)
def test_a_script_makes_no_html_of_text(name):
    source = assets.static(name).decode()
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"style\""
    assert re.findall(forbidden, source) == []


@pytest.mark.parametrize("name", [*OURS, *assets.STYLES])
def test_a_file_asks_nothing_of_another_host(name):
    others = re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", assets.static(name).decode())
    assert set(others) <= {"http://www.w3.org"}


@pytest.mark.parametrize("name", OURS)
def test_a_script_is_one_idea_of_readable_length(name):
    source = assets.static(name).decode()
    assert source.startswith("/*")
    assert len(source.splitlines()) < 300
