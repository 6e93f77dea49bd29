"""The printed report: its state on every page, nothing invented, nothing injected, the same bytes twice."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from report_templates.document import Comparison, KeyImage, Person, ReportDocument
from report_templates.render.pdf import pdf_file_name, render_pdf
from report_templates.render.words import MARKER, RECALLED_MARKER, WORDS
from report_templates.status import StatusRefused
from resources.errors import InputError

Make = Callable[..., ReportDocument]
Pages = Callable[[bytes], list[str]]
LONG = {"findings": "\n".join(f"Regel {i} van een lang verslag." for i in range(160)), "conclusion": "Kort."}
NOT_FINAL = ("draft", "submitted", "in_review", "returned", "handed_back", "lapsed")

PAYLOADS = [
    "<b>vet",
    "</b>",
    "A & B",
    "x < y",
    "x > y",
    '<img src="file:///etc/hostname"/>',
    '<img src="http://127.0.0.1:9/x.png"/>',
    '<a href="http://127.0.0.1:9/">klik</a>',
    '<font color="white">weg</font>',
    "</para>",
    "<para>",
    "<br/>",
    "&lt;script&gt;",
    "&#60;b&#62;",
    "<!-- weg -->",
    "<![CDATA[x]]>",
    "=HYPERLINK(1)",
    "|^~\\&",
    "\\X0D\\",
    "../../etc/passwd",
    "CON",
    "%n%s",
    "{{7*7}}",
    "{0.__class__}",
    "${jndi:x}",
    "'; DROP TABLE report;--",
    "<onDraw name=x/>",
    "<unichar code='65'/>",
    "<seq id=1/>",
    "Ş Ł έ",
    "%PDF-1.7",
    "<index item=x/>",
    "<super>2</super>",
    "<greek>a</greek>",
]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("state", NOT_FINAL)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_of_what_is_not_final_carries_the_marker(
    make_document: Make, text_of_pages: Pages, state: str, language: str
) -> None:
    pages = text_of_pages(render_pdf(make_document(state, sections=LONG), language=language))
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        assert MARKER in page
        assert "TEST-0001" in page
        assert "T26-004417" in page
        assert "01-01-1958" in page or "1958-01-01" in page
        assert f"{number}/{len(pages)}" in page
        assert "GEAUTORISEERD door" not in page


@pytest.mark.parametrize("state", ["authorised", "corrected"])
def test_no_page_of_a_final_carries_a_marker(make_document: Make, text_of_pages: Pages, state: str) -> None:
    pages = text_of_pages(render_pdf(make_document(state, sections=LONG)))
    assert len(pages) >= 2
    for page in pages:
        assert "VOORLOPIG" not in page
        assert "NIET GEAUTORISEERD" not in page
        assert "GEAUTORISEERD" in page
        assert "Geen medisch hulpmiddel" in page
    assert (
        "GEAUTORISEERD door dr. Ruben Proef, radioloog, BIG 00000000000, op 20-11-2026 om 11:56" in pages[0]
    )


def test_a_recalled_report_says_so_on_every_page(make_document: Make, text_of_pages: Pages) -> None:
    pages = text_of_pages(render_pdf(make_document("recalled", sections=LONG)))
    assert all(RECALLED_MARKER in page for page in pages)
    assert all("GEAUTORISEERD door" not in page for page in pages)


def test_a_final_without_a_valid_signature_is_not_rendered(make_document: Make) -> None:
    good = make_document("authorised")
    assert good.signature is not None
    for signature in (None, replace(good.signature, verified=False)):
        with pytest.raises(StatusRefused):
            render_pdf(replace(good, signature=signature))


def test_training_and_replaced_reports_say_so(make_document: Make, text_of_pages: Pages) -> None:
    page = text_of_pages(render_pdf(make_document("authorised", training=True, superseded_by="R-2")))[0]
    assert "OEFENING – NIET VOOR PATIËNTENZORG" in page
    assert "VERVANGEN DOOR VERSLAG R-2" in page


def test_who_what_when_under_whose_responsibility(make_document: Make, text_of_pages: Pages) -> None:
    text = "\n".join(text_of_pages(render_pdf(make_document("authorised"))))
    for words in (
        "Wie, wat, wanneer, onder wiens verantwoordelijkheid",
        "Sanne Voorbeeld, MBB'er, 20-11-2026 11:18",
        "dr. Ruben Proef, radioloog, 20-11-2026 11:56",
        "O-2026-031, dr. Ruben Proef, aanvaard 02-11-2026",
        "AORTA 3.2; bekwaam tot 14-03-2028",
        "Ed25519 en PAdES; sleutel 5C1E 90AB 77D2",
        "sha256 7f3a…c21e; anker K7QX-2M9P-4D",
        "Verslag CT-aorta 1.0 (NL); Voorverslag 0.1.0",
    ):
        assert words in text
    draft = "\n".join(text_of_pages(render_pdf(make_document("in_review"))))
    assert "niet getekend" in draft
    assert "sleutel" not in draft
    assert "anker" not in draft


def test_the_table_states_every_level_its_prior_and_what_is_not_imaged(
    make_document: Make, text_of_pages: Pages
) -> None:
    # a final one: the pieces of a watermark would stand between the cells
    text = text_of_pages(render_pdf(make_document("authorised")))[0]
    assert re.search(r"Maximaal thoracaal\s+39\s+34\s+36\s+\+3,2\s+groei", text)
    assert re.search(r"Aorta ascendens, midden\s+31\s+30\s+32\s+−1,0\s+geen meetbare groei", text)
    assert re.search(r"Infrarenaal\s+niet afgebeeld", text)
    assert re.search(r"Suprarenaal · Bifurcatie\s+niet afgebeeld / niet beoordeelbaar", text)
    assert "20-05-2026 (mm)" in text
    assert "meetfout ± 3,0 mm" in text


def test_numbers_in_the_text_follow_their_findings(make_document: Make, text_of_pages: Pages) -> None:
    base = make_document()
    changed = tuple(
        replace(f, value=45.0) if f.id == "maximum.thoracic-diameter_max_mm" else f for f in base.findings
    )
    text = "\n".join(text_of_pages(render_pdf(replace(base, findings=changed))))
    assert "Grootste thoracale diameter 45 × 34 mm" in text
    assert "39 × 34 mm" not in text
    gone = tuple(f for f in base.findings if f.level != "maximum.thoracic")
    assert "[meting verwijderd]" in "\n".join(text_of_pages(render_pdf(replace(base, findings=gone))))


def test_the_remark_to_the_radiologist_is_never_printed(make_document: Make, text_of_pages: Pages) -> None:
    for state in ("draft", "authorised"):
        assert "GEHEIME" not in "".join(text_of_pages(render_pdf(make_document(state))))


def test_priors_of_different_dates_are_told_apart(make_document: Make, text_of_pages: Pages) -> None:
    base = make_document()
    other = Comparison("sinus-diameter_max_mm", 31.6, "2025-01-02", -0.1, 3.0, "no_measurable_growth")
    text = text_of_pages(render_pdf(replace(base, comparisons=(base.comparisons[0], other))))[0]
    assert "32 (02-01-2025)" in text
    assert "34 (20-05-2026)" in text


def test_no_findings_still_make_a_report(make_document: Make, text_of_pages: Pages) -> None:
    empty = make_document("draft", findings=(), comparisons=(), key_images=(), sections={}, alarms=())
    text = text_of_pages(render_pdf(empty))[0]
    assert MARKER in text
    assert "Nog niet ingevuld." in text


@pytest.mark.parametrize("state", ["in_review", "authorised", "recalled"])
def test_two_renders_are_byte_equal(make_document: Make, state: str) -> None:
    first = render_pdf(make_document(state))
    time.sleep(1.1)
    assert render_pdf(make_document(state)) == first


def test_all_fonts_are_embedded(make_document: Make, run_tool: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "fonts.pdf"
    path.write_bytes(render_pdf(make_document()))
    lines = run_tool("pdffonts", path).splitlines()[2:]
    assert len(lines) >= 2
    assert all(re.search(r"\s(yes)\s+(yes)\s+(yes)\s+\d+\s+\d+$", line) for line in lines), lines


@pytest.mark.parametrize(
    ("state", "word"), [("submitted", MARKER), ("authorised", "GEAUTORISEERD"), ("recalled", RECALLED_MARKER)]
)
def test_properties_and_xmp_say_the_state(make_document: Make, state: str, word: str) -> None:
    data = render_pdf(make_document(state))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ("/Title", "/Subject", "/Keywords"):
            assert word in str(pdf.docinfo[key])
        author = "dr. Ruben Proef" if state == "authorised" else "Sanne Voorbeeld"
        assert str(pdf.docinfo["/Author"]) == author
        xmp = bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert word in xmp
        assert str(pdf.Root.Lang) == "nl-NL"
        if state == "authorised":
            assert "VOORLOPIG" not in xmp
        with pdf.open_metadata() as parsed:
            assert word in parsed["dc:title"]


@pytest.mark.hostile
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_appears_literally_and_opens_nothing(
    make_document: Make, text_of_pages: Pages, payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    import urllib.request

    monkeypatch.setattr(urllib.request, "urlopen", lambda *a, **k: opened.append(str(a)))
    base = make_document("submitted", comparisons=(), alarms=())
    document = replace(
        base,
        patient=replace(base.patient, name=f"N{payload}N", id=f"I{payload}I"[:64]),
        study=replace(base.study, description=f"S{payload}S"),
        author=replace(base.author, name=f"A{payload}A"),
        sections={
            "conclusion": f"C{payload}C",
            "findings": "f",
            "technique": "t",
            "clinical_question": f"Q{payload}Q",
        },
        key_images=(KeyImage(f"K{payload}K", rgb=bytes(3 * 40 * 4), width=40, height=4),),
    )
    data = render_pdf(document)
    text = flat("".join(text_of_pages(data)))
    # a caret parts the components of a DICOM name
    for letter in "ISACQK" if "^" in payload else "NISACQK":
        shown = f"{letter}{payload}{letter}"[: 64 if letter == "I" else None]
        assert flat(shown) in text, (letter, text[:400])
    assert not opened
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not any("/Annots" in page for page in pdf.pages)
        assert all(name not in pdf.Root for name in ("/OpenAction", "/AA", "/AcroForm"))


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ("a\u202eb", "a‹U+202E›b"),
        ("a\x00b", "a‹U+0000›b"),
        ("a\ud800b", "a‹U+D800›b"),
        ("a山b", "a‹U+5C71›b"),
        ("a\u200bb", "a‹U+200B›b"),
        ("a\x0bb\rc\nd", "abcd"),
        ("a" + "\u0301" * 5000 + "b", "a"),
    ],
)
def test_what_hides_turns_or_has_no_glyph_is_made_visible(
    make_document: Make, text_of_pages: Pages, payload: str, shown: str
) -> None:
    base = make_document("submitted")
    document = replace(
        base, patient=replace(base.patient, name=payload), sections={"conclusion": f"C{payload}C"}
    )
    text = flat("".join(text_of_pages(render_pdf(document))))
    if "\u0301" in payload:
        assert text.count("\u0301") < 40
        return
    assert text.count(shown) >= 2


@pytest.mark.hostile
def test_names_and_texts_of_64_kb_are_printed_in_time(make_document: Make, text_of_pages: Pages) -> None:
    base = make_document("submitted")
    document = replace(
        base,
        patient=replace(base.patient, name="N" * 65536),
        author=Person("p", "A" * 65536, "radiographer"),
        sections={"conclusion": "c" * 65536, "findings": "woord " * 10000},
    )
    start = time.process_time()
    pages = text_of_pages(render_pdf(document))
    assert time.process_time() - start < 20
    assert all(MARKER in page for page in pages)
    assert sum(page.count("c") for page in pages) >= 65536


@pytest.mark.hostile
@pytest.mark.parametrize("data", [b"", b"GIF89a" + b"\0" * 50, b"\x89PNG\r\n\x1a\nkapot", b"/etc/hostname"])
def test_a_picture_that_is_none_is_refused(make_document: Make, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        render_pdf(make_document(key_images=(KeyImage("x", png=data, width=4, height=4),)))
    assert caught.value.code == "key_image"


def test_rgb_rows_make_a_key_image(make_document: Make) -> None:
    image = KeyImage("x", rgb=bytes(range(48)), width=4, height=4)
    assert render_pdf(make_document(key_images=(image,) * 5)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("state", "accession", "name"),
    [
        ("submitted", "T26-004417", "VOORLOPIG_T26-004417_14.pdf"),
        ("authorised", "T26-004417", "T26-004417_14.pdf"),
        ("recalled", "T26-004417", "INGETROKKEN_T26-004417_14.pdf"),
        ("draft", "../../etc/passwd\x00", "VOORLOPIG_.._.._etc_passwd__14.pdf"),
        ("authorised", "..", "_14.pdf"),
        ("authorised", "CON", "CON_14.pdf"),
        ("draft", "", "VOORLOPIG_r-1_14.pdf"),
    ],
)
def test_file_names_are_safe_and_say_the_state(
    make_document: Make, state: str, accession: str, name: str
) -> None:
    base = make_document(state)
    assert pdf_file_name(replace(base, study=replace(base.study, accession_number=accession))) == name


def test_a_long_accession_keeps_the_file_name_short(make_document: Make) -> None:
    base = make_document("draft")
    name = pdf_file_name(replace(base, study=replace(base.study, accession_number="x" * 300)))
    assert len(name) <= 100
    assert name.startswith("VOORLOPIG_")
    assert name.endswith(".pdf")


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["nl"].keys() == WORDS["en"].keys()
    for key, dutch in WORDS["nl"].items():
        assert set(re.findall(r"\{\w+\}", dutch)) == set(re.findall(r"\{\w+\}", WORDS["en"][key])), key
