"""What GIS clients make of the service: GDAL on the command line, pyogrio and geopandas."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from tests.child import PATIENCE, serving
from tests.web import ask, service

DIRECT = os.environ | {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "GDAL_HTTP_TIMEOUT": str(PATIENCE)}
SIZES = {"incidents": 6595, "sites": 47, "provinces": 72, "countries": 3, "borders": 3}
KINDS = {
    "incidents": {"Point"},
    "sites": {"Point"},
    "provinces": {"Polygon", "MultiPolygon"},
    "countries": {"Polygon", "MultiPolygon"},
    "borders": {"LineString", "MultiLineString"},
}


@pytest.fixture(scope="module")
def running():
    with serving() as started:
        started.ask("/healthz")
        yield started


@pytest.fixture
def address(running):
    return running.address.rstrip("/")


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")


def ogrinfo(*arguments):
    program = shutil.which("ogrinfo") or pytest.skip("no ogrinfo here: install the package gdal-bin")
    command = [program, "-ro", "-al", "-so", *arguments]
    done = subprocess.run(command, env=DIRECT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def read(url):
    return pyogrio.read_dataframe(f"GeoJSON:{url}")


def fields(said):
    """Name and type of each field of a layer, as ogrinfo lists them."""
    return dict(re.findall(r"^(\w+): (\w+)(?:\(\w+\))? \(\d+\.\d+\)", said, re.MULTILINE))


def test_gdal_reads_the_choropleth(address):
    said = ogrinfo(f"{address}/choropleth.geojson?measure=killed&from=2014-01-01&to=2014-12-31")
    assert "Feature Count: 72" in said
    assert re.search(r"^Geometry: (Multi Polygon|Polygon|Unknown \(any\))", said, re.MULTILINE)
    assert 'ID["EPSG",4326]' in said
    found = fields(said)
    assert {"id": "String", "name": "String", "status": "String"}.items() <= found.items()
    assert {"value": "Real", "share": "Real", "incidents": "Integer", "killed": "Integer"}.items() <= found.items()
    (extent,) = re.findall(r"^Extent: .*", said, re.MULTILINE)
    west, south, east, north = map(float, re.findall(r"-?\d+\.\d+", extent))
    assert 44 < west < east < 80
    assert 20 < south < north < 42


@pytest.mark.parametrize("name", SIZES)
def test_gdal_reads_every_collection(address, name):
    said = ogrinfo(f"{address}/collections/{name}/items?limit=10000")
    assert f"Feature Count: {SIZES[name]}" in said
    assert 'ID["EPSG",4326]' in said


def test_gdal_reads_by_ranges(address):
    """As QGIS asks when the type of its HTTP source is left alone, and as pyogrio asks for an address."""
    assert "Feature Count: 72" in ogrinfo(f"/vsicurl/{address}/choropleth.geojson")


def test_gdal_reads_the_land_around(address):
    assert "Feature Count" in ogrinfo(f"{address}/basemap.geojson")


def test_geopandas_reads_the_choropleth(address):
    frame = gpd.read_file(f"{address}/choropleth.geojson?epoch=now").set_index("id")
    assert len(frame) == 72
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()
    assert set(frame.geom_type) <= KINDS["provinces"]
    assert frame.loc["PK-KP", ["incidents", "killed", "killed_low", "killed_high"]].tolist() == [
        4733,
        33001,
        32437,
        38351,
    ]
    assert frame.loc["IR-11", ["value", "incidents", "rank"]].isna().all()
    assert frame.loc["IR-11", "status"] == "not_covered"
    assert frame.loc["PK-KP", "name_ur"]
    assert (frame["status"] == "covered").sum() == frame["value"].notna().sum() == 7


@pytest.mark.parametrize("name", SIZES)
def test_pyogrio_reads_every_collection(address, name):
    frame = read(f"{address}/collections/{name}/items?limit=10000")
    assert len(frame) == SIZES[name]
    assert frame.crs.to_epsg() == 4326
    placed = frame[frame.geometry.notna()]
    assert set(placed.geom_type) <= KINDS[name]
    assert placed.geometry.is_valid.all()
    assert frame["id"].is_unique if "id" in frame else frame["source_id"].notna().all()


def test_incidents_have_the_fields_of_their_table(address):
    frame = read(f"{address}/collections/incidents/items?limit=10000&source=curated")
    wanted = {"source", "source_id", "date_start", "precision", "kind", "perpetrators", "killed", "injured", "region"}
    assert wanted <= set(frame.columns)
    assert str(frame["date_start"].min())[:10] == "2006-03-16"
    assert frame.geometry.isna().sum() == frame["lon"].isna().sum() == 5 + 7  # known to the country, or to no place
    assert frame["killed"].sum() > 0


def test_links_lead_a_client_through_all_pages(running, address):
    url, pages = f"{address}/collections/sites/items?limit=20", []
    while url:
        pages.append(read(url))
        links = running.ask(url.removeprefix(address)).json()["links"]
        assert [link["href"] for link in links if link["rel"] == "self"] == [url]
        url = next((link["href"] for link in links if link["rel"] == "next"), "")
    assert [len(page) for page in pages] == [20, 20, 7]
    assert pd.concat(page["id"] for page in pages).is_unique


def rings(geometry):
    """Every ring of a GeoJSON geometry, the outer one of each polygon first."""
    if geometry["type"] == "Polygon":
        yield from ((ring, i == 0) for i, ring in enumerate(geometry["coordinates"]))
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from rings({"type": "Polygon", "coordinates": polygon})


@pytest.mark.parametrize(
    "target",
    [
        *("/choropleth.geojson", "/choropleth.geojson?epoch=then", "/choropleth.geojson?level=country"),
        *("/collections/provinces/items?epoch=then", "/collections/countries/items", "/basemap.geojson"),
    ],
)
def test_polygons_follow_rfc_7946(bundled, target):
    said = ask(service(bundled), target).json()
    assert said["type"] == "FeatureCollection"
    assert not {"crs", "coordinates", "geometries", "geometry", "properties"} & set(said)
    assert said["features"]
    for feature in said["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"} or "basemap" in target
        assert "crs" not in feature["geometry"]
        for ring, outer in rings(feature["geometry"]):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(len(position) == 2 for position in ring)
            assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring)
            assert shapely.LinearRing(ring).is_ccw == outer
