"""A plain denial raises nothing; every doubt, contrast or other order of words does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.denial import mentions


@pytest.mark.parametrize(
    "text",
    [
        "Geen dissectie.",
        "Geen tekenen van dissectie.",
        "Er zijn geen aanwijzingen voor een dissectie.",
        "Geen ruptuur, dissectie of intramuraal hematoom.",
        "Geen ruptuur of dissectie.",
        "Geen dissectie of ruptuur.",
        "Geen dissectie, aneurysma 46 mm.",
        "Geen dissectie aanwezig.",
        "Aneurysma zonder dissectie.",
        "No evidence of dissectie.",
        "AAA 46 mm. Geen dissectie. Controle over een jaar.",
        "geen\tdissectie",
    ],
)
def test_a_plain_denial_names_nothing(text: str) -> None:
    assert not mentions(text, "dissectie")


@pytest.mark.parametrize(
    "text",
    [
        "Dissectie type B.",
        "Acute dissectie",
        "Dissectie: geen",
        "Dissectie niet uitgesloten.",
        "Geen zekere dissectie.",
        "Geen duidelijke dissectie, mogelijk artefact.",
        "Een dissectie is niet uit te sluiten.",
        "Geen dissectie uit te sluiten.",
        "Geen dissectie?",
        "Geen toegenomen dissectie.",
        "Geen uitbreiding van de bekende dissectie.",
        "Geen verandering van de dissectie.",
        "Geen ruptuur, wel dissectie.",
        "Geen ruptuur maar dissectie.",
        "Geen ruptuur, dissectie type B.",
        "Geen ruptuur, dissectie.",
        "Geen ruptuur of hematoom, dissectie type B.",
        "Geen ruptuur en dissectie type B.",
        "Geen acute pathologie en dissectie",
        "Geen ruptuur of dissectie type A, bekende type B.",
        "Geen dissectie type A",
        "Geen dissectie type A. Dissectie type B.",
        "Geen dissectie\nbeoordeelbaar door beweging.",
        "Afwijkingen: geen\nDissectie type B",
        "Afwijkingen geen\ndissectie type B",
        "Geen ruptuur. Dissectie.",
        "Geen dissectieflap",
        "Geen andere afwijkingen dan de dissectie.",
    ],
)
def test_anything_else_names_it(text: str) -> None:
    assert mentions(text, "dissectie")


def test_a_double_denial_names_it() -> None:
    assert mentions("Niet geen dissectie", "dissectie")


def test_a_phrase_of_several_words_is_found_over_a_line_break_and_then_never_denied() -> None:
    assert mentions("Er is een Acute\r\n  dissectie.", "acute dissectie")
    assert mentions("Geen acute\ndissectie", "acute dissectie")
    assert not mentions("Geen acute dissectie.", "acute dissectie")
    assert not mentions("Geen afwijkingen.", "dissectie")
    assert not mentions("iets", "  ")


@given(st.text(alphabet="abc .,\nE", max_size=40))
def test_without_a_denying_word_naming_is_simply_being_there(rest: str) -> None:
    assert mentions(f"{rest} dissectie", "dissectie")
    assert not mentions(rest, "dissectie")
