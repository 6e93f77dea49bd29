"""Sentences of refusals: the Dutch is that of the specification, both languages are complete and plain."""

from __future__ import annotations

import re
from datetime import timedelta, timezone

import pytest
from life_cases import SESSION

from governance.clauses import CLAUSES
from governance.sentences import LANGUAGES, ids, label, placeholders, sentence, template

IDS = ids()
VALUES = {
    "datum": "2026-11-24T12:00:00.000000Z",
    "van": "2026-01-01",
    "tot": "",
    "velden": "unit\nVrije tekst",
    "lijst": "Ascendens",
    "regels": "READY-1-PROTOCOL\nREADY-3-COMPETENCE",
    "ontbreekt": "observer",
    "rol": "radiographer",
    "taak": "liver",
    "vorm": "direct",
    "status": "in_review",
    "reden": "unknown:age_years\nmodality",
    "uren": "12.5",
}


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_renders_whole_and_plain(id, language):
    values = {name: VALUES.get(name, "7") for name in placeholders(id)}
    text = sentence(id, values, language)
    assert "{" not in text
    assert text.endswith(".")
    assert "!" not in text
    assert text == " ".join(text.split())


@pytest.mark.parametrize("id", IDS)
def test_both_languages_use_the_same_values(id):
    found = [set(re.findall(r"\{(\w+)\}", template(id, lang))) for lang in LANGUAGES]
    assert found[0] == found[1] == placeholders(id)
    assert template(id, "nl") != template(id, "en")


def test_every_clause_has_its_sentence():
    assert {c.id for c in CLAUSES} <= set(IDS)


@pytest.mark.parametrize("id", IDS)
def test_with_empty_values_no_hole_is_left(id):
    for language in LANGUAGES:
        text = sentence(id, dict.fromkeys(placeholders(id), ""), language)
        assert "  " not in text
        assert "()" not in text
        assert ": ." not in text


def test_a_missing_value_is_a_fault_and_an_unknown_sentence_too():
    with pytest.raises(KeyError):
        sentence("T-STATE", {}, "nl")
    with pytest.raises(KeyError):
        sentence("NO-SUCH", {}, "nl")
    with pytest.raises(KeyError):
        sentence("T1-SELF", {}, "de")


def test_values_are_put_into_words():
    assert (
        sentence("T3-REQUIRED", {"velden": "unit\nDatum scan"}, "nl")
        == "Nog in te vullen: eenheid, Datum scan."
    )
    assert (
        sentence("T-STATE", {"status": "in_review"}, "nl")
        == "Deze stap kan niet vanuit de status In beoordeling."
    )
    reason = {"protocol": "Aorta v3", "reden": "unknown:age_years"}
    assert "onbekend: leeftijd. Leg" in sentence("G1-17-SCOPE-IN", reason, "nl")
    assert "unknown: age. Refer" in sentence("G1-17-SCOPE-IN", reason, "en")
    assert "het protocol noemt geen voorwaarden" in sentence(
        "G1-17-SCOPE-IN", {**reason, "reden": "absent:"}, "nl"
    )
    assert "zomaar" in sentence("G1-17-SCOPE-IN", {**reason, "reden": "zomaar"}, "nl")
    assert "12,5" in sentence("G1-25-EDUCATION", {"uren": "12.5", "min": "16", "taak": "liver"}, "nl")
    assert "12.5" in sentence("G1-25-EDUCATION", {"uren": "12.5", "min": "16", "taak": "liver"}, "en")
    assert label("role", "nobody", "nl") == "nobody"
    assert label("nothing", "x", "nl") == "x"


def test_a_date_is_that_of_the_readers_time_zone():
    late = {"datum": "2026-12-31T23:30:00.000000Z"}
    assert "31-12-2026" in sentence("T8-BIG", late, "nl")
    assert "01-01-2027" in sentence("T8-BIG", late, "nl", timezone(timedelta(hours=1)))


def test_braces_in_data_stay_what_they_are():
    text = sentence("T5-CLAIMED", {"naam": "{naam} {0}"}, "nl")
    assert text.startswith("{naam} {0} heeft")
    assert SESSION not in text
