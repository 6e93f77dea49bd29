"""De-identification: nothing that was planted comes out, and the images still load as they were."""

from __future__ import annotations

import base64
import struct
import subprocess
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.datadict import DicomDictionary, keyword_for_tag, tag_for_keyword
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from resources.errors import Cancelled, InputError, Refused
from studies.deidentify import Case, Options, deidentify, new_secret, values
from studies.deidentify.tables import actions, despite, kept
from studies.load import load_series, load_volume
from studies.scan import scan

SECRET = bytes(range(32))
#: what is planted: a name, a number, a date, a time, a UID and bytes
NAME, NUMBER, DAY, UIDS, BYTES = "ZQJANSENQZ", "987654321", "19510317", "1.2.3.987654321.77", b"QZJANSEN"
LONG = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"}
EXPLICIT = "1.2.840.10008.1.2.1"
#: what the image needs to be one; everything else of the dictionary is planted
REAL = {
    "SpecificCharacterSet", "SOPClassUID", "SOPInstanceUID", "Modality", "StudyInstanceUID", "SeriesInstanceUID",
    "FrameOfReferenceUID", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns",
    "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
    "RescaleSlope", "RescaleIntercept", "PixelData", "BurnedInAnnotation", "NumberOfFrames", "FloatPixelData",
    "DoubleFloatPixelData", "ModalityLUTSequence", "PixelPaddingValue", "PixelPaddingRangeLimit", "ImageType",
    "PatientID", "RealWorldValueMappingSequence", "DataSetTrailingPadding", "PlanarConfiguration",
}  # fmt: skip


def planted(vr: str) -> bytes:
    """A value of this kind that tells who the patient is."""
    if vr in ("DA",):
        return DAY.encode()
    if vr == "DT":
        return f"{DAY}112233.987654".encode()
    if vr == "TM":
        return b"112233.987654"
    if vr in ("DS", "IS"):
        return NUMBER.encode() + b"\\" + NUMBER.encode()
    if vr == "UI":
        return UIDS.encode()
    if vr == "AS":
        return b"103Y"
    if vr in ("AT", "FD", "FL", "OB", "OD", "OF", "OL", "OV", "OW", "SL", "SS", "SV", "UL", "US", "UN", "UV"):
        return BYTES
    return NAME.encode()


def element(tag: int, vr: str, value: bytes) -> bytes:
    """One element, explicit little endian, as no library would write it."""
    value += (b"\0" if vr in ("UI", "OB", "UN") else b" ") * (len(value) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    return head + (struct.pack("<HI", 0, len(value)) if vr in LONG else struct.pack("<H", len(value))) + value


def item(content: bytes) -> bytes:
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(content)) + content


def private(depth: int) -> bytes:
    """A private block: text, bytes, an unknown kind, and sequences in sequences."""
    inner = private(depth - 1) if depth else b""
    return b"".join(
        (
            element(0x00090010, "LO", NAME.encode()),
            element(0x00091001, "PN", NAME.encode()),
            element(0x00091002, "UN", BYTES),
            element(0x00091003, "OB", zlib.compress(NAME.encode() * 3)),
            element(0x00091004, "UT", base64.b64encode(NAME.encode())),
            element(0x00091005, "LO", NAME.encode("utf-16-le")),
            element(
                0x00091006, "SQ", item(inner + element(0x00100010, "PN", NAME.encode())) if depth else b""
            ),
        )
    )


def nested(depth: int = 3) -> bytes:
    """An item of a public sequence, with identifiers at every level."""
    inner = element(0x00081140, "SQ", item(nested(depth - 1))) if depth else b""
    return (
        element(0x00080018, "UI", UIDS.encode())
        + element(0x00080090, "PN", NAME.encode())
        + private(1)
        + inner
        + element(0x00100020, "LO", NUMBER.encode())
        + element(0x00180015, "CS", NAME.encode())
        + element(0x00204000, "LT", NAME.encode())
        + element(0x00280030, "DS", NUMBER.encode())
    )


def hostile_file(path: Path, k: int, stored: np.ndarray) -> int:
    """A CT image with identifiers in every attribute that the dictionary knows; returns how many were planted."""
    facts = {
        "SpecificCharacterSet": b"ISO_IR 100", "SOPClassUID": b"1.2.840.10008.5.1.4.1.1.2",
        "SOPInstanceUID": f"{UIDS}.{k}".encode(), "Modality": b"CT", "StudyInstanceUID": f"{UIDS}.1".encode(),
        "SeriesInstanceUID": f"{UIDS}.2".encode(), "FrameOfReferenceUID": f"{UIDS}.3".encode(),
        "ImagePositionPatient": f"-10.5\\20.25\\{k * 2.5}".encode(), "ImageOrientationPatient": b"1\\0\\0\\0\\1\\0",
        "PixelSpacing": b"0.7\\0.7", "Rows": struct.pack("<H", 16), "Columns": struct.pack("<H", 16),
        "SamplesPerPixel": struct.pack("<H", 1), "PhotometricInterpretation": b"MONOCHROME2",
        "BitsAllocated": struct.pack("<H", 16), "BitsStored": struct.pack("<H", 12), "HighBit": struct.pack("<H", 11),
        "PixelRepresentation": struct.pack("<H", 0), "RescaleSlope": b"1", "RescaleIntercept": b"-1024",
        "BurnedInAnnotation": b"NO", "ImageType": f"ORIGINAL\\PRIMARY\\AXIAL\\{NAME}".encode(),
        "PatientID": NUMBER.encode(),
    }  # fmt: skip
    # the bits beyond the value, and bytes behind the last pixel, hold the name too
    cells = stored.astype("<u2").reshape(-1).copy()
    for n, letter in enumerate(NAME.encode()):
        cells[2 * n] |= (letter >> 4) << 12
        cells[2 * n + 1] |= (letter & 15) << 12
    facts["PixelData"] = cells.tobytes() + NAME.encode()
    body, count = [], 0
    for tag, (vr, *_rest) in sorted(DicomDictionary.items()):
        keyword = keyword_for_tag(tag)
        if tag >> 16 in (0x0000, 0x0002, 0x0006, 0xFFFE) or tag & 0xFFFF == 0:
            continue
        kind = vr.split(" or ")[0]
        if keyword in REAL:
            if keyword in facts:
                body.append((tag, "OW" if keyword == "PixelData" else kind, facts[keyword]))
            continue
        count += 1
        body.append((tag, kind, item(nested()) if kind == "SQ" else planted(kind)))
    body.append((0x00090000, "", private(3)))
    body.append((0x60003000, "OW", BYTES * 4))
    body.append((0x60000022, "LO", NAME.encode()))
    body.append((0x50000005, "US", BYTES[:2]))
    body.append((0xFFFCFFFC, "OB", NAME.encode()))
    data = b"".join(value if not vr else element(tag, vr, value) for tag, vr, value in sorted(body))
    meta = b"".join(
        (
            element(0x00020001, "OB", b"\0\1"),
            element(0x00020002, "UI", facts["SOPClassUID"]),
            element(0x00020003, "UI", facts["SOPInstanceUID"]),
            element(0x00020010, "UI", EXPLICIT.encode()),
            element(0x00020016, "AE", NAME.encode()),
            element(0x00020100, "UI", UIDS.encode()),
            element(0x00020102, "OB", BYTES),
        )
    )
    meta = element(0x00020000, "UL", struct.pack("<I", len(meta))) + meta
    preamble = (NAME.encode() * 13)[:128]
    path.write_bytes(preamble + b"DICM" + meta + data)
    return count


def traces(folder: Path) -> list[str]:
    """Where anything of what was planted stands in the output: bytes and names of files, in any disguise."""
    needles: dict[str, bytes] = {
        "bytes": BYTES, "number": NUMBER.encode(), "day": DAY.encode(), "time": b"112233", "uid": UIDS.encode(),
        "packed": zlib.compress(NAME.encode() * 3),
    }  # fmt: skip
    for name in (NAME, NAME.lower(), NAME.title()):
        for coding in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le"):
            needles[f"{name} {coding}"] = name.encode(coding)
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + name.encode())
            needles[f"{name} base64 {shift}"] = coded[4 * bool(shift) : -4]
    found = []
    for file in folder.rglob("*"):
        if NAME.lower() in file.name.lower() or NUMBER in file.name:
            found.append(f"{file}: name")
        if file.is_file():
            data = file.read_bytes()
            found += [f"{file}: {what}" for what, needle in needles.items() if needle in data]
    return found


@pytest.fixture
def hostile(tmp_path) -> tuple[Path, np.ndarray, int]:
    folder = tmp_path / f"{NAME} {NUMBER}"
    folder.mkdir()
    stored = np.random.default_rng(1).integers(0, 4096, (3, 16, 16))
    counts = [hostile_file(folder / f"{NAME}-{k}.dcm", k, stored[k]) for k in range(3)]
    return folder, stored, counts[0]


@pytest.mark.parametrize(
    "options",
    [Options(), Options(shift_dates=True, keep_characteristics=True, clean_descriptors=True)],
    ids=["basic", "all options"],
)
def test_of_identifiers_in_every_attribute_kind_level_and_private_block_none_comes_out(
    hostile, tmp_path, options
):
    folder, stored, count = hostile
    assert traces(folder), "the search itself works"
    out = tmp_path / "out"
    report = deidentify(folder, out, Case("casus-1", SECRET), options)
    found = traces(out)
    print(
        f"{count} attributes of the dictionary planted in each of 3 files, {len(found)} traces in the output"
    )
    assert count > 4000
    assert found == []
    assert report.files == 3
    volume = load_volume(out)
    np.testing.assert_array_equal(volume.voxels, stored - 1024)
    np.testing.assert_allclose(volume.grid.origin_mm, [-10.5, 20.25, 0])
    np.testing.assert_allclose(volume.grid.spacing_mm, [0.7, 0.7, 2.5])
    assert sum(report.removed.values()) > 3 * 3000


def test_comments_in_code_streams_stay_behind(build, tmp_path):
    series = build()
    for k, (syntax, stream) in enumerate(
        {
            "1.2.840.10008.1.2.4.80": imagecodecs.jpegls_encode,
            "1.2.840.10008.1.2.4.70": lambda v: imagecodecs.jpeg8_encode(v, lossless=True, bitspersample=16),
            "1.2.840.10008.1.2.4.90": lambda v: imagecodecs.jpeg2k_encode(
                v, codecformat="j2k", reversible=True
            ),
        }.items()
    ):
        code = stream(np.full((32, 32), 100 + k, np.uint16))
        marker, at = (b"\xff\x64", 47) if syntax.endswith("90") else (b"\xff\xfe", 2)
        text = (b"\0\1" if syntax.endswith("90") else b"") + NAME.encode()
        at = code.index(b"\xff\x52") if syntax.endswith("90") else at
        code = code[:at] + marker + struct.pack(">H", len(text) + 2) + text + code[at:]
        ds = series.slice(k, (0, 0, 2.0 * k), pixels=np.zeros((32, 32), np.uint16), Rows=32, Columns=32)
        ds.file_meta.TransferSyntaxUID = UID(syntax)
        ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 15, 0
        ds.PixelData = encapsulate([code])
        ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
        series.save(ds)
    assert traces(series.folder)
    before = load_volume(series.folder)
    deidentify(series.folder, tmp_path / "out", Case("c", SECRET))
    assert traces(tmp_path / "out") == []
    np.testing.assert_array_equal(load_volume(tmp_path / "out").voxels, before.voxels)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(kept())),
            st.sampled_from([NAME, NUMBER, f"{NAME}\\{NAME}", f"1{NAME}", DAY]),
        ),
        max_size=8,
    )
)
def test_whatever_stands_in_what_is_kept_is_rewritten(pairs):
    """The attributes that stay, with values that don't belong there: in a public sequence of functional groups."""
    from pydicom.dataelem import RawDataElement
    from pydicom.dataset import Dataset
    from pydicom.tag import Tag

    from studies.deidentify.dataset import Rules, rebuilt

    source = Dataset()
    for tag, text in pairs:
        vr = DicomDictionary[tag][0].split(" or ")[0]
        if vr == "SQ":
            continue
        source._dict[Tag(tag)] = RawDataElement(Tag(tag), vr, len(text), text.encode(), 0, False, True)
    made = rebuilt(source, Rules(Case("c", SECRET), True, True, True), 0.0)
    words = repr(made.to_json_dict())
    assert NAME not in words
    assert NUMBER not in words
    assert DAY not in words


def test_the_case_keeps_references_and_distances_and_hides_the_rest(build, tmp_path):
    series = build()
    for k in range(4):
        series.save(
            series.slice(
                k, (0, 0, 2.0 * k), StudyDate="20260105", AcquisitionDate="20260107", PatientAge="093Y", PatientSex="F",
                PatientWeight="71.5", SeriesDescription=f"CT thorax {NAME} 1.0", AcquisitionTime=f"23595{k}.250000",
                Manufacturer=f"SIEMENS {NAME}",
            )
        )  # fmt: skip
    case = Case("casus-7", SECRET)
    first, second, other = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    options = Options(shift_dates=True, keep_characteristics=True, clean_descriptors=True)
    deidentify(series.folder, first, case, options)
    deidentify(series.folder, second, case, options)
    deidentify(series.folder, other, Case("casus-7", new_secret()), Options())
    a, b, c = (dcmread(sorted(folder.rglob("*.dcm"))[0]) for folder in (first, second, other))
    assert a.SOPInstanceUID == b.SOPInstanceUID
    assert a.StudyInstanceUID == b.StudyInstanceUID != c.StudyInstanceUID
    assert a.FrameOfReferenceUID == b.FrameOfReferenceUID
    assert a.SOPInstanceUID.is_valid
    assert len({dcmread(file).SOPInstanceUID for file in first.rglob("*.dcm")}) == 4
    assert int(a.AcquisitionDate) - int(a.StudyDate) in (
        2,
        2 + 100 - 31,
        2 + 100 - 30,
        2 + 100 - 28,
        8870,
        8871,
    )
    assert a.StudyDate < "20250106"
    assert (a.PatientAge, a.PatientSex, float(a.PatientWeight)) == ("090Y", "F", 71.5)
    assert a.SeriesDescription == "CT thorax"
    assert a.Manufacturer == "SIEMENS"
    assert a.LongitudinalTemporalInformationModified == "MODIFIED"
    assert [i.CodeValue for i in a.DeidentificationMethodCodeSequence] == [
        "113100",
        "113105",
        "113107",
        "113108",
    ]
    assert (c.StudyDate, c.PatientSex, c.get("PatientAge"), c.get("SeriesDescription")) == (
        "",
        "",
        None,
        None,
    )
    assert c.LongitudinalTemporalInformationModified == "REMOVED"
    assert [i.CodeValue for i in c.DeidentificationMethodCodeSequence] == ["113100"]
    assert str(c.PatientName) == "OEFENING^casus-7"
    assert c.PatientID == "OEF-casus-7"
    assert c.PatientIdentityRemoved == "YES"
    times = [dcmread(file).AcquisitionTime for file in sorted(first.rglob("*.dcm"))]
    assert times[0] == "000000.000000"
    assert times[-1] == "000003.000000"


def faults(file: Path) -> set[str]:
    done = subprocess.run(["dciodvfy", str(file)], capture_output=True, text=True, check=False)
    return {line for line in (done.stdout + done.stderr).splitlines() if line.startswith("Error")}


def test_the_objects_are_as_valid_as_they_were(build, tmp_path):
    series = build()
    for k in range(2):
        series.save(series.slice(k, (0, 0, 2.0 * k), PatientPosition="HFS", StudyID="1"))
    deidentify(series.folder, tmp_path / "out", Case("c", SECRET))
    file = next((tmp_path / "out").rglob("*.dcm"))
    assert faults(file) <= faults(series.written[0])


def test_time_points_keep_their_distances(build, tmp_path):
    series = build()
    for t in range(4):
        for k in range(2):
            series.save(
                series.slice(
                    t * 2 + k, (0, 0, 2.0 * k), Modality="MR", SOPClassUID="1.2.840.10008.5.1.4.1.1.4",
                    TemporalPositionIdentifier=t + 1, AcquisitionTime=f"1010{t * 7:02d}.500000",
                )
            )  # fmt: skip
    deidentify(series.folder, tmp_path / "out", Case("c", SECRET))
    before, after = (load_series(scan(f).choose()) for f in (series.folder, tmp_path / "out"))
    np.testing.assert_allclose(after.times_s, before.times_s)
    np.testing.assert_allclose(np.diff(after.times_s), 7)
    np.testing.assert_array_equal(after.voxels, before.voxels)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"BurnedInAnnotation": "YES"}, "burned into"),
        ({"ImageType": ["DERIVED", "SECONDARY"]}, "made from other images"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, "only CT, MR and PET"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.104.1"}, "only CT, MR and PET"),
    ],
)
def test_what_may_hold_text_is_refused_and_nothing_is_written(build, tmp_path, changes, why):
    series = build()
    series.save(series.slice(0, (0, 0, 0), **changes))
    with pytest.raises(InputError, match=why):
        deidentify(series.folder, tmp_path / "out", Case("c", SECRET))
    assert not (tmp_path / "out").exists()


def test_a_person_who_looked_at_the_pixels_can_take_a_series_in(build, tmp_path):
    series = build()
    ds = series.slice(0, (0, 0, 0), BurnedInAnnotation="YES")
    series.save(ds)
    report = deidentify(
        series.folder,
        tmp_path / "out",
        Case("c", SECRET),
        Options(pixels_reviewed=frozenset({str(ds.SeriesInstanceUID)})),
    )
    assert report.files == 1


def test_two_patients_are_never_made_one(build, tmp_path):
    series = build()
    series.save(series.slice(0, (0, 0, 0), PatientID="A", SeriesInstanceUID="1.2.3.4.5"))
    series.save(series.slice(1, (0, 0, 2), PatientID="B", SeriesInstanceUID="1.2.3.4.6"))
    with pytest.raises(Refused):
        deidentify(series.folder, tmp_path / "out", Case("c", SECRET))


def test_cancelled_damaged_or_existing_leaves_nothing(build, tmp_path):
    series = build()
    for k in range(3):
        series.save(series.slice(k, (0, 0, 2.0 * k)))
    with pytest.raises(Cancelled):
        deidentify(
            series.folder,
            tmp_path / "out",
            Case("c", SECRET),
            cancelled=iter([False] * 2 + [True] * 50).__next__,
        )
    (tmp_path / "there").mkdir()
    with pytest.raises(InputError, match="exists already"):
        deidentify(series.folder, tmp_path / "there", Case("c", SECRET))
    assert not [p for p in tmp_path.iterdir() if p.name.startswith((".case", "out"))]


def test_a_head_is_to_be_checked_for_its_face_and_every_series_for_text(build, tmp_path):
    series = build()
    series.save(series.slice(0, (0, 0, 0), BodyPartExamined="HEAD"))
    report = deidentify(series.folder, tmp_path / "out", Case("c", SECRET))
    assert {warned.code for warned in report.to_check} == {"face", "look_for_text"}


def test_nothing_of_the_standards_table_stays_but_what_is_named_with_its_reason():
    both = {tag for tag in kept() if tag in actions()}
    assert {keyword_for_tag(tag) for tag in both} - {keyword_for_tag(tag) for tag in despite()} <= {
        # texts and codes that are replaced by a dummy or rewritten word by word
        keyword_for_tag(tag)
        for tag in both
        if kept()[tag] in ("dummy", "sequence")
    } | {"PatientSex"}
    assert len(actions()) > 600


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 25, "Jansen^P"])
def test_a_case_name_is_letters_and_digits(name):
    with pytest.raises(InputError):
        Case(name, SECRET)


def test_words_and_numbers_of_descriptions():
    assert values.description("CTA Aorta Jansen 1,0 mm B30f 1958 art.") == "CTA Aorta 1,0 mm art"
    assert values.description("T1 ax 3mm b800 knie") == "T1 ax 3 mm b800 knie"
    assert values.age("045Y") == "045Y"
    assert values.decimal_string("12345678.5") is None
    assert values.binary_number("FD", struct.unpack("<d", b"JANSEN12")[0]) is None
    assert tag_for_keyword("PatientName") not in kept()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("geb 12-03-50 thorax", "thorax"),
        ("thorax 12.03.1950", "thorax"),
        ("12 03 50 CT", "CT"),
        ("CT 91 82 73 64 5 thorax", "CT thorax"),
        ("CT 91 mm 82 mm 73 mm 64 mm 5 mm", "CT 91 mm"),
        ("12-03-50mm 1950mm", ""),
    ],
)
def test_a_birth_date_or_number_in_a_description_never_stays(text, kept):
    assert values.description(text) == kept
