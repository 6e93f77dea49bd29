"""Templates: the shipped one, twenty-odd broken ones, linked numbers, and what is still missing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_templates.document import Comparison, ReportDocument
from report_templates.linked import WHATS, token
from report_templates.loading import FOLDER
from report_templates.templates import (
    Completion,
    Facts,
    TemplateError,
    available,
    compose,
    load,
    measurement_rows,
    pieces,
    render_text,
    required_missing,
    tokens,
)

Make = Callable[..., ReportDocument]
MAXIMUM = "maximum.thoracic-diameter_max_mm"
ROOT, DUTCH = "template.toml", "nl.toml"

#: name: (file, text that is replaced, its replacement, code of the fault)
BROKEN = {
    "no toml": (ROOT, 'id = "aorta_ct"', "id = aorta", "not_toml"),
    "other id": (ROOT, 'id = "aorta_ct"', 'id = "aorta"', "bad_id"),
    "id missing": (ROOT, 'id = "aorta_ct"\n', "", "missing_key"),
    "version": (ROOT, 'version = "1.0"', 'version = "one"', "bad_version"),
    "task": (ROOT, 'task = "aorta"', 'task = "heart"', "unknown_task"),
    "language missing": (ROOT, 'languages = ["nl", "en"]', 'languages = ["en"]', "missing_language"),
    "language unknown": (ROOT, '["nl", "en"]', '["nl", "en", "de"]', "unknown_language"),
    "root key": (ROOT, 'task = "aorta"', 'task = "aorta"\nscript = "x"', "unknown_key"),
    "kind": (ROOT, 'kind = "technique"', 'kind = "video"', "unknown_kind"),
    "completion": (ROOT, 'completion = "alert"', 'completion = "maybe"', "unknown_completion"),
    "required, silent": (
        ROOT,
        'required = true\ncompletion = "prohibit"',
        'required = true\ncompletion = "silent"',
        "required_without_prohibit",
    ),
    "required is text": (ROOT, "required = true", 'required = "yes"', "wrong_type"),
    "remark in report": (ROOT, "in_report = false", "in_report = true", "remark_in_report"),
    "section twice": (ROOT, 'id = "comparison"', 'id = "technique"', "duplicate_section"),
    "section id": (ROOT, 'id = "comparison"', 'id = "../x"', "bad_section_id"),
    "heading": (ROOT, 'heading = "121076"', 'heading = "999"', "unknown_heading"),
    "no conclusion": (ROOT, 'kind = "conclusion"', 'kind = "text"', "no_conclusion"),
    "decimals": (ROOT, "diameter_decimals = 0", "diameter_decimals = 3", "bad_decimals"),
    "level twice": (ROOT, '"annulus", "sinus"', '"annulus", "annulus"', "duplicate"),
    "required level": (ROOT, '"infrarenal", "bifurcation",\n]', '"infrarenal", "moon",\n]', "unknown_level"),
    "level key": (ROOT, '"external_iliac_left",', '"External iliac",', "bad_level"),
    "unknown field": (DUTCH, "{clinical_question}", "{patient.__class__}", "unknown_field"),
    "field of another sentence": (
        DUTCH,
        'level = "{name} {pair}."',
        'level = "{name} {clinical_question}."',
        "unknown_field",
    ),
    "open brace": (DUTCH, 'level = "{name} {pair}."', 'level = "{name} {pair."', "open_brace"),
    "typed token": (DUTCH, 'level = "{name} {pair}."', 'level = "{{finding:a:value}}"', "literal_token"),
    "open optional": (DUTCH, "[?, {phase}?]", "[?, {phase}", "open_optional"),
    "label missing": (DUTCH, 'label = "Techniek"\n', "", "missing_key"),
    "label empty": (DUTCH, 'label = "Techniek"', 'label = " "', "empty_text"),
    "level name missing": (DUTCH, 'annulus = "Annulus aortae"\n', "", "missing_key"),
    "control character": (DUTCH, 'label = "Techniek"', 'label = "Tech\\u0007"', "control_character"),
    "unknown section": (DUTCH, "[sections.remark]", "[sections.extra]", "unknown_section"),
    "unknown sentence": (DUTCH, 'no_prior = "', 'never = "', "unknown_key"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_is_refused_with_its_own_fault(tmp_path: Path, name: str) -> None:
    file, old, new, code = BROKEN[name]
    folder = tmp_path / "aorta_ct"
    shutil.copytree(FOLDER / "aorta_ct", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, "the test no longer breaks anything"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load("aorta_ct", tmp_path)
    assert caught.value.code == code
    sentence = caught.value.sentence()
    assert "aorta_ct" in sentence
    assert not re.search(r"\{\w+\}", sentence.replace("{patient.__class__}", ""))


def test_there_are_enough_broken_templates() -> None:
    assert len({code for _f, _o, _n, code in BROKEN.values()}) >= 15


@pytest.mark.parametrize("missing", [ROOT, DUTCH, "en.toml"])
def test_a_missing_file_is_refused(tmp_path: Path, missing: str) -> None:
    shutil.copytree(FOLDER / "aorta_ct", tmp_path / "aorta_ct")
    (tmp_path / "aorta_ct" / missing).unlink()
    with pytest.raises(TemplateError) as caught:
        load("aorta_ct", tmp_path)
    assert caught.value.code == "missing_file"


@pytest.mark.hostile
@pytest.mark.parametrize("name", ["../aorta_ct", "/etc", "", "AORTA", "aorta_ct/../x"])
def test_a_name_never_leaves_the_folder(name: str) -> None:
    with pytest.raises(TemplateError) as caught:
        load(name)
    assert caught.value.code == "bad_id"


def test_the_shipped_templates_load_in_both_languages() -> None:
    assert "aorta_ct" in available()
    template = load("aorta_ct")
    assert [template.label(s.id, "nl") for s in template.sections] == [
        "Klinische vraag",
        "Techniek",
        "Bevindingen",
        "Vergelijking",
        "Conclusie",
        "Opmerking voor de radioloog",
    ]
    assert template.words["nl"].terms.keys() == template.words["en"].terms.keys()
    assert not template.section("remark").in_report
    with pytest.raises(KeyError):
        template.section("x")


def test_the_text_follows_from_findings_and_facts(make_document: Make) -> None:
    document = make_document()
    template = load("aorta_ct")
    facts = Facts(
        clinical_question="Toename?",
        slice_thickness_mm=1.0,
        comparisons=document.comparisons,
        prior_date="2026-05-20",
    )
    composed = compose(template, document.findings, facts, "nl")
    shown = {
        key: render_text(text, document.findings, "nl", comparisons=document.comparisons)
        for key, text in composed.items()
    }
    assert shown["clinical_question"] == "Toename?"
    assert shown["technique"] == (
        "CT-aorta, ECG-getriggerd (75 % RR), arterieel, plakdikte 1,0 mm, coupeafstand 1,5 mm. Metingen loodrecht op"
        " de centerline, grootste × loodrechte diameter. Meetrand: buitenwand tot buitenwand."
    )
    assert shown["findings"].startswith(
        "Annulus 34 × 31 mm (oppervlakte 843 mm², omtrek 105 mm). Sinus Valsalvae 32 × 29 mm."
    )
    assert "Grootste thoracale diameter 39 × 34 mm." in shown["findings"]
    assert "Niet afgebeeld: infrarenaal." in shown["findings"]
    assert "Niet afgebeeld / niet beoordeelbaar: suprarenaal en bifurcatie." in shown["findings"]
    assert shown["comparison"] == (
        "Vergelijking met 20-05-2026 (zelfde methode): grootste thoracale diameter van 36 mm naar 39 mm"
        " (Δ +3,2 mm; meetfout ± 3,0 mm): groei. Overige niveaus: geen meetbare groei (binnen meetfout)."
    )
    assert shown["conclusion"].startswith("Grootste thoracale diameter 39 × 34 mm: [kies: geen aneurysma /")
    assert shown["remark"] == ""
    english = compose(template, document.findings, facts, "en")
    assert "Largest thoracic diameter" in english["findings"]


def test_every_number_of_a_finding_is_a_token(make_document: Make) -> None:
    document = make_document()
    composed = compose(load("aorta_ct"), document.findings, Facts(comparisons=document.comparisons), "nl")
    bare = re.sub(r"\{\{[^{}]+\}\}", "", composed["findings"] + composed["conclusion"])
    assert not re.search(r"\d+\s*mm", bare)
    ids = {t.finding_id for text in composed.values() for t in tokens(text)}
    assert ids <= {f.id for f in document.findings}
    assert len(ids) >= 13


def test_without_facts_nothing_is_invented() -> None:
    composed = compose(load("aorta_ct"), (), Facts(), "nl")
    assert composed["technique"] == "CT-aorta."
    assert composed["clinical_question"] == ""
    assert composed["comparison"] == "Geen voorgaand onderzoek beschikbaar."
    assert not any(tokens(text) for text in composed.values())
    assert compose(load("aorta_ct"), (), Facts(prior_searched=False), "nl")["comparison"] == ""


def test_text_of_a_referrer_is_never_read_as_a_field() -> None:
    question = "{level_sentences} [?{phase}?] {{finding:x:value}}"
    assert (
        compose(load("aorta_ct"), (), Facts(clinical_question=question), "nl")["clinical_question"]
        == question
    )


def test_mixed_edges_are_named_with_their_levels(make_document: Make) -> None:
    findings = tuple(
        replace(f, conditions=tuple(("edge", "inner") if c[0] == "edge" else c for c in f.conditions))
        if f.level == "sinus"
        else f
        for f in make_document().findings
        if f.level in ("sinus", "celiac")
    )
    text = compose(load("aorta_ct"), findings, Facts(), "nl")["technique"]
    assert (
        "binnenwand tot binnenwand (sinus Valsalvae); buitenwand tot buitenwand (truncus coeliacus)" in text
    )


def test_a_comparison_with_another_method_says_so(make_document: Make) -> None:
    document = make_document()
    other = Comparison(
        MAXIMUM, 36.2, "2026-05-20", None, None, "not_comparable", same_method=False, reason="andere rand"
    )
    text = compose(load("aorta_ct"), document.findings, Facts(comparisons=(other,)), "nl")
    assert text["comparison"] == (
        "Vergelijking met 20-05-2026 (andere methode): grootste thoracale diameter: niet vergelijkbaar (andere rand)."
    )
    assert "meetbare groei" not in text["conclusion"]


def test_tokens_render_what_they_say(make_document: Make) -> None:
    document = make_document()
    compared = (replace(next(c for c in document.comparisons if c.finding_id == MAXIMUM), rate_per_year=6.4),)

    def shown(finding_id: str, what: str) -> str:
        return render_text(token(finding_id, what), document.findings, "nl", comparisons=compared)

    assert {what: shown(MAXIMUM, what) for what in WHATS if what != "mm2"} == {
        "value": "39 mm",
        "number": "39",
        "pair": "39 × 34 mm",
        "prior": "36 mm",
        "difference": "+3,2 mm",
        "rate": "+6,4 mm/jaar",
        "limit": "3,0 mm",
        "verdict": "groei",
    }
    assert shown("annulus-area_mm2", "value") == "8,4 cm²"
    assert shown("annulus-area_mm2", "mm2") == "843 mm²"
    assert shown("infrarenal-diameter_max_mm", "pair") == "niet afgebeeld"
    assert shown("sinus-diameter_max_mm", "difference") == "onbekend"
    assert shown("weg", "value") == "[meting verwijderd]"


def test_pieces_keep_text_and_tokens_apart(make_document: Make) -> None:
    text = f"Maximaal {token(MAXIMUM, 'pair')}, {{x}} {{{{finding:{MAXIMUM}:onzin}}}}."
    parts = pieces(text, make_document().findings, "nl")
    assert [(p.text, p.token is not None) for p in parts] == [
        ("Maximaal ", False),
        ("39 × 34 mm", True),
        (f", {{x}} {{{{finding:{MAXIMUM}:onzin}}}}.", False),
    ]


@given(st.text(max_size=200))
def test_text_without_tokens_is_rendered_as_it_is(text: str) -> None:
    if not tokens(text):
        assert render_text(text, (), "nl") == text


@given(st.text(max_size=30), st.sampled_from(WHATS))
def test_a_token_is_read_back_or_refused(finding_id: str, what: str) -> None:
    try:
        text = token(finding_id, what)
    except ValueError:
        return
    (found,) = tokens(text)
    assert (found.finding_id, found.what, found.end) == (finding_id, what, len(text))


def test_what_is_missing_is_said_with_what_signing_does(make_document: Make) -> None:
    template, document = load("aorta_ct"), make_document()
    missing = required_missing(template, {}, document.findings)
    assert [(m.section_id, m.code, m.completion) for m in missing if m.code == "empty"] == [
        ("clinical_question", "empty", Completion.PROHIBIT),
        ("technique", "empty", Completion.PROHIBIT),
        ("findings", "empty", Completion.PROHIBIT),
        ("comparison", "empty", Completion.ALERT),
        ("conclusion", "empty", Completion.PROHIBIT),
    ]
    assert [m.detail for m in missing if m.code == "level"] == ["suprarenal", "bifurcation"]
    full = dict(document.sections)
    assert {m.code for m in required_missing(template, full, document.findings)} == {"level"}


def test_choices_and_broken_links_prohibit(make_document: Make) -> None:
    template, document = load("aorta_ct"), make_document()
    composed = compose(template, document.findings, Facts(clinical_question="?"), "nl")
    choice = [m for m in required_missing(template, composed, document.findings) if m.code == "choice"]
    assert [(m.section_id, m.completion) for m in choice] == [("conclusion", Completion.PROHIBIT)]
    without = tuple(f for f in document.findings if f.id != MAXIMUM)
    broken = [m for m in required_missing(template, document.sections, without) if m.code == "broken_link"]
    assert broken
    assert all(m.completion is Completion.PROHIBIT and m.detail == MAXIMUM for m in broken)


def test_rows_keep_the_order_and_put_the_maximum_where_it_lies(make_document: Make) -> None:
    document = make_document()
    rows = measurement_rows(load("aorta_ct"), document.findings, document.comparisons, "nl")
    levels = [r.level for r in rows]
    assert levels.index("maximum.thoracic") == levels.index("descending_proximal") + 1
    assert [r.level for r in rows if r.emphasised] == ["maximum.thoracic"]
    assert {r.level: r.absent for r in rows if r.absent} == {
        "infrarenal": "not_imaged",
        "suprarenal": "not_measured",
        "bifurcation": "not_measured",
    }


def test_the_overall_maximum_is_not_printed_twice(make_document: Make) -> None:
    document = make_document()
    again = tuple(
        replace(f, id=f"o-{f.id}", group="level:maximum.overall", level="maximum.overall")
        for f in document.findings
        if f.level == "maximum.thoracic"
    )
    rows = measurement_rows(load("aorta_ct"), (*document.findings, *again), (), "nl")
    assert "maximum.overall" not in [r.level for r in rows]


def test_the_technique_says_that_the_images_were_resampled_or_lossy(make_document: Make) -> None:
    findings = make_document().findings
    plain = compose(load("aorta_ct"), findings, Facts(), "nl")["technique"]
    assert "Let op" not in plain
    marked = tuple(
        replace(
            f, flags=("resampled", "lossy", *f.flags), source=replace(f.source, facts=(("resampled", "x"),))
        )
        for f in findings
    )
    for language, words in (
        ("nl", "Let op: omgerekende beelden en beelden met detailverlies."),
        ("en", "Note: resampled images and lossy images."),
    ):
        assert words in compose(load("aorta_ct"), marked, Facts(), language)["technique"]


def test_a_plane_that_was_interpolated_to_measure_on_says_nothing_of_the_images(make_document: Make) -> None:
    findings = tuple(
        replace(f, flags=("resampled",), method=replace(f.method, name="planar"))
        for f in make_document().findings
    )
    assert "omgerekende" not in compose(load("aorta_ct"), findings, Facts(), "nl")["technique"]
