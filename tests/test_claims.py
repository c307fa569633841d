"""What the rows of a file show of their source, and what a user says of it."""

from __future__ import annotations

from datetime import date

import pytest

from data.child import wire
from data.claims import BadClaim, Claim, Seen, remarks, stated
from data.sources import own, ucdp
from tests.sheets import OWN_ROW

BATCHES = [
    [{"country": "PK", "date_start": "2014-05-01", "killed": ""}],
    [{"country": "", "date_start": "2013-01-31", "killed": "0"}, {"country": "IR", "tactic": "ied"}],
]


def seen(*batches):
    found, rows = Seen(), wire.Rows(wire.INCIDENTS)
    for batch in batches:
        cells = [rows.accepted(1, dict.fromkeys(own.COLUMNS, "") | OWN_ROW | row) for row in batch]
        found.look(wire.batch(cells, wire.INCIDENTS))
    return found


def state(found, held=None, claim=None, *, provider=own.PROVIDER, moved=True):
    return stated("mine", found, held, claim or Claim(), provider=provider, file="f.csv", moved=moved)


def test_what_rows_show_adds_up_over_batches():
    facts = seen(*BATCHES).facts("mine", "f.csv")
    assert (facts.countries, facts.first, facts.last) == (("IR", "PK"), date(2013, 1, 31), date(2014, 5, 1))
    assert facts.knows == ("kind", "group", "tactic", "killed")
    assert seen(*BATCHES).n == 3
    assert "killed" not in seen([{"killed": ""}]).knows


def test_the_days_of_a_list_that_claims_nothing_are_those_of_its_rows():
    record = state(seen(*BATCHES))
    assert (record["complete"], record["first"], record["last"]) == (False, None, None)


def test_a_readers_word_is_taken_for_a_new_source_only():
    new = state(seen([{}]), provider=ucdp.PROVIDER)
    assert (new["complete"], new["first"], new["last"]) == (True, "2014-01-01", "2014-12-31")
    later = seen([{"date_start": "2016-05-01", "country": "IR", "injured": "3"}])
    after = state(later, new, provider=ucdp.PROVIDER)
    assert {k for k in after if after[k] != new[k]} <= {"knows", "accessed"}
    assert "injured" in after["knows"]
    assert state(later, new, provider=ucdp.PROVIDER, moved=False) == new


def test_a_users_word_stands_over_all():
    claim = Claim(countries=("PK", "AF"), first=date(2010, 1, 1), last=date(2019, 12, 31), complete=True)
    record = state(seen([{}]), claim=claim)
    assert (record["countries"], record["first"], record["last"]) == (["AF", "PK"], "2010-01-01", "2019-12-31")
    assert record["name"] == "mine AF, PK 2010–2019"
    longer = state(seen([{}]), record, Claim(last=date(2020, 12, 31)))
    assert (longer["complete"], longer["first"], longer["last"]) == (True, "2010-01-01", "2020-12-31")


def test_a_span_may_be_said_of_a_list_that_is_not_complete():
    record = state(seen([{}]), claim=Claim(first=date(2010, 1, 1), last=date(2019, 12, 31)))
    assert (record["complete"], record["first"], record["last"]) == (False, "2010-01-01", "2019-12-31")


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadClaim, match="--from 2020-01-02 is after --to 2020-01-01"):
        Claim(first=date(2020, 1, 2), last=date(2020, 1, 1))


def test_saying_nothing_is_no_claim():
    assert not Claim()
    assert Claim(countries=())
    Claim().check_countries(())


def test_only_what_should_be_known_is_remarked():
    new = state(seen([{}]), provider=ucdp.PROVIDER)
    assert len([*remarks(new, seen([{}]), is_new=True)]) == 1
    assert [*remarks(new, seen([{}]), is_new=False)] == []
    assert "(IR, 2016-05-01)" in next(remarks(new, seen([{"date_start": "2016-05-01", "country": "IR"}]), is_new=False))
    assert [*remarks(state(seen([{}])), seen([{}]), is_new=True)] == []
