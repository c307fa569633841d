"""The words of the program: every one in the catalogue, said with what it needs, in any language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import orjson
import pytest

from geo import terms
from geo.errors import NotFound
from layers import assets, words
from layers.language import ENGLISH, LANGUAGES, PSEUDO, Language, Message, language
from service.app import create_app
from service.settings import Settings
from service.versions import Fixed
from tests.web import ask
from tests.worlds import two_squares

LAYERS = Path(assets.__file__).parent
SOURCES = [*LAYERS.rglob("*.py"), *(LAYERS / "static").glob("*.js"), *(LAYERS / "templates").glob("*.j2")]
PARTS = "|".join(assets.messages("en"))
KEYS = set(ENGLISH.messages)
# a string that begins as a key does; what is put into it as the program runs stands for any word
QUOTED = re.compile(
    rf"""(?P<of>wordOf\()?(?P<quote>["'`])(?P<key>(?:{PARTS})\.(?:\$?\{{[^{{}}]*\}}|[a-z_0-9])*)(?P=quote)"""
)
PUT_IN = re.compile(r"\$?\{.*?\}")
FILES = re.compile(r"\.(js|css|json|j2|html)$")
NAME = re.compile(r"\{([a-z_]+)\}")


def mentioned(text):
    """Every key that a source mentions, as a pattern of the keys that it may stand for."""
    for found in QUOTED.finditer(text):
        key = found["key"]
        if FILES.search(key):
            continue
        whole = "[a-z_0-9]+".join(map(re.escape, PUT_IN.split(key)))
        yield (
            key + ("_" if found["of"] else ""),
            re.compile(whole + ("[a-z_0-9]+" if key.endswith(("_", ".")) else "_[a-z_0-9]+" if found["of"] else "")),
        )


MENTIONED = {(path.name, key): pattern for path in SOURCES for key, pattern in mentioned(path.read_text("utf-8"))}
EXACT = {(name, key) for name, key in MENTIONED if re.fullmatch(r"[a-z]+\.[a-z_0-9]*[a-z0-9]", key)}


def forms(message):
    return [message] if isinstance(message, str) else list(message.values())


def names(message):
    return {name for form in forms(message) for name in NAME.findall(form)}


# --- the catalogue and the sources agree ---


@pytest.mark.parametrize(("name", "key"), sorted(MENTIONED))
def test_what_a_source_says_is_in_the_catalogue(name, key):
    if (name, key) in EXACT:
        assert key in KEYS, f"{name} says {key}"
    assert any(MENTIONED[name, key].fullmatch(one) for one in KEYS), f"{name} says {key}"


def test_every_message_is_said_somewhere():
    patterns = set(MENTIONED.values())
    assert not [key for key in sorted(KEYS) if not any(pattern.fullmatch(key) for pattern in patterns)]


def calls():
    """Each call of `say` in Python whose key is written out, with the names of what it gives."""
    for path in LAYERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"):
                continue
            key = node.args[0] if node.args else None
            given = {keyword.arg for keyword in node.keywords}
            if isinstance(key, ast.Constant) and None not in given:
                yield path.name, str(key.value), given


def test_a_sentence_of_python_is_given_all_that_it_needs_and_nothing_else():
    for name, key, given in calls():
        needed = names(ENGLISH.messages[key])
        assert needed <= given <= needed | {"n"}, f"{name}: {key}"


def test_a_sentence_of_a_script_is_given_all_that_it_needs():
    call = re.compile(r'S\.t\("([a-z]+\.[a-z_0-9]+)"(?:, \{([^{}]*)\})?\)')
    found = [hit for path in (LAYERS / "static").glob("*.js") for hit in call.findall(path.read_text("utf-8"))]
    assert len(found) > 100
    for key, given in found:
        if "..." not in given:
            has = set(re.findall(r"(?:^|,)\s*([a-z_]+)\s*(?=[:,]|$)", given))
            assert names(ENGLISH.messages[key]) <= has, key


@pytest.mark.parametrize("key", sorted(KEYS))
def test_the_forms_of_a_message_are_those_of_the_language(key):
    message = ENGLISH.messages[key]
    if not isinstance(message, str):
        assert set(message) == {"one", "other"}
    assert all(form.strip() for form in forms(message))


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_the_messages_of_english_with_the_same_names(code):
    other = language(code).messages
    assert set(other) == KEYS
    assert {key for key in KEYS if names(other[key]) != names(ENGLISH.messages[key])} == set()


# --- saying ---


TINY: dict[str, Message] = {
    "a.plain": "{who} was here",
    "a.many": {"one": "{n} dog", "other": "{n} dogs"},
    "a.bare": "no names",
}


def test_a_number_chooses_the_form_and_has_separators():
    said = Language("en", "ltr", TINY)
    assert [said.say("a.many", n=n) for n in (0, 1, 2, 6255)] == ["0 dogs", "1 dog", "2 dogs", "6,255 dogs"]


def test_what_is_put_into_a_sentence_is_taken_as_it_is():
    assert Language("en", "ltr", TINY).say("a.plain", who="{n} <b>") == "{n} <b> was here"


def test_from_right_to_left_each_value_keeps_its_own_direction():
    assert Language("ur", "rtl", TINY).say("a.plain", who="Ali") == "\u2068Ali\u2069 was here"
    assert Language("ur", "rtl", TINY).say("a.bare") == "no names"


def test_a_message_or_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError, match="nowhere"):
        ENGLISH.say("page.nowhere")
    with pytest.raises(KeyError, match="what"):
        ENGLISH.say("page.did_not_arrive")


def test_another_language_is_refused_with_those_that_there_are():
    with pytest.raises(NotFound, match=r"'xx'.*en, qps"):
        language("xx")


@pytest.mark.parametrize("key", sorted(KEYS))
def test_the_layout_test_is_longer_and_in_brackets(key):
    for form, plain in zip(forms(language(PSEUDO).messages[key]), forms(ENGLISH.messages[key]), strict=True):
        assert (form[0], form[-1]) == ("⟦", "⟧")
        assert len(form) > len(plain)


def test_a_language_is_a_folder_of_messages(tmp_path, monkeypatch):
    (tmp_path / "page.json").write_bytes(orjson.dumps({"again": "دوباره"}))
    files = {file.stem: file.read_bytes() for file in tmp_path.iterdir()}
    monkeypatch.setattr("layers.language.LANGUAGES", (*LANGUAGES, "fa"))
    monkeypatch.setattr(assets, "messages", {"fa": files}.__getitem__)
    persian = language.__wrapped__("fa")
    assert (persian.direction, persian.say("page.again")) == ("rtl", "دوباره")


@pytest.mark.parametrize("per", terms.PERS)
@pytest.mark.parametrize("measure", terms.MEASURES)
def test_a_unit_is_the_same_on_the_page_and_in_a_file(measure, per):
    assert words.unit(measure, per) == terms.unit(measure, per)


# --- the service speaks it ---


def answers(code):
    app = create_app(Settings(versions=Fixed(two_squares([(0.5, 0.5)])), language=code))
    return lambda path: ask(app, path)


def test_the_service_says_its_sentences_in_its_language():
    english, other = answers("en"), answers(PSEUDO)
    for path in ("/choropleth.json", "/heat.json"):
        plain, said = english(path).json(), other(path).json()
        assert "⟦" not in plain["headline"]["text"] + plain["unit"]
        assert said["headline"]["text"].startswith("⟦")
        assert said["unit"].startswith("⟦")
        assert (said["total"], said["canonical"]) == (plain["total"], plain["canonical"])
    assert other("/facets.json").json()["measure"][0]["label"].startswith("⟦")


def test_an_answer_in_another_language_has_another_name():
    for path in ("/choropleth.json", "/facets.json", "/heat.json"):
        assert answers("en")(path).header("etag") != answers(PSEUDO)(path).header("etag")


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), (PSEUDO, "rtl")])
def test_the_page_names_its_language_and_direction(code, direction):
    html = answers(code)("/").content.decode()
    assert f'<html lang="{code}" dir="{direction}">' in html
    assert (f"<title>{language(code).say('page.title')}</title>") in html


def test_the_figures_for_other_programs_stay_the_same_in_any_language():
    for path in ("/choropleth.csv", "/choropleth.geojson"):
        assert answers("en")(path).content == answers(PSEUDO)(path).content
