"""The parts of the archive that need no server: cleaned words, answers, comparing, received studies, secrets."""

from __future__ import annotations

import json
import os
import threading
import unicodedata
from pathlib import Path

import pytest
from dicom_objects import image, uid_of, write
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.uid import ImplicitVRLittleEndian, RLELossless

from resources.errors import Refused
from studies.archive import compare, contexts, secret
from studies.archive.answers import Answer
from studies.archive.query import wildcard
from studies.archive.received import ReceivedStudies
from studies.archive.words import clean, is_uid, uid, whole
from studies.sources import Unreadable


@given(st.text(max_size=300), st.integers(1, 80))
def test_cleaned_text_is_one_short_line_without_tricks(text: str, most: int) -> None:
    out = clean(text, most)
    assert len(out) <= most
    assert not [c for c in out if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
    assert clean(out, most) == out


def test_cleaned_text_keeps_names_and_drops_tricks() -> None:
    assert clean("Şahin^Łucja έ 山") == "Şahin^Łucja έ 山"
    assert clean("a\r\nb\x1b[31m\u202ec\x00") == "a b [31mc"
    assert clean("e" + "\u0301" * 500) == "e" + "\u0301" * 4
    assert clean("x" * 10**6, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("value", "right"),
    [("1.2.840", True), ("", False), ("1..2", False), ("../1", False), ("1.2\n", False), ("1." * 40, False)],
)
def test_a_uid_is_digits_and_dots(value: str, right: bool) -> None:
    assert is_uid(value) is right
    assert uid(value.strip()) == (value.strip() if is_uid(value.strip()) else "")


def test_a_count_is_a_whole_number_or_nothing() -> None:
    assert [whole(v) for v in ("12", " 7 ", 3, "-1", "x", None, "1e9", 10**12)] == [
        12, 7, 3, None, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ""), ("  ", ""), ("jan", "*jan*"), ("Jan*", "Jan*"), ("Vries, de", "*Vries^de*"),
        ("Vries^Jan", "*Vries^Jan*"), ("J?n", "J?n"),
    ],
)  # fmt: skip
def test_a_name_is_looked_for_anywhere(typed: str, asked: str) -> None:
    assert wildcard(typed) == asked


def answer_of(*elements: tuple[int, bytes, bytes]) -> Answer:
    """An answer as it comes from the network: implicit little endian, raw."""
    import io

    body = b"".join(
        tag.to_bytes(4, "big")[1::-1] + tag.to_bytes(4, "big")[:1:-1] + len(v).to_bytes(4, "little") + v
        for tag, _, v in elements
    )
    return Answer(read_dataset(io.BytesIO(body), is_implicit_VR=True, is_little_endian=True))


@pytest.mark.filterwarnings("ignore:Unknown encoding")
def test_an_answer_is_read_in_its_own_characters() -> None:
    name = (0x00100010, b"PN", "Dïjkstra^Åke".encode("latin-1"))
    assert answer_of((0x00080005, b"CS", b"ISO_IR 100"), name).name("PatientName") == "Dïjkstra^Åke"
    assert answer_of(name).name("PatientName") == "Dïjkstra^Åke"  # what isn't said is Latin-1
    utf8 = (0x00100010, b"PN", "Łucja^山=x=y ".encode())
    assert answer_of((0x00080005, b"CS", b"ISO_IR 192"), utf8).name("PatientName") == "Łucja^山"
    assert answer_of((0x00080005, b"CS", b"NONSENSE"), utf8).name("PatientName") != ""


@pytest.mark.hostile
def test_a_hostile_answer_gives_plain_values_and_never_an_error() -> None:
    answer = answer_of(
        (0x00100010, b"PN", b"\x1b$B\xff\xfe" * 100 + b"\0"),
        (0x00200013, b"IS", b"12 monkeys"),
        (0x00201208, b"IS", b"9" * 400),
        (0x00080061, b"CS", b"CT\\MR\\\\" + b"X\\" * 5000 + b" "),
        (0x00400100, b"SQ", b"not a sequence"),
        (0x0020000D, b"UI", b"../../etc/passwd"),
    )
    assert len(answer.name("PatientName")) <= 1024
    assert answer.number("InstanceNumber") is None
    assert answer.number("NumberOfStudyRelatedInstances") is None
    assert answer.texts("ModalitiesInStudy")[:2] == ("CT", "MR")
    assert len(answer.texts("ModalitiesInStudy")) <= 100
    assert {i.text("Modality") for i in answer.items("ScheduledProcedureStepSequence")} <= {""}
    assert uid(answer.text("StudyInstanceUID")) == ""
    assert answer.text("PatientID") == ""


def test_offers_fit_in_an_association_and_cover_what_comes() -> None:
    for classes in ([], [""], ["1.2.840.10008.5.1.4.1.1.2"], contexts.ALL_CLASSES, contexts.ALL_CLASSES[:9]):
        offers = contexts.to_fetch(classes)
        assert 1 <= len(offers) <= contexts.MOST_CONTEXTS - 1
    only_ct = contexts.to_fetch(["1.2.840.10008.5.1.4.1.1.2"])
    compressed = [o for o in only_ct if str(o.transfer_syntax[0]) in contexts.COMPRESSED]
    assert {str(o.transfer_syntax[0]) for o in compressed} == set(contexts.COMPRESSED)
    assert {len(o.transfer_syntax) for o in compressed} == {1}
    assert len(contexts.to_receive()) == len(contexts.ALL_CLASSES) > 150
    assert "1.2.840.10008.1.2.1.99" not in contexts.ENCODINGS


def test_the_same_object_in_another_encoding_is_the_same(tmp_path: Path) -> None:
    ours = write(image("A", 1, 1, size=32), tmp_path / "a.dcm")
    implicit = image("A", 1, 1, size=32)
    implicit.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    packed = image("A", 1, 1, size=32)
    packed.compress(RLELossless, generate_instance_uid=False)
    for name, other in (("b", implicit), ("c", packed)):
        theirs = write(other, tmp_path / f"{name}.dcm")
        assert compare.differences(ours, theirs) == ()
        assert compare.same_object(theirs, ours)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"PatientName": "Ander^Mens"}, ("PatientName",)),
        ({"PatientID": None}, ("PatientID",)),
        ({"InstitutionName": "Elders"}, ("InstitutionName",)),
        ({"PixelSpacing": [1, 1.5]}, ("PixelSpacing",)),
        ({"PixelData": bytes(512)}, ("PixelData",)),
        ({"RetrieveAETitle": "PACS"}, ()),
        ({"ReferringPhysicianName": None}, ()),  # was empty
    ],
)
def test_what_differs_is_named(tmp_path: Path, change: dict[str, object], found: tuple[str, ...]) -> None:
    ours = write(image("A"), tmp_path / "a.dcm")
    theirs = write(image("A", **change), tmp_path / "b.dcm")
    assert compare.differences(ours, theirs) == found


def test_what_differs_within_a_sequence_is_seen(tmp_path: Path) -> None:
    def with_code(meaning: str) -> Dataset:
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "1", "99X", meaning
        return image("A", ProcedureCodeSequence=[code])

    ours = write(with_code("CT"), tmp_path / "a.dcm")
    assert compare.differences(ours, write(with_code("CT"), tmp_path / "b.dcm")) == ()
    assert compare.differences(ours, write(with_code("MR"), tmp_path / "c.dcm")) == ("ProcedureCodeSequence",)


def test_what_cant_be_read_is_the_same_as_its_own_bytes_only(tmp_path: Path) -> None:
    text, copy, other = (tmp_path / name for name in "abc")
    text.write_bytes(b"geen DICOM")
    copy.write_bytes(b"geen DICOM")
    other.write_bytes(b"ook niet..")
    with pytest.raises(Unreadable):
        compare.differences(text, copy)
    assert compare.same_object(text, copy)
    assert not compare.same_object(text, other)


def test_received_objects_are_new_same_or_other(tmp_path: Path) -> None:
    received = ReceivedStudies(tmp_path / "r")

    def come(number: int, **changes: object) -> str:
        made = write(image("A", 1, number, **changes), tmp_path / "made.dcm")
        file = received.write([made.read_bytes()])
        outcome = received.keep(file, uid_of("A"), uid_of("A", 1, number), source="PACS\x1b")
        assert not file.exists()
        return outcome

    assert [come(1), come(1), come(2), come(1, PatientName="Ander^Mens")] == ["new", "same", "new", "other"]
    received.expect(uid_of("A"), {uid_of("A", 1): [uid_of("A", 1, n) for n in range(1, 7)]})
    study = received.study(uid_of("A"))
    assert study is not None
    assert (study.count, study.expected, study.missing, study.is_complete) == (2, 6, 4, False)
    assert study.series == ((uid_of("A", 1), 2, 6),)
    assert [c.source for c in study.conflicts] == ["PACS"]
    received.remove(uid_of("A"))
    assert received.study(uid_of("A")) is None
    assert received.studies() == ()


def test_of_two_at_once_only_one_is_new(tmp_path: Path) -> None:
    received = ReceivedStudies(tmp_path / "r")
    made = write(image("A"), tmp_path / "made.dcm").read_bytes()
    files = [received.write([made]) for _ in range(8)]
    outcomes: list[str] = []
    go = threading.Barrier(8)

    def keep(file: Path) -> None:
        go.wait()
        outcomes.append(received.keep(file, uid_of("A"), uid_of("A", 1, 1)))

    threads = [threading.Thread(target=keep, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["new"] + ["same"] * 7


@pytest.mark.parametrize("text", ["", "{", "[]", '{"study_instance_uid": 1}', '{"series": {"a": 3}}'])
def test_damaged_notes_beside_a_study_say_nothing(tmp_path: Path, text: str) -> None:
    received = ReceivedStudies(tmp_path / "r")
    made = write(image("A"), tmp_path / "made.dcm")
    received.keep(received.write([made.read_bytes()]), uid_of("A"), uid_of("A", 1, 1))
    (received.folder(uid_of("A")) / "study.json").write_text(text)
    (study,) = received.studies()
    assert (study.study_instance_uid, study.count, study.expected) == (uid_of("A"), 1, None)


def test_a_folder_with_the_notes_of_another_study_isnt_shown(tmp_path: Path) -> None:
    received = ReceivedStudies(tmp_path)
    received.expect(uid_of("A"), {"1.2": ["1.3"]})
    notes = received.folder(uid_of("A")) / "study.json"
    data = json.loads(notes.read_text())
    notes.write_text(json.dumps({**data, "study_instance_uid": uid_of("B")}))
    assert received.studies() == ()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_secret_is_kept_for_us_alone_and_refused_when_others_can_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOORVERSLAG_KEYS", "file")
    assert secret.secret(tmp_path, "web") is None
    secret.keep_secret(tmp_path, "web", "geheim")
    secret.keep_secret(tmp_path, "../web", "anders")
    assert secret.secret(tmp_path, "web") == "geheim"
    assert secret.secret(tmp_path, "../web") == "anders"
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 2
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    files[0].chmod(0o640)
    files[1].chmod(0o640)
    with pytest.raises(Refused):
        secret.secret(tmp_path, "web")
    files[0].chmod(0o600)
    files[1].chmod(0o600)
    secret.forget_secret(tmp_path, "web")
    assert secret.secret(tmp_path, "web") is None
