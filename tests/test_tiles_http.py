"""Tiles over HTTP: the address is the question, the theme is not part of it, and what is no tile is not found."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from threading import current_thread

import numpy as np
import pytest
from PIL import Image

from geo.density import ask as ask_heat
from geo.density import density
from geo.density.tile import Tile, classes
from layers import tiles
from tests.child import PATIENCE, serving
from tests.web import ask, service
from tests.worlds import two_squares

SPOTS = [(0.2, 0.3), (0.7, 0.6), (1.4, 0.5)]
WORLD = two_squares(SPOTS)
APP = service(WORLD)
VIEW = "breaks=view&bandwidth=10"


def test_a_tile_is_that_of_the_surface():
    found = density(WORLD, ask_heat(WORLD, [("breaks", "view"), ("bandwidth", "10")]))
    for end, size in (("", 256), ("@2x", 512)):
        answer = ask(APP, f"/heat/tiles/7/64/63{end}.png?{VIEW}")
        assert (answer.status, answer.media_type, answer.header("cache-control")) == (200, "image/png", "no-cache")
        image = Image.open(BytesIO(answer.body))
        assert np.array_equal(np.asarray(image), classes(found, Tile(7, 64, 63), size))


def test_each_tile_form_theme_and_question_has_its_name():
    targets = [
        *("7/64/63.png", "7/64/63@2x.png", "7/64/63.png?theme=dark", "7/64/62.png", "7/63/63.png", "6/32/31.png"),
        *("7/64/63.png?measure=killed", "7/64/63.png?bandwidth=30", "7/64/63.png?coarse=drop"),
    ]
    names = [ask(APP, f"/heat/tiles/{target}").header("etag") for target in targets]
    assert len({*names}) == len(targets)
    assert ask(APP, "/heat/tiles/7/64/63.png?theme=light&bandwidth=25").header("etag") == names[0]
    again = ask(APP, "/heat/tiles/7/64/63.png", ("if-none-match", names[0]))
    assert (again.status, again.body, again.header("etag")) == (304, b"", names[0])


def test_themes_have_their_own_colours():
    light, dark = (ask(APP, f"/heat/tiles/7/64/63.png?{VIEW}&theme={theme}").body for theme in ("light", "dark"))
    first, second = (np.asarray(Image.open(BytesIO(body))) for body in (light, dark))
    assert np.array_equal(first, second)
    assert light != dark


@pytest.fixture
def made(monkeypatch):
    """The threads in which surfaces were worked out, one after the other."""
    threads = []

    def noted(*given):
        threads.append(current_thread().name.partition("_")[0])
        return density(*given)

    monkeypatch.setattr("service.surfaces.density", noted)
    return threads


def test_a_surface_is_worked_out_once_for_all_its_tiles_and_in_no_quick_thread(made):
    app = service(two_squares(SPOTS))
    for target in ("tiles/7/64/63.png", "tiles/7/64/63@2x.png", "tiles/6/32/31.png?theme=dark", "tiles.json"):
        assert ask(app, f"/heat/{target}").status == 200
    assert made == ["slow"]


@pytest.mark.parametrize(
    "tile", ["19/0/0", "-1/0/0", "3/8/0", "3/0/8", "01/0/0", "x/0/0", f"5/{'9' * 300}/0", "5/%D9%A1/0", "5/0/"]
)
@pytest.mark.parametrize("end", [".png", "@2x.png"])
def test_what_is_no_tile_is_not_found(tile, end):
    answer = ask(APP, f"/heat/tiles/{tile}{end}")
    assert (answer.status, answer.media_type) == (404, "application/problem+json")


@pytest.mark.parametrize("form", ["/heat/tiles/0/0/0.png", "/heat/tiles/0/0/0@2x.png", "/heat/tiles.json"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("theme=pink", "theme"),
        ("theme=dark&theme=dark", "theme"),
        ("thme=dark", "query"),
        ("bandwidth=0", "bandwidth"),
        ("bandwidth=1e9", "bandwidth"),
        ("bandwidth=nan", "bandwidth"),
        ("coarse=x", "coarse"),
        ("per=population", "per"),
    ],
)
def test_a_bad_question_is_refused(form, query, parameter):
    answer = ask(APP, f"{form}?{query}")
    assert (answer.status, answer.json()["parameter"]) == (400, parameter)


def test_the_addresses_in_tilejson_lead_to_tiles():
    said = ask(APP, f"/heat/tiles.json?theme=dark&{VIEW}").json()
    (address,) = said["tiles"]
    assert address == "http://localhost:8000/heat/tiles/{z}/{x}/{y}.png?breaks=view&bandwidth=10&theme=dark"
    target = address.removeprefix("http://localhost:8000").format(z=7, x=64, y=63)
    assert ask(APP, target).body == ask(APP, f"/heat/tiles/7/64/63.png?theme=dark&{VIEW}").body
    plain = ask(APP, "/heat/tiles.json", host="127.0.0.1:9").json()["tiles"]
    assert plain == ["http://127.0.0.1:9/heat/tiles/{z}/{x}/{y}.png"]


def test_gdal_reads_the_tiles(tmp_path):
    program = shutil.which("gdal_translate") or pytest.skip("no gdal_translate here: install the package gdal-bin")
    with serving() as started:
        address = started.address.rstrip("/")
        source = f"""<GDAL_WMS><Service name="TMS">
          <ServerUrl>{address}/heat/tiles/${{z}}/${{x}}/${{y}}.png</ServerUrl></Service>
          <DataWindow><UpperLeftX>-20037508.34</UpperLeftX><UpperLeftY>20037508.34</UpperLeftY>
          <LowerRightX>20037508.34</LowerRightX><LowerRightY>-20037508.34</LowerRightY>
          <TileLevel>5</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY><YOrigin>top</YOrigin></DataWindow>
          <Projection>EPSG:3857</Projection><BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY>
          <BandsCount>4</BandsCount></GDAL_WMS>"""
        (tmp_path / "heat.xml").write_text(source, encoding="utf-8")
        window = ["-srcwin", str(22 * 256), str(13 * 256), "256", "256", "-of", "PNG"]
        done = subprocess.run(
            [program, "-q", *window, "heat.xml", "heat.png"],
            cwd=tmp_path,
            env=os.environ | {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "GDAL_HTTP_TIMEOUT": str(PATIENCE)},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert (done.returncode, done.stderr) == (0, "")
        body = started.ask("/heat/tiles/5/22/13.png").body
    theirs = np.asarray(Image.open(tmp_path / "heat.png").convert("RGBA"))
    ours = np.asarray(Image.open(BytesIO(body)).convert("RGBA"))
    assert np.any(ours[..., 3])
    assert np.array_equal(theirs, ours)


def test_the_empty_tile_is_the_shared_one():
    assert ask(APP, "/heat/tiles/7/0/0.png").body == tiles.empty(256)
