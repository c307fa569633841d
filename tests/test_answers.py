"""Answers that were given lately: the same ones again, within a budget, and worked out once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import answers
from service.answers import Answer, Answers, Lately
from tests.web import ask, service
from tests.worlds import two_squares


def answer(body=b"x"):
    return Answer(body, "text/plain", {"etag": "e"})


def never():
    raise AssertionError("it was worked out again")


@given(kept=st.lists(st.integers(0, 6)))
def test_sizes_stay_within_the_budget_and_the_newest_are_held(kept):
    held = Lately[int](10)
    for n in kept:
        held.keep(n, n, size=2 * n)
    newest = [n for n in dict.fromkeys(reversed(kept)) if 2 * n <= 10]  # what is larger than all room is not held
    fits = {n for i, n in enumerate(newest) if 2 * sum(newest[: i + 1]) <= 10}
    assert {n for n in range(7) if held.get(n) is not None} == fits


def test_what_is_asked_for_stays_longer():
    held = Lately[str](2)
    held.keep("a", "A")
    held.keep("b", "B")
    assert held.get("a") == "A"
    held.keep("c", "C")
    assert (held.get("a"), held.get("b"), held.get("c")) == ("A", None, "C")


def test_the_second_equal_question_computes_nothing():
    kept = Answers()
    first = kept.of("name", answer)
    assert kept.of("name", never) is kept.get("name") is first


def test_another_name_is_another_answer():
    kept = Answers()
    assert kept.of("one", lambda: answer(b"1")) != kept.of("two", lambda: answer(b"2"))


def test_equal_questions_that_come_at_once_are_worked_out_once():
    kept, begun, release, made = Answers(), threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        release.wait()
        made.append(1)
        return answer()

    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(kept.of, "name", slow)
        begun.wait()
        others = [threads.submit(kept.of, "name", never) for _ in range(3)]
        other = Answers().of("name", answer)  # other services have nothing to do with it
        release.set()
        found = [first.result(), *(o.result() for o in others)]
    assert made == [1]
    assert all(f is found[0] for f in found)
    assert other == found[0]


def test_no_other_question_waits_for_one_that_takes_long():
    kept, begun, release = Answers(), threading.Event(), threading.Event()

    def slow():
        begun.set()
        release.wait()
        return answer()

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(kept.of, "slow", slow)
        begun.wait()
        assert kept.of("quick", answer) == answer()
        release.set()
        assert first.result() == answer()


def test_what_failed_is_tried_again():
    kept = Answers()
    with pytest.raises(ZeroDivisionError):
        kept.of("name", lambda: answer(b"%d" % (1 // 0)))
    assert kept.of("name", answer) == answer()


def test_a_very_long_answer_pushes_nothing_out(monkeypatch):
    monkeypatch.setattr(answers, "LARGEST", 3)
    kept = Answers()
    kept.of("name", lambda: answer(b"long"))
    assert kept.get("name") is None


def test_an_answer_of_few_bytes_takes_more_than_these(monkeypatch):
    monkeypatch.setattr(answers, "BUDGET", 2_500)
    kept = Answers()
    for name in "abc":
        kept.of(name, answer)
    assert [name for name in "abc" if kept.get(name)] == ["b", "c"]


QUERIES = ["", "?measure=killed", "?from=2011-01-01", "?from=2011-01-01&to=2012-01-01"]


def test_a_service_computes_the_same_question_once_however_it_is_put(monkeypatch):
    app = service(two_squares([(0.5, 0.5)]))
    first = [ask(app, f"/choropleth.json{query}") for query in QUERIES]
    monkeypatch.setattr("service.routes.views.tally", never)
    assert [ask(app, f"/choropleth.json{query}") for query in QUERIES] == first
    assert ask(app, "/choropleth.json?measure=KILLED&per=area").body == first[1].body
    assert ask(app, "/choropleth.json?measure=killed", ("accept-encoding", "gzip")).content == first[1].body
