"""The canonical form: what is hashed is the same on every machine, and nothing else has one (LOCK-5)."""

from __future__ import annotations

import enum
import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.canonical import (
    canonical,
    content_hash,
    normal_text,
    require_utc,
    utc_from_text,
    utc_text,
)

AT = datetime(2026, 11, 24, 12, 30, 1, 5, tzinfo=UTC)


class Colour(enum.StrEnum):
    RED = "red"


def test_keys_are_sorted_and_nothing_is_padded_or_escaped():
    assert canonical({"b": [1, True, None], "a": "é"}) == '{"a":"é","b":[1,true,null]}'.encode()


def test_two_spellings_of_one_name_have_one_hash():
    name = "Şükran Müller-Łoś"
    nfc, nfd = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert nfc != nfd
    assert content_hash({"name": nfc}) == content_hash({"name": nfd})
    assert content_hash({nfc: 1}) == content_hash({nfd: 1})


def test_line_ends_are_lf():
    assert normal_text("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert content_hash(["a\r\nb"]) == content_hash(["a\nb"])


@pytest.mark.parametrize("value", [1.0, {"a": 1.5}, [0.1], {"a": [{"b": float("nan")}]}])
def test_a_float_has_no_canonical_form(value):
    with pytest.raises(TypeError, match="float"):
        canonical(value)


@pytest.mark.parametrize("value", [b"x", {1, 2}, object(), {1: "a"}, {None: "a"}])
def test_no_other_type_has_one(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_two_keys_that_become_one_are_refused():
    with pytest.raises(ValueError, match="two keys"):
        canonical({"\u00e9": 1, "e\u0301": 2})


def test_times_dates_decimals_and_enums_are_text():
    assert canonical([AT, date(2026, 1, 2), Decimal("1.50"), Colour.RED, (1, 2)]) == (
        b'["2026-11-24T12:30:01.000005Z","2026-01-02","1.50","red",[1,2]]'
    )


@pytest.mark.parametrize(
    "at", [AT.replace(tzinfo=None), datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2)))]
)
def test_only_utc_is_a_time(at):
    for function in (require_utc, utc_text, canonical):
        with pytest.raises(ValueError, match="UTC"):
            function(at)


def test_a_time_goes_to_text_and_back():
    assert utc_from_text(utc_text(AT)) == AT
    assert utc_from_text("2026-11-24T13:30:01.000005+01:00") == AT
    with pytest.raises(ValueError, match="zone"):
        utc_from_text("2026-11-24T12:30:01")


def test_the_hash_is_sha256_of_the_bytes():
    assert content_hash({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from("abc"), max_size=3), inner),
    max_leaves=10,
)


@given(plain)
def test_the_canonical_form_is_stable_under_reading_back(value):
    once = canonical(value)
    assert canonical(json.loads(once)) == once
