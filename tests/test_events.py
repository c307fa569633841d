"""The events that months are read beside: few, sourced, and dated as well as they are known."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest

from data import ground, reference
from data.reference.build.inputs import csv_rows
from geo import terms

EVENTS = ground.events()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event["id"]))
def test_an_event_names_a_page_that_says_it(event):
    address = urlsplit(str(event["url"]))
    assert address.scheme == "https"
    assert "." in address.netloc
    assert len(address.path) > 1
    assert event["source"]
    assert str(event["sentence"]).endswith(".")
    assert len(str(event["title"])) <= 20


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event["id"]))
def test_an_event_has_a_day_and_how_well_it_is_known(event):
    assert date.fromisoformat(str(event["date"])).isoformat() == event["date"]
    assert event["date_precision"] in terms.DATE_PRECISIONS


def test_events_stand_in_order_each_once():
    assert len({event["id"] for event in EVENTS}) == len(EVENTS)
    days = [str(event["date"]) for event in EVENTS]
    assert days == sorted(days)


def test_days_agree_with_the_rest_of_the_reference_data():
    days = {event["id"]: event["date"] for event in EVENTS}
    operations = {row["id"]: row["date"] for row in csv_rows(reference.PATH / "sites.csv")}
    assert days["strike-ir-pk"] == operations["CUR032"]
    assert days["strike-pk-ir"] == operations["CUR033"]
    assert f'"valid_to": "{days["fata-merged"]}"' in (reference.PATH / "regions.geojson").read_text("utf-8").replace(
        '":"', '": "'
    )
