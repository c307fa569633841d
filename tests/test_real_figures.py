"""The figures that stand in the README and in reports, from the real data: exactly these, or something is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from data.snapshots import snapshot
from data.temporary import of_files
from geo.annual import annual_values
from geo.near import EDGE_KM
from geo.rates import exposure
from geo.tables import Incidents
from geo.tally import tally

MERGED_ON = np.datetime64("2018-05-31")
PROVINCES = {
    "PK-KP": (4733, 33001, 32437, 38351),
    "PK-BA": (695, 3398, 3289, 4233),
    "PK-SD": (395, 2137, 2132, 2214),
    "PK-PB": (158, 1316, 1286, 1419),
    "PK-JK": (246, 511, 511, 586),
    "PK-IS": (12, 119, 119, 125),
    "PK-GB": (10, 35, 35, 35),
    "AF-KNR": (3, 16, 16, 15),
    "AF-NAN": (3, 26, 26, 26),
}
IN_2014 = {"PK-KP": (303, 2972), "PK-BA": (28, 259)}


@pytest.fixture(scope="module")
def bundled():
    """The state of the data that everybody has."""
    return snapshot()


@pytest.fixture(scope="module")
def original(shared):
    """The state of the data from the file as UCDP published it."""
    path = shared / "data/incidents/ucdp_ged_pakistan_1989_2021.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return of_files([path])


def ask(state, query=""):
    return state.ask([tuple(part.split("=", 1)) for part in query.split("&") if part])


def answer(state, query=""):
    return tally(state, ask(state, query))


def column(found, name):
    """Give one figure by region id."""
    values = getattr(found.sums, name, None)
    values = getattr(found, name) if values is None else values
    return dict(zip(found.regions.id, values, strict=True))


@pytest.fixture(scope="module", params=["bundled", "original"])
def state(request):
    """Each of both: they must say the same."""
    found = request.getfixturevalue(request.param)
    return found if request.param == "bundled" else found.snapshot


def test_every_province(state):
    found = answer(state)
    names = ("incidents", "killed", "killed_low", "killed_high")
    figures = zip(found.regions.id, *(getattr(found.sums, name) for name in names), strict=True)
    assert {id_: tuple(rest) for id_, *rest in figures if rest[0]} == PROVINCES


def test_what_is_left_out_of_all(state):
    found = answer(state)
    assert found.total == 6416
    assert (found.unplaced.n, found.unplaced.near_edge) == (152, 152)
    assert found.excluded == {"precision": 9, "region": 0}
    assert found.counted == 6255 == sum(n for n, *_ in PROVINCES.values())
    assert found.counted + 152 + 9 == 6416


def test_every_unplaced_incident_lies_within_six_kilometres(state):
    spot = state.placement("province", "now")
    mine = (spot.owner < 0) & (state.incidents.source == state.default_source)
    assert mine.sum() == 152
    assert (spot.near_km[mine] <= EDGE_KM).all()
    assert spot.near_km[mine].max() == pytest.approx(5.6, abs=0.05)
    assert (spot.near_km[mine] < 2).sum() == 91


def test_most_of_the_unplaced_carry_kashmirs_name(state):
    named = [n for _, name, n in answer(state).unplaced.groups if "Kashmir" in name]
    assert sum(named) == 102


def test_one_year(state):
    found = answer(state, "from=2014-01-01&to=2014-12-31")
    incidents, killed = column(found, "incidents"), column(found, "killed")
    assert {id_: (incidents[id_], killed[id_]) for id_ in IN_2014} == IN_2014


def test_nothing_is_said_of_iran_and_afghanistan(state):
    found = answer(state)
    outside = found.regions.country != "PK"
    assert outside.sum() == 31 + 34
    assert np.isnan([found.value[outside], found.share[outside], found.rank[outside]]).all()
    assert not np.isnan(found.value[~outside]).any()
    assert column(found, "incidents")["IR-11"] == 0


def test_the_rates_of_the_first_view(state):
    rates = column(answer(state), "value")
    assert rates["PK-KP"] == pytest.approx(1.40, abs=0.005)
    assert rates["PK-BA"] == pytest.approx(0.0605, abs=0.0005)


def test_the_fixed_breaks_of_the_first_view(state):
    query = ask(state)
    values = annual_values(state, query)
    assert (values > 0).sum() == 135
    assert (~np.isnan(values)).sum() == 7 * 33
    assert answer(state).breaks == [0.01, 0.03, 0.1, 0.3, 1, 3]


def test_filters_leave_the_breaks_as_they_are(state):
    for query in ("from=2014-01-01&to=2014-12-31", "group=TTP", "kind=attack", "precision=exact", "region=PK-BA"):
        assert answer(state, query).breaks == [0.01, 0.03, 0.1, 0.3, 1, 3]


def test_the_change_of_the_readme(bundled):
    found = answer(bundled, "from=2014-01-01&to=2014-12-31&compare=year")
    assert found.change is not None
    i = list(found.regions.id).index("PK-KP")
    low, ratio, high = (getattr(found.change, name)[i] for name in ("low", "ratio", "high"))
    assert (found.change.base[i], found.sums.incidents[i]) == (247, 303)
    assert (low, ratio, high) == pytest.approx((0.03, 0.23, 0.46), abs=0.005)


def test_a_country_counts_what_its_provinces_do(bundled):
    found = column(answer(bundled, "level=country"), "incidents")
    assert (found["PK"], found["AF"], found["IR"]) == (6249, 6, 0)


# --- the former FATA ---


def test_now_the_former_fata_is_part_of_khyber_pakhtunkhwa(bundled):
    found = answer(bundled)
    assert "PK-TA" not in found.regions.id
    assert column(found, "value")["PK-KP"] == pytest.approx(4733 / 33 / 102.378, rel=1e-4)


def test_then_it_stands_apart_until_it_merged(bundled):
    now, then = answer(bundled), answer(bundled, "epoch=then")
    apart = column(then, "incidents")
    assert apart["PK-KP"] + apart["PK-TA"] == column(now, "incidents")["PK-KP"]
    assert (apart["PK-KP"], apart["PK-TA"]) == (1691, 3042)
    same = set(PROVINCES) - {"PK-KP"}
    assert {i: apart[i] for i in same} == {i: column(now, "incidents")[i] for i in same}


def test_an_incident_belongs_to_the_region_of_its_own_day(bundled):
    regions = bundled.regions
    fata = regions.geometry[regions.id == "PK-TA"][0]
    spot = shapely.point_on_surface(fata)
    days = ["2018-05-30", "2018-05-31", "2021-12-31"]
    rows = Incidents.of(
        {
            "source": ["ucdp-ged"] * 3,
            "source_id": list("abc"),
            "date_start": days,
            "lon": [spot.x] * 3,
            "lat": [spot.y] * 3,
            "precision": ["exact"] * 3,
            "kind": ["clash"] * 3,
        }
    )
    state = replace(bundled, incidents=rows)
    owner = state.placement("province", "then").owner
    assert regions.at("province", "then").id[owner].tolist() == ["PK-TA", "PK-KP", "PK-KP"]
    owner = state.placement("province", "now").owner
    assert regions.at("province", "now").id[owner].tolist() == ["PK-KP"] * 3


def test_after_it_merged_no_real_incident_is_in_it(bundled):
    then = bundled.regions.at("province", "then")
    owner = bundled.placement("province", "then").owner
    in_fata = (owner >= 0) & (then.id[owner] == "PK-TA")
    days = bundled.incidents.date_start
    assert in_fata.sum() >= 3042
    assert days[in_fata].max() < MERGED_ON
    after = answer(bundled, "epoch=then&from=2018-05-31")
    assert column(after, "incidents")["PK-TA"] == 0
    assert np.isnan(column(after, "value")["PK-TA"])
    assert column(after, "incidents")["PK-KP"] == column(answer(bundled, "from=2018-05-31"), "incidents")["PK-KP"] > 0


def test_exposures_follow_the_merger(bundled):
    ids = bundled.regions.at("province", "then").id.tolist()
    kp, fata = ids.index("PK-KP"), ids.index("PK-TA")
    apart = exposure(bundled, ask(bundled, "epoch=then&from=2017-01-01&to=2017-12-31"))
    assert apart.km2_years[[kp, fata]].sum() == pytest.approx(102_378, abs=2)
    assert apart.population[[kp, fata]].tolist() == [30_508_920, 4_993_044]
    split = exposure(bundled, ask(bundled, "epoch=then&from=2018-01-01&to=2018-12-31"))
    assert split.years[[kp, fata]].tolist() == pytest.approx([1, 150 / 365])
    whole = bundled.regions.area_km2[(bundled.regions.id == "PK-KP") & np.isnat(bundled.regions.valid_to)][0]
    expected = (apart.km2_years[kp] * 150 + whole * 215) / 365
    assert split.km2_years[kp] == pytest.approx(expected)


def test_after_the_merger_both_epochs_have_the_same_rates(bundled):
    """The same incidents, area and people from then on: whoever asks in whichever way must read the same rate."""
    for per in ("area", "population"):
        query = f"from=2019-01-01&to=2019-12-31&per={per}"
        now, then = (column(answer(bundled, q), "value")["PK-KP"] for q in (query, f"{query}&epoch=then"))
        assert then == pytest.approx(now), per


def test_asking_beyond_the_coverage_leaves_every_rate_as_it_is(bundled):
    """UCDP ends with 2021: asking to 2024 must not divide its incidents by the people of 2023."""
    within, beyond = answer(bundled, "per=population"), answer(bundled, "per=population&to=2024-12-31")
    np.testing.assert_array_equal(beyond.value, within.value)


def test_populations_of_the_censuses(bundled):
    found = exposure(bundled, ask(bundled, "per=population"))
    people = dict(zip(bundled.regions.at("province", "now").id, found.population, strict=True))
    assert (people["PK-KP"], people["PK-BA"], people["IR-11"]) == (35_501_964, 12_335_129, 2_775_014)
    assert np.isnan([people["AF-KAB"], people["PK-JK"], people["PK-GB"]]).all()


# --- several sources, and files as they come ---


def test_the_curated_list_is_never_a_rate(bundled):
    found = answer(bundled, "source=curated")
    assert found.total == 179
    assert np.isnan([found.value, found.share, found.rank]).all()
    assert column(found, "incidents")["IR-11"] == 95


def test_beside_the_curated_list_the_rates_of_ucdp_stay_as_they_are(bundled):
    alone, beside = answer(bundled), answer(bundled, "source=*")
    assert beside.counted > alone.counted
    np.testing.assert_array_equal(beside.value, alone.value)


def test_the_measure_that_ucdp_does_not_record_is_nowhere_zero(bundled):
    found = answer(bundled, "measure=injured&from=2019-01-01&to=2019-12-31")
    assert np.isnan(found.value).all()


def test_the_published_file_reads_without_a_problem(original):
    (report,) = original.reports
    assert (report.read, report.added, report.refused) == (6416, 6416, 0)
    (source,) = original.snapshot.sources.values()
    assert (source.complete, source.countries) == (True, ("PK",))
    assert (source.first, source.last) == (date(1989, 1, 1), date(2021, 12, 31))


def test_the_bundled_rows_are_the_published_ones(original, bundled):
    mine = bundled.incidents.take(bundled.incidents.source == "ucdp-ged")
    theirs = original.snapshot.incidents
    order, other = np.argsort(mine.source_id.astype(str)), np.argsort(theirs.source_id.astype(str))
    for name, values in mine.columns().items():
        if name != "source":
            np.testing.assert_array_equal(values[order], theirs.columns()[name][other], err_msg=name)


def test_the_sample_of_release_23_1_reads(shared):
    path = shared / "data/incidents/ucdp_ged_23_1_sample.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    state, (report,) = of_files([path])
    assert (report.read, report.added, report.refused) == (172, 172, 0)
    assert set(state.incidents.country) == {"PK", "IR", "AF"}
    sums = tally(state, state.ask([]))
    assert sums.counted + sums.unplaced.n + sum(sums.excluded.values()) == sums.total == 172
