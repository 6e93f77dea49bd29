"""No code from memory: each stands in pydicom's dictionaries, or in a list that names its source."""

from __future__ import annotations

import pytest

from measurements.finding import Code
from report_templates import codes


@pytest.mark.parametrize("code", codes.all_codes(), ids=lambda c: f"{c.scheme}-{c.value}")
def test_every_code_is_known_with_the_same_meaning_or_has_a_source(code: Code) -> None:
    if code in codes.OUTSIDE_DICTIONARIES:
        assert codes.OUTSIDE_DICTIONARIES[code].strip()
        assert not codes.in_dictionary(code), "it stands in the dictionary; take it off the list"
    else:
        assert codes.in_dictionary(code)


@pytest.mark.parametrize(
    "code",
    [
        Code("418023006", "SCT", "CTA aorta"),
        Code("18748-4", "LN", "Diagnostic imaging study"),
        Code("126000", "SCT", "Imaging Measurement Report"),
    ],
)
def test_a_code_from_memory_or_with_another_meaning_is_found_out(code: Code) -> None:
    assert not codes.in_dictionary(code)
