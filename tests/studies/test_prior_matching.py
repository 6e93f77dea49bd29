"""Which studies are priors of the present one: who, where, when, what; and what is refused."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.sr._concepts_dict import concepts

import resources
from studies.priors import (
    Person,
    StudyFacts,
    Verdict,
    Wish,
    all_regions,
    match,
    regions_of,
    regions_of_text,
    same_person,
    to_fetch,
    wish_of,
)

PRESENT = StudyFacts(
    "1.2.9", "TEST-1", "ZH", "TEST^Voorbeeld", "19580101", "M", "20261124", "101500", ("CT",), ("CHEST",),
    ("CTA thorax-abdomen",),
)  # fmt: skip
AORTA = wish_of("aorta")


def prior(**changes: object) -> StudyFacts:
    base = replace(PRESENT, study_instance_uid="1.2.1", study_date="20241105", study_time="")
    return replace(base, **changes)  # type: ignore[arg-type]


def one(other: StudyFacts, wish: Wish = AORTA):
    (found,) = match(PRESENT, [other], wish)
    return found


# ------------------------------------------------------------------ who
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth_date": "19580102"}, "birth_date"),
        ({"patient_name": "TEST^Anders"}, "patient_name"),
        ({"sex": "F"}, "sex"),
        ({"issuer": "ANDER"}, "issuer"),
        ({"birth_date": "", "patient_name": ""}, "no_birth_date"),
    ],
)
def test_the_same_number_with_something_else_is_refused_with_what_differs(changes, code) -> None:
    found = one(prior(**changes))
    assert found.verdict is Verdict.REFUSED
    assert code in {r.code for r in found.reasons}
    assert not found.is_usable
    assert to_fetch([found]) == []


def test_a_refusal_says_both_values() -> None:
    reason = one(prior(birth_date="19610312")).reasons[0]
    assert (reason.value("here"), reason.value("there")) == ("19580101", "19610312")


def test_what_cannot_be_compared_is_left_to_a_person() -> None:
    found = one(prior(birth_date=""))
    assert found.verdict is Verdict.DOUBTFUL
    assert to_fetch([found]) == []


@pytest.mark.parametrize(
    "name", ["TEST^Voorbeeld^^^", "test^voorbeeld", " TEST ^ Voorbeeld", "TEST^Voorbeeld=試験^例"]
)
def test_ways_of_writing_one_name_are_one_name(name) -> None:
    assert same_person(PRESENT, prior(patient_name=name))[0] is Person.SAME


def test_another_number_is_not_in_the_list_and_an_issuer_that_one_side_lacks_is_no_difference() -> None:
    assert match(PRESENT, [prior(patient_id="TEST-2")], AORTA) == []
    assert match(replace(PRESENT, patient_id=""), [prior(patient_id="")], AORTA) == []
    assert one(prior(issuer="")).verdict is Verdict.PRIOR


# ------------------------------------------------------------------ where
@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("CT thorax-abdomen", "thorax abdomen"),
        ("CT Hals/Thorax/Abdomen", "neck thorax abdomen"),
        ("CTA aorta", "thorax abdomen"),
        ("CTA aorta abdominalis", "abdomen"),
        ("Abdominal aorta follow-up", "abdomen"),
        ("CT aorta ascendens", "thorax"),
        ("AAA controle na EVAR", "abdomen"),
        ("MRI hersenen", "head"),
        ("MR thoracale wervelkolom", "spine"),
        ("CT BUIK-BEKKEN portaal", "abdomen pelvis"),
        ("CAP with contrast", "thorax abdomen pelvis"),
        ("Longembolie CTPA", "thorax"),
        ("X-hand links", "upper_limb"),
        ("Abdómen", "abdomen"),
        ("Routine 1.5 mm", ""),
        ("", ""),
    ],
)
def test_dutch_and_english_descriptions_name_their_regions(text, regions) -> None:
    assert regions_of_text(text) == frozenset(regions.split())


def test_codes_and_words_are_believed_before_body_part_examined() -> None:
    facts = prior(descriptions=("CT hersenen",), body_parts=("ABDOMEN",))
    assert regions_of(facts) == (frozenset({"head"}), "words")
    assert regions_of(prior(descriptions=("Routine",), body_parts=("CHESTABDPELVIS",))) == (
        frozenset({"thorax", "abdomen", "pelvis"}),
        "body_part",
    )
    assert regions_of(prior(descriptions=(), body_parts=(), codes=("SCT:45048000",))) == (
        frozenset({"neck"}),
        "codes",
    )
    assert regions_of(prior(descriptions=(), body_parts=())) == (frozenset(), "")


def test_the_table_names_only_codes_that_the_standard_has_and_regions_that_it_knows() -> None:
    data = tomllib.loads(resources.path("regions", "regions.toml").read_text(encoding="utf-8"))
    known = {code for entry in concepts["SCT"].values() for code in entry}
    for part in data["part"]:
        # 416949008 is the former code of abdomen and pelvis, replaced in 2021
        assert {c for c in part["snomed"] if c not in known} <= {"416949008"}, part["regions"]
        assert set(part["regions"]) <= all_regions()
        assert all(word == word.casefold() for word in part["words"])
    assert {r for w in data["wish"].values() for r in w["regions"]} <= all_regions()


def test_another_region_or_kind_of_images_is_listed_as_unsuited_with_the_reason() -> None:
    head = one(prior(descriptions=("CT hersenen",), body_parts=()))
    assert (head.verdict, head.score) == (Verdict.UNSUITED, 0.0)
    assert "other_region" in {r.code for r in head.reasons}
    plain = one(prior(modalities=("DX",)))
    assert plain.verdict is Verdict.UNSUITED
    assert "other_modality" in {r.code for r in plain.reasons}
    assert "no_region" in {r.code for r in one(prior(descriptions=(), body_parts=())).reasons}


# ------------------------------------------------------------------ when, and the order
def test_only_what_was_before_is_a_prior() -> None:
    assert one(prior(study_date="20261125")).verdict is Verdict.UNSUITED
    assert one(prior(study_date="")).verdict is Verdict.UNSUITED
    assert one(prior(study_date="20261399")).verdict is Verdict.UNSUITED
    assert one(prior(study_date="20261124", study_time="080000")).verdict is Verdict.PRIOR
    assert one(prior(study_date="20261124", study_time="180000")).verdict is Verdict.UNSUITED
    assert one(prior(study_date="20261124")).verdict is Verdict.UNSUITED


def test_whole_priors_come_before_partial_ones_and_the_newer_before_the_older() -> None:
    whole_old = prior(study_instance_uid="1", study_date="20200101")
    whole_new = prior(study_instance_uid="2", study_date="20230101")
    half_newest = prior(study_instance_uid="3", study_date="20250101", descriptions=("CT abdomen",))
    refused = prior(study_instance_uid="4", birth_date="19000101")
    unsuited = prior(study_instance_uid="5", descriptions=("MRI knie",), body_parts=())
    found = match(PRESENT, [refused, half_newest, unsuited, whole_old, whole_new], AORTA)
    assert [m.facts.study_instance_uid for m in found] == ["2", "1", "3", "5", "4"]
    assert [m.facts.study_instance_uid for m in to_fetch(found)] == ["2", "1"]


def test_an_mr_of_the_aorta_is_a_prior_of_a_ct_and_ranks_below_a_ct() -> None:
    mr = one(prior(modalities=("MR",)))
    assert mr.verdict is Verdict.PRIOR
    assert mr.score < one(prior()).score == 1.0


_text = st.sampled_from(["", "CT thorax", "CT abdomen", "CTA aorta", "MRI hersenen", "niets"])
_facts = st.builds(
    StudyFacts,
    study_instance_uid=st.sampled_from(["1.2.9", "1", "2", "3", "4", ""]),
    patient_id=st.sampled_from(["TEST-1", "TEST-1 ", "TEST-2", ""]),
    issuer=st.sampled_from(["", "ZH", "ANDER"]),
    patient_name=st.sampled_from(["TEST^Voorbeeld", "test voorbeeld", "TEST^Anders", ""]),
    birth_date=st.sampled_from(["19580101", "19580102", ""]),
    sex=st.sampled_from(["M", "F", "O", ""]),
    study_date=st.sampled_from(["20241105", "20261124", "20270101", "", "onzin"]),
    study_time=st.sampled_from(["", "080000", "235900"]),
    modalities=st.lists(st.sampled_from(["CT", "MR", "DX", "SR"]), max_size=2).map(tuple),
    body_parts=st.lists(st.sampled_from(["CHEST", "HEAD", "???"]), max_size=1).map(tuple),
    descriptions=st.lists(_text, max_size=2).map(tuple),
)


@given(st.lists(_facts, max_size=8), st.randoms(use_true_random=False))
def test_whatever_is_offered_a_prior_is_of_the_same_person_and_earlier_and_the_order_is_one(
    offered, random
) -> None:
    found = match(PRESENT, offered, AORTA)
    shuffled = list(offered)
    random.shuffle(shuffled)
    assert match(PRESENT, shuffled, AORTA) == found
    uids = [m.facts.study_instance_uid for m in found]
    assert len(set(uids)) == len(uids)
    assert PRESENT.study_instance_uid not in uids
    for m in found:
        assert 0.0 <= m.score <= 1.0
        assert m.facts.patient_id.strip() == "TEST-1"
        if m.is_usable:
            assert m.facts.birth_date == "19580101"
            assert m.facts.patient_name.casefold().replace("^", " ") == "test voorbeeld"
            assert m.facts.issuer in ("", "ZH")
            assert (m.facts.study_date, m.facts.study_time or "24") < ("20261124", "101500")
            assert m.score > 0
            assert set(m.facts.modalities) & {"CT", "MR"}


@given(st.text(max_size=80))
def test_any_text_names_known_regions_and_never_fails(text) -> None:
    assert regions_of_text(text) <= all_regions()
