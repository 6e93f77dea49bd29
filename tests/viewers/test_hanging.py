"""Hanging protocols as data: score and reasons, sound files and wrong ones, and the protocols that come with the program."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from viewers.colour import preset_of_key
from viewers.hanging import (
    ORIENTATIONS,
    PLANES,
    SCORES,
    SHOWS,
    SLAB_MODES,
    TIME_POINTS,
    Facts,
    Hanging,
    HangingError,
    Match,
    Place,
    ranked,
    read,
    resized,
    score,
    write,
)

SHIPPED, PROBLEMS = read(resources.path("hanging", "hangings.toml").read_text(encoding="utf-8"))
CT = Facts("CT", "ABDOMEN", ("Abdomen 1,0", "CT abdomen"), "", 1, 300)


def one(match: Match, *, is_own: bool = False, key: str = "x") -> Hanging:
    return Hanging(key, {"en": "X"}, 1, 1, (Place(),), match, is_own=is_own)


def best(facts: Facts) -> str:
    return ranked(SHIPPED, facts)[0][0].key


# ---------------------------------------------------------------- those that come with the program


def test_the_protocols_that_come_with_the_program_are_sound_and_have_both_languages() -> None:
    assert PROBLEMS == []
    assert len({h.key for h in SHIPPED}) == len(SHIPPED)
    for hanging in SHIPPED:
        assert set(hanging.names) == {"en", "nl"}
        for place in hanging.places:
            modalities = hanging.match.modality or ("CT", "MR")
            assert not place.preset or all(preset_of_key(m, place.preset) for m in modalities)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (CT, "ct_planes"),
        (replace(CT, body_part="CHEST"), "ct_chest"),
        (replace(CT, body_part="HEAD"), "ct_head"),
        (replace(CT, slices=2), "single"),
        (Facts("MR", "BRAIN", ("T1",), "", 1, 160), "mr_planes"),
        (Facts("MR", "LIVER", ("DCE",), "", 60, 20), "time_series"),
        (Facts("MR", "LIVER", ("DCE",), "", 60, 1), "time_thin"),
        (Facts("CT", "BRAIN", ("perfusie",), "", 30, 16), "time_series"),
        (Facts("", "", (), "", 1, 40), "planes"),
        (Facts("US", "", (), "", 1, 1), "single"),
        (Facts(), "single"),
    ],
)
def test_each_kind_of_images_opens_as_one_expects(facts: Facts, key: str) -> None:
    assert best(facts) == key


@given(st.builds(Facts, st.sampled_from(["CT", "MR", "PT", ""]), st.text(max_size=8), st.tuples(st.text(max_size=8)),
                 st.sampled_from(ORIENTATIONS), st.integers(1, 100), st.integers(1, 2000)))  # fmt: skip
def test_there_is_one_for_any_images(facts: Facts) -> None:
    assert ranked(SHIPPED, facts)


# ---------------------------------------------------------------- score


def test_the_score_adds_up_what_fits_and_says_so() -> None:
    match = Match(("CT",), ("abdomen",), ("abdomen", "buik"), "", "one", 10, 500)
    found = score(one(match), CT)
    assert found.points == sum(
        SCORES[k] for k in ("modality", "body_part", "description", "time_points", "slices")
    )
    assert dict(found.reasons)["body_part"] == "+20 abdomen"
    assert score(one(match, is_own=True), CT) == found


@pytest.mark.parametrize(
    ("match", "what"),
    [
        (Match(("MR",)), "modality"),
        (Match(body_part=("chest",)), "body_part"),
        (Match(description=("thorax",)), "description"),
        (Match(orientation="sagittal"), "orientation"),
        (Match(time_points="several"), "time_points"),
        (Match(least_slices=301), "slices"),
        (Match(most_slices=299), "slices"),
    ],
)
def test_what_the_images_lack_rules_a_protocol_out_with_its_reason(match: Match, what: str) -> None:
    found = score(one(match), CT)
    assert found.points is None
    assert "≠" in dict(found.reasons)[what]
    assert ranked([one(match)], CT) == []


def test_ones_own_goes_before_an_equal_one_of_the_program_and_order_decides_else() -> None:
    a, b = one(Match(("CT",)), key="a"), one(Match(("CT",)), key="b")
    assert [h.key for h, _ in ranked([a, b], CT)] == ["a", "b"]
    better = one(Match(("CT",), ("abdomen",)), key="better")
    assert ranked([better, replace(b, is_own=True)], CT)[0][0].key == "b"


# ---------------------------------------------------------------- another size


@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from(SHIPPED))
def test_another_size_keeps_what_is_there_and_fills_the_rest(
    rows: int, columns: int, hanging: Hanging
) -> None:
    made = resized(hanging, rows, columns)
    assert (made.rows, made.columns) == (rows, columns)
    kept = min(len(hanging.places), rows * columns)
    assert made.places[:kept] == hanging.places[:kept]
    assert all(place.show in PLANES for place in made.places[kept:])


def test_beyond_three_by_three_is_refused() -> None:
    with pytest.raises(HangingError, match="1 to 3"):
        resized(SHIPPED[0], 4, 1)


# ---------------------------------------------------------------- files

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
places = st.builds(
    Place,
    st.sampled_from(PLANES),
    st.text(max_size=8),
    st.sampled_from(["", "1", "9"]),
    st.none() | st.tuples(st.floats(1, 5000), st.floats(-2000, 3000)),
    st.floats(0, 200),
    st.sampled_from(SLAB_MODES),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
)
matches = st.builds(
    Match,
    st.lists(st.sampled_from(["CT", "MR"]), max_size=2).map(tuple),
    st.lists(words.filter(str.strip), max_size=2).map(tuple),
    st.lists(words.filter(str.strip), max_size=2).map(tuple),
    st.sampled_from(ORIENTATIONS),
    st.sampled_from(TIME_POINTS),
    st.integers(0, 100),
    st.integers(0, 100),
)


@given(words, st.integers(1, 3), st.integers(1, 3), st.data(), matches, st.booleans())
def test_what_is_written_is_read_back(name, rows, columns, data, match, linked) -> None:
    shown = tuple(data.draw(places) for _ in range(rows * columns))
    given_ = Hanging(
        "own-1", {"en": name, "nl": name}, rows, columns, shown, match, linked=linked, is_own=True
    )
    found, problems = read(write([given_]), is_own=True)
    assert problems == []
    assert found == [given_]


GOOD = '[[hanging]]\nkey = "a"\nname = { en = "A" }\nrows = 1\ncolumns = 1\nplaces = [{ show = "axial" }]\n'


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace('"axial"', '"lateral"'), "A place can't show 'lateral'"),
        (GOOD.replace("rows = 1", "rows = 4"), "1 to 3 rows"),
        (GOOD.replace("rows = 1", "rows = 2"), "2 × 1 places, but 1 are given"),
        (GOOD.replace("rows = 1", 'rows = "many"'), "a field of the wrong kind"),
        (GOOD.replace("rows = 1\n", ""), "a field of the wrong kind"),
        (
            GOOD.replace('{ show = "axial" }', '{ show = "axial", colour = "red" }'),
            "an unknown field: colour",
        ),
        (GOOD.replace('{ show = "axial" }', '{ show = "axial", slab_mm = 900.0 }'), "0 to 200 mm"),
        (GOOD.replace('{ show = "axial" }', '{ show = "axial", window = [0.0, 40.0] }'), "at least 1 wide"),
        (
            GOOD.replace('{ show = "axial" }', '{ show = "axial", window = "wide" }'),
            "a field of the wrong kind",
        ),
        (GOOD.replace('{ show = "axial" }', '{ show = "axial", slab_mode = "sum" }'), "no slab mode 'sum'"),
        (GOOD.replace('{ show = "axial" }', '{ show = "axial", rotate_quarter = 7 }'), "0 to 3 quarters"),
        (GOOD + 'match = { modality = "CT" }\n', "modality is a list"),
        (GOOD + 'match = { time_points = "few" }\n', "one, several or empty"),
        (GOOD + GOOD, "twice"),
        (GOOD.replace('name = { en = "A" }', 'name = { nl = "A" }'), "needs a name"),
    ],
)
def test_a_wrong_protocol_is_left_out_with_one_sentence(text: str, said: str) -> None:
    found, problems = read(text)
    assert len(problems) == 1
    assert said in problems[0]
    assert len(found) == text.count("[[hanging]]") - 1


@pytest.mark.hostile
@given(st.text(max_size=300))
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        read(text)
    except HangingError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - a whole sentence, whatever it refuses


def test_a_protocol_shows_the_volume_and_the_curve_at_most_once() -> None:
    for show in ("volume", "curve"):
        assert show in SHOWS
        with pytest.raises(HangingError, match="more than one place"):
            Hanging("a", {"en": "A"}, 1, 2, (Place(show), Place(show)))
