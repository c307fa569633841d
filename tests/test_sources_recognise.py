"""Which reader a file is given to: by its header, or as the user says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.rows import Unfit
from data.sources import own
from data.sources.reading import How, UnknownHeader, is_tagged
from data.sources.recognise import PROVIDERS, choose
from tests.sheets import ACLED_HEADER, ACLED_HEADER_OLD, ACLED_ROW, GED_HEADER, GED_HEADER_HDX, GED_ROW, GTD_HEADER

HEADERS = {
    "ucdp": GED_HEADER,
    "acled": ACLED_HEADER,
    "acled-deleted": ("event_id_cnty", "deleted_timestamp"),
    "gtd": GTD_HEADER,
    "own": own.COLUMNS,
}


@pytest.mark.parametrize(("id_", "header"), [*HEADERS.items(), ("ucdp", GED_HEADER_HDX), ("acled", ACLED_HEADER_OLD)])
def test_a_layout_is_known_by_its_header_in_any_order(id_, header):
    assert choose(header, How()).id == id_
    assert choose(header[::-1], How()).id == id_
    assert choose(header, How(format=id_)).id == id_


@pytest.mark.parametrize("id_", HEADERS)
def test_a_header_is_of_one_layout(id_):
    assert [name for name, provider in PROVIDERS.items() if provider.recognises(HEADERS[id_])] == [id_]


def test_every_reader_stands_under_its_own_id():
    assert {id_: provider.id for id_, provider in PROVIDERS.items()} == {id_: id_ for id_ in PROVIDERS}
    assert set(PROVIDERS) == {*HEADERS, "table"}
    assert [id_ for id_, provider in PROVIDERS.items() if provider.deletes] == ["acled-deleted"]


def test_a_header_that_looks_like_two_is_read_as_the_first():
    assert choose(tuple(dict.fromkeys((*GED_HEADER, *own.NEEDED))), How()).id == "ucdp"


def test_a_mapping_means_a_table():
    how = How(
        columns={"lon": "X", "lat": "Y", "date_start": "D"},
        constants={"kind": "attack", "precision": "near"},
        source="s",
    )
    assert choose(["X", "Y", "D"], how).id == "table"
    with pytest.raises(ValueError, match=r"^columns missing: D$"):
        choose(["X", "Y"], how)
    for more in (How(columns={"lon": "X"}), How(constants={"kind": "attack"})):
        with pytest.raises(ValueError, match="the columns of ACLED are known; a mapping is for --as table"):
            choose(ACLED_HEADER, replace(more, format="acled"))


def test_a_constant_alone_means_a_table_too():
    how = How(constants={"precision": "near"}, source="s")
    header = [name for name in own.COLUMNS if name not in ("source", "precision")]
    assert choose(header, how).id == "table"
    row = dict.fromkeys(header, "") | {"source_id": "1", "date_start": "2025-05-20", "lon": "1", "lat": "2"}
    assert choose(header, how).incident(row | {"kind": "attack"})["precision"] == "near"


def test_the_source_of_a_provider_is_not_renamed():
    with pytest.raises(ValueError, match="its rows belong to the source ucdp-ged; --source is for rows that name none"):
        choose(GED_HEADER, How(source="mine"))


def test_a_source_that_the_user_names_stands_over_a_column_that_is_called_so():
    how = How(columns={"lon": "X"}, source="mine")
    header = ["X", "lat", "date_start", "kind", "precision", "source"]
    row = {"X": "62", "lat": "27", "date_start": "2025-05-20", "kind": "attack", "precision": "near"}
    assert choose(header, how).incident(row | {"source": "Dawn"})["source"] == "mine"


@pytest.mark.parametrize(("header", "row"), [(GED_HEADER, GED_ROW), (ACLED_HEADER, ACLED_ROW)])
def test_days_that_a_spreadsheet_wrote_anew_are_read_as_the_user_says(header, row):
    cells = dict.fromkeys(header, "") | row | {"date_start": "05/12/2014", "date_end": "05/12/2014"}
    cells["event_date"] = "05/12/2014"
    assert choose(header, How(day_first=True)).incident(cells)["date_start"] == "2014-12-05"
    with pytest.raises(Unfit, match="--day-first"):
        choose(header, How()).incident(cells)


def test_a_header_that_nobody_knows_comes_with_a_guess():
    header = [*(f"c{i}" for i in range(11)), "Longitude", "when"]
    with pytest.raises(
        UnknownHeader, match=r"of no known layout\. Accepted: UCDP GED .* Found: c0, .* \.\.\.$"
    ) as unknown:
        choose(header, How(), [{"when": "2024-05-20"}])
    assert unknown.value.header == tuple(header)
    assert unknown.value.suggestion == {"lon": "Longitude", "date_start": "when"}


def test_a_format_that_does_not_exist_is_refused():
    with pytest.raises(
        ValueError, match=r"there is no format 'gdelt' \(accepted: ucdp, acled, acled-deleted, gtd, own, table\)"
    ):
        choose(["a"], How(format="gdelt"))


@pytest.mark.parametrize(
    ("header", "how", "says"),
    [
        ([c for c in GED_HEADER if c not in ("best", "date_end")], How(), "^columns missing: date_end, best$"),
        (["a"], How(format="gtd"), "^columns missing: eventid, iyear"),
        ([*own.COLUMNS, "killed"], How(), "^column killed stands twice$"),
        (own.COLUMNS[1:], How(), "^columns missing: source; or give --source ID for all rows$"),
        (["XXX1"], How(format="acled-deleted"), "write event_id_cnty above the ids"),
        (["a", "b"], How(format="acled-deleted"), "^columns missing: event_id_cnty$"),
        (["lon", "lat"], How(format="table"), "no column is mapped to date_start, precision, kind"),
    ],
)
def test_what_a_reader_lacks_is_named(header, how, says):
    with pytest.raises(ValueError, match=says):
        choose(header, how)


def test_a_source_may_be_told_for_our_own_columns():
    assert choose(own.COLUMNS[1:], How(source="mine")).id == "own"
    assert choose(["event_id_cnty"], How()).id == choose(["ids"], How(format="acled-deleted")).id == "acled-deleted"


@pytest.mark.parametrize(
    ("row", "tagged"),
    [
        ({"a": "#date", "b": ""}, True),
        ({"a": "#date", "b": "3"}, False),
        ({"a": "", "b": ""}, False),
        ({"a": "3", "b": "#x"}, False),
    ],
)
def test_a_line_of_tags_is_no_row(row, tagged):
    assert is_tagged(row) == tagged
