from __future__ import annotations

from geo.query import NAMES
from layers.controls import Control, cells, kernel

FACETS = {
    "measure": [
        {"value": "incidents", "label": "Incidents", "n": None, "known": True},
        {"value": "injured", "label": "Injured", "n": None, "known": False},
    ],
    "group": [
        {"value": "few", "label": "Few", "n": 2, "known": True},
        {"value": "none", "label": "None", "n": 0, "known": True},
        {"value": "many", "label": "Many", "n": 9, "known": True},
    ],
    "tactic": [],
    "target": [],
    "source": [{"value": "one", "label": "One", "n": 3, "known": True}],
}


def control(name: str, query: dict[str, object] | None = None, **changes: object) -> Control:
    bar = cells(FACETS | changes, query or {})
    return next(c for cell in bar for c in cell.controls if c.name == name)


def test_every_parameter_of_the_bar_has_one_control():
    names = [c.name for cell in cells(FACETS, {}) for c in cell.controls]
    assert sorted(names) == sorted(set(NAMES) - {"region", "from", "to", "version"} | {"epoch", "breaks"})


def test_what_is_left_out_of_the_address_is_chosen():
    assert [o.value for o in control("measure").chosen] == ["incidents"]
    assert control("kind").default == ("attack", "clash", "operation")
    assert control("group").chosen == ()


def test_the_first_source_is_the_default_unless_another_is_named():
    assert control("source").default == ("one",)
    bar = cells(FACETS, {}, defaults={"source": "two"})
    source = next(c for cell in bar for c in cell.controls if c.name == "source")
    assert [(o.value, o.chosen) for o in source.options] == [("one", False), ("two", True)]


def test_a_query_is_read_as_text_or_as_a_list():
    for query in ({"group": "many,few"}, {"group": ["few", "many"]}, {"group": ("many", "few")}):
        assert {o.value for o in control("group", dict(query)).chosen} == {"few", "many"}


def test_groups_are_sorted_by_how_many_they_give():
    assert [o.value for o in control("group").options] == ["many", "few", "none"]


def test_a_value_that_the_facets_do_not_list_stays_an_option():
    assert [o.value for o in control("group", {"group": "gone"}).chosen] == ["gone"]


def test_what_the_source_does_not_record_is_said():
    assert not control("measure").options[1].known
    tactic = next(cell for cell in cells(FACETS, {}) if cell.id == "tactic")
    assert (tactic.known, tactic.words) == (False, "not in this source")


def test_a_cell_says_what_is_chosen_and_whether_that_is_the_default():
    bar = {cell.id: cell for cell in cells(FACETS, {"group": "few", "kind": "attack,clash,operation"})}
    assert (bar["group"].words, bar["group"].changed) == ("Few", True)
    assert not bar["kind"].changed
    assert (bar["period"].words, bar["period"].known) == ("All", True)


def test_the_usual_precision_is_that_of_the_level():
    for level, usual in (("province", "province"), ("district", "district"), ("country", "province")):
        (cell,) = (cell for cell in cells({}, {"level": level}) if cell.id == "precision")
        assert [o.value for o in cell.controls[0].chosen] == [usual]
        assert not cell.changed


def test_the_kernel_offers_round_widths_and_what_is_asked():
    width, rough = kernel({}).controls
    assert [o.label for o in width.options] == ["5 km", "10 km", "25 km", "50 km", "100 km"]
    assert [o.value for o in width.chosen + rough.chosen] == ["25", "spread"]
    assert not kernel({"bandwidth": 25.0, "coarse": "spread"}).changed
    width, rough = kernel({"bandwidth": 7.5, "coarse": "drop"}).controls
    assert [o.value for o in width.options] == ["5", "7.5", "10", "25", "50", "100"]
    assert [o.label for o in width.chosen + rough.chosen] == ["7.5 km", "left out"]
    assert kernel({"bandwidth": 7.5}).changed
