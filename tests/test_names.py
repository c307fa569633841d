"""Names of places: the spellings of providers find the region that they mean, and no other."""

from __future__ import annotations

import pytest

from geo.names import Named, bones, coded, plain


@pytest.fixture(scope="module")
def provinces(bundled):
    regions = bundled.regions.take(bundled.regions.level == "province")
    return Named(zip(regions.country, regions.name, regions.id, strict=True))


@pytest.mark.parametrize(
    ("country", "name", "id_"),
    [
        ("PK", "Khyber Pakhtunkwa province", "PK-KP"),
        ("PK", "Khyber Pakhtoonkhwa", "PK-KP"),
        ("PK", "North-West Frontier Province", "PK-KP"),
        ("PK", "N.W.F.P.", "PK-KP"),
        ("PK", "NWFP", "PK-KP"),
        ("PK", "KPK", "PK-KP"),
        ("PK", "Federally Administered Tribal Areas", "PK-TA"),
        ("PK", "FATA", "PK-TA"),
        ("PK", "Baluchistan", "PK-BA"),
        ("PK", "SINDH PROVINCE", "PK-SD"),
        ("PK", "Sind", "PK-SD"),
        ("PK", "Azad Jammu & Kashmir", "PK-JK"),
        ("PK", "Azad Kashmir", "PK-JK"),
        ("PK", "Gilgit Baltistan", "PK-GB"),
        ("PK", "Northern Areas", "PK-GB"),
        ("PK", "Islamabad Capital territory", "PK-IS"),
        ("PK", "Federal Capital Territory", "PK-IS"),
        ("IR", "Sistan va Baluchestan", "IR-11"),
        ("IR", "Sīstān-o-Balūchestān", "IR-11"),
        ("IR", "Sistan and Baluchistan (Province)", "IR-11"),
        ("IR", "West Azarbaijan province", "IR-04"),
        ("IR", "East Azarbaijan province", "IR-03"),
        ("IR", "Khorasan-e-Razavi", "IR-09"),
        ("AF", "Hilmand province", "AF-HEL"),
        ("AF", "Hirat province", "AF-HER"),
        ("AF", "Paktya province", "AF-PIA"),
        ("AF", "Paktika province", "AF-PKA"),
        ("AF", "Sari Pul province", "AF-SAR"),
        ("AF", "Wardak province", "AF-WAR"),
        ("", "Balochistan", "PK-BA"),
    ],
)
def test_a_province_is_found_as_providers_write_it(provinces, country, name, id_):
    assert set(provinces.find(country, name)) == {id_}


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("IR", "Balochistan"),
        ("IN", "Punjab"),
        ("PK", ""),
        ("PK", "Province"),
        ("PK", "Khyber Pakhtunkhwa and Balochistan"),
    ],
)
def test_what_names_no_province_of_the_country_finds_none(provinces, country, name):
    assert provinces.find(country, name) == []


def test_every_province_finds_itself_and_only_itself(bundled, provinces):
    regions = bundled.regions.take(bundled.regions.level == "province")
    for country, name, id_ in zip(regions.country, regions.name, regions.id, strict=True):
        assert set(provinces.find(country, name.upper())) == {id_}


def test_a_name_is_found_before_a_spelling():
    towns = Named([("A", "Zabulan", 1), ("A", "Zabolin", 2)])
    assert bones(plain("Zabulan")) == bones(plain("Zabolin"))
    assert towns.find("A", "Zabolin") == [2]


def test_a_spelling_of_two_names_finds_neither():
    assert Named([("A", "Zabulan", 1), ("A", "Zabolin", 2)]).find("A", "Zebelen") == []


def test_a_spelling_may_be_asked_not_to_count():
    towns = Named([("A", "Zabulan", 1)])
    assert towns.find("A", "Zabolan") == [1]
    assert towns.find("A", "Zabolan", spelling=False) == []


def test_short_names_are_never_found_by_their_consonants():
    assert Named([("PK", "Swabi", 1)]).find("PK", "Sawabe") == []


def test_all_things_of_a_name_are_found():
    assert Named([("A", "X", 1), ("B", "X", 2), ("A", "x town", 3)]).find("", "X") == [1, 2, 3]


def test_codes_give_the_values_back():
    values = ["b", "a", "b", "c"]
    words, code = coded(values, len(values))
    assert [words[i] for i in code] == values
    assert words == ["b", "a", "c"]
