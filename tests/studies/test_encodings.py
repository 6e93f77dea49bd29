"""Every transfer syntax, bit layout and multi-frame layout gives the voxels that were written."""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders import RLELosslessEncoder
from pydicom.sequence import Sequence
from pydicom.uid import UID

from resources.errors import Cancelled, InputError
from studies.codestreams import MOST_LAYERS, MOST_TILES, read_stream
from studies.decoder import StreamError, check_stream
from studies.headers import read_header
from studies.load import load_series, load_volume
from studies.pixels import FilePixels
from studies.scan import scan
from studies.sources import file_at

ROWS = COLUMNS = 32
IMPLICIT, EXPLICIT, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
DEFLATED, RLE = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.5"
JPEG_LS, JPEG_LS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
J2K_LOSSLESS, J2K = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K = ("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203")
JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
ENHANCED_MR, ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.2.1"


def values(k: int, *, signed: bool = False) -> np.ndarray:
    low = -1500 if signed else 0
    found = np.random.default_rng(k).integers(low, low + 3000, (ROWS, COLUMNS))
    return found.astype(np.int16 if signed else np.uint16)


def code(syntax: str, stored: np.ndarray) -> bytes:
    if syntax == RLE:
        return bytes(
            RLELosslessEncoder.encode(
                stored.view(np.uint16), encoding_plugin="pydicom", rows=ROWS, columns=COLUMNS, samples_per_pixel=1, number_of_frames=1,
                bits_allocated=16, bits_stored=16, pixel_representation=0, photometric_interpretation="MONOCHROME2",
            )
        )  # fmt: skip
    if syntax in (JPEG_LS, JPEG_LS_NEAR):
        # JPEG-LS knows no sign: the cell's bits are coded
        return imagecodecs.jpegls_encode(stored.view(np.uint16), level=2 if syntax == JPEG_LS_NEAR else 0)
    if syntax in HTJ2K:
        return imagecodecs.htj2k_encode(stored, reversible=True)
    if syntax in JPEG_LOSSLESS:
        predictor = 1 if syntax == JPEG_LOSSLESS[1] else 4
        return imagecodecs.jpeg8_encode(
            stored.view(np.uint16), lossless=True, predictor=predictor, bitspersample=16
        )
    how = {"level": 42.0, "reversible": False} if syntax == J2K else {"reversible": True}
    return imagecodecs.jpeg2k_encode(stored, codecformat="j2k", bitspersample=16, **how)


def write(series, syntax, k, *, signed=False, stored=None, stream=None, **over):
    stored = values(k, signed=signed) if stored is None else stored
    facts = {
        "Rows": ROWS, "Columns": COLUMNS, "BitsStored": 16, "HighBit": 15, "PixelRepresentation": int(signed),
        "RescaleIntercept": -100, **over,
    }  # fmt: skip
    ds = series.slice(k, (0, 0, 2.0 * k), pixels=stored, **facts)
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    if syntax in (IMPLICIT, EXPLICIT, BIG, DEFLATED):
        if syntax == BIG:
            ds.PixelData = stored.astype(stored.dtype.newbyteorder(">")).tobytes()
            ds.set_original_encoding(False, False)
        path = series.folder / f"i{len(series.written)}"
        ds.save_as(
            path, implicit_vr=syntax == IMPLICIT, little_endian=syntax != BIG, enforce_file_format=True
        )
        series.written.append(path)
        return
    ds.PixelData = encapsulate([stream or code(syntax, stored)])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    series.save(ds)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG, DEFLATED, RLE, JPEG_LS, J2K_LOSSLESS])
def test_lossless_syntaxes_give_what_was_written(build, syntax, signed):
    series = build()
    for k in range(3):
        write(series, syntax, k, signed=signed)
    volume = load_volume(series.folder)
    expected = np.stack([values(k, signed=signed) for k in range(3)]).astype(int) - 100
    np.testing.assert_array_equal(volume.voxels, expected)
    assert not volume.series.lossy


@pytest.mark.parametrize("syntax", [JPEG_LS_NEAR, J2K])
def test_images_that_lost_detail_say_so_even_when_their_header_doesnt(build, syntax):
    series = build()
    for k in range(2):
        write(series, syntax, k)
    volume = load_volume(series.folder)
    assert volume.series.lossy
    assert {p.code: p.effect for p in volume.problems}["lossy_compressed"] == "warn"
    if syntax == JPEG_LS_NEAR:
        expected = np.stack([values(k) for k in range(2)]).astype(int) - 100
        assert int(np.abs(volume.voxels - expected).max()) <= 2


def test_a_reversible_stream_in_the_lossy_syntax_isnt_called_lossy(build):
    series = build()
    ds = series.slice(0, (0, 0, 0), pixels=values(0), Rows=ROWS, Columns=COLUMNS, BitsStored=16, HighBit=15)
    ds.file_meta.TransferSyntaxUID = UID(J2K)
    ds.PixelData = encapsulate([code(J2K_LOSSLESS, values(0))])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    series.save(ds)
    assert not load_volume(series.folder).series.lossy


@pytest.mark.parametrize("syntax", [EXPLICIT, BIG, RLE])
@pytest.mark.parametrize("signed", [False, True])
def test_values_that_lie_in_the_upper_bits_are_shifted_down(build, syntax, signed):
    """BitsStored 12, HighBit 15: the four low bits hold something else."""
    series = build()
    true = np.random.default_rng(5).integers(-2048 if signed else 0, 2048, (ROWS, COLUMNS))
    cell = (((true & 0xFFF) << 4) | 0x9).astype(np.uint16)
    write(
        series,
        syntax,
        0,
        stored=cell.view(np.int16) if signed else cell,
        signed=signed,
        BitsStored=12,
        HighBit=15,
    )
    np.testing.assert_array_equal(load_volume(series.folder).voxels[0], true - 100)


@pytest.mark.parametrize("syntax", [J2K_LOSSLESS, JPEG_LS, HTJ2K[0], JPEG_LOSSLESS[1], RLE])
def test_a_long_series_is_decoded_by_threads_to_the_same_voxels_middle_first(build, syntax):
    series = build()
    for k in range(40):
        write(series, syntax, k)
    seen = []
    volume = load_series(scan(series.folder).choose(), on_slice=lambda voxels, t, k: seen.append(k))
    np.testing.assert_array_equal(volume.voxels, np.stack([values(k) for k in range(40)]).astype(int) - 100)
    assert seen[0] == 20
    assert sorted(seen) == list(range(40))


def test_a_damaged_image_of_a_long_series_is_named(build):
    series = build()
    for k in range(30):
        write(series, J2K_LOSSLESS, k)
    data = bytearray(series.written[7].read_bytes())
    at = data.rindex(b"\xff\x93")
    data[at - 60 : at] = bytes(60)
    series.written[7].write_bytes(data)
    with pytest.raises(InputError) as error:
        load_volume(series.folder)
    assert series.written[7].name in str(error.value)


def test_a_cancelled_load_of_compressed_images_ends(build):
    series = build()
    for k in range(30):
        write(series, J2K_LOSSLESS, k)
    entry = scan(series.folder).choose()
    with pytest.raises(Cancelled):
        load_series(entry, cancelled=lambda: True)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("syntax", [*HTJ2K[:2], *JPEG_LOSSLESS])
def test_high_throughput_and_lossless_jpeg_give_what_was_written(build, syntax, signed):
    series = build()
    for k in range(3):
        write(series, syntax, k, signed=signed)
    entry = scan(series.folder).choose()
    assert not entry.has_problem("lossy_compressed")
    want = np.stack([values(k, signed=signed) for k in range(3)]).astype(int) - 100
    np.testing.assert_array_equal(load_series(entry).voxels, want)


def test_lossy_high_throughput_images_are_near_and_say_so(build):
    series = build()
    smooth = (np.add.outer(np.arange(ROWS), np.arange(COLUMNS)) * 20 + 300).astype(np.uint16)
    write(
        series, HTJ2K[2], 0, stored=smooth, stream=imagecodecs.htj2k_encode(smooth, 0.0005, reversible=False)
    )
    entry = scan(series.folder).choose()
    assert entry.has_problem("lossy_compressed")
    found = load_series(entry).voxels[0].astype(int) + 100
    assert 0 < np.abs(found - smooth).max() <= 40


@pytest.mark.parametrize("predictor", range(1, 8))
def test_every_predictor_of_lossless_jpeg_is_read_as_gdcm_reads_it(build, predictor):
    series = build()
    stored = values(0) & 0xFFF
    stream = imagecodecs.jpeg8_encode(stored, lossless=True, predictor=predictor, bitspersample=12)
    write(series, JPEG_LOSSLESS[0], 0, stored=stored, stream=stream, BitsStored=12, HighBit=11)
    np.testing.assert_array_equal(load_volume(series.folder).voxels[0], stored.astype(int) - 100)
    import SimpleITK

    theirs = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(series.written[0])))
    np.testing.assert_array_equal(theirs[0], stored.astype(int) - 100)


def stream_with(at: int, value: bytes) -> bytes:
    """A JPEG 2000 code stream of 32 x 32 with some bytes of its header changed."""
    code_stream = bytearray(imagecodecs.jpeg2k_encode(values(0), codecformat="j2k", reversible=True))
    code_stream[at : at + len(value)] = value
    return bytes(code_stream)


@pytest.mark.parametrize(
    ("at", "value", "why"),
    [
        (24, b"\0\0\0\1" * 2, "tiles"),  # tiles of one pixel
        (16, b"\0\0\0\1", "size"),  # XOsiz
        (8, b"\x7f\xff\xff\xff", "size"),
        (None, (MOST_LAYERS + 1).to_bytes(2, "big"), "layers"),
    ],
)
def test_a_code_stream_beyond_the_limits_never_reaches_a_decoder(at, value, why):
    if at is None:
        at = stream_with(0, b"").index(b"\xff\x52") + 6
    found = stream_with(at, value)
    with pytest.raises(StreamError, match=why):
        check_stream(found, ROWS, COLUMNS)


def test_the_facts_of_a_code_stream_are_those_that_were_written():
    stored = values(0)
    for made in (
        imagecodecs.jpeg2k_encode(stored, codecformat="j2k", reversible=True),
        imagecodecs.jpegls_encode(stored),
        imagecodecs.htj2k_encode(stored, reversible=True),
        imagecodecs.jpeg8_encode(stored, lossless=True, bitspersample=16),
    ):
        stream = read_stream(made)
        assert stream is not None
        assert (stream.rows, stream.columns, stream.bits, stream.components) == (ROWS, COLUMNS, 16, 1)
        assert not stream.problem
    assert MOST_TILES >= (2048 // 256) ** 2  # what an archive with tiles of 256 writes


@pytest.mark.parametrize(
    "name",
    [
        "JPEG-lossy.dcm",  # JPEG extended, 12 bits
        "JPEG2000.dcm",
        "J2K_pixelrep_mismatch.dcm",  # the code stream says unsigned, the header signed
        "JPEGLSNearLossless_16.dcm",
        "MR_small_RLE.dcm",
        "MR_small_jpeg_ls_lossless.dcm",
        "MR_small_bigendian.dcm",
        "693_J2KI.dcm",
    ],
)
def test_pydicoms_own_samples_decode_as_gdcm_does(name):
    """A second decoder. Tolerance: 1 where detail was lost, as the inverse transforms of two programs may round apart."""
    import SimpleITK
    from pydicom.data import get_testdata_file

    path = Path(str(get_testdata_file(name, download=False)))
    header = read_header(file_at(path))
    with FilePixels(header) as pixels:
        ours = pixels.frame(0).astype(np.float64)
    ours = ours * (header.number("slope") or 1.0) + (header.number("intercept") or 0.0)
    theirs = (
        SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path))).reshape(ours.shape).astype(np.float64)
    )
    is_lossy = header.text("lossy") == "01" or header.is_irreversible or "lossy" in name
    assert float(np.abs(ours - theirs).max()) <= (1.0 if is_lossy else 0.0)


# ------------------------------------------------------------------------------------------------------------
# Enhanced multi-frame


def frame_item(position, **content):
    item, place, facts = Dataset(), Dataset(), Dataset()
    place.ImagePositionPatient = [float(v) for v in position]
    for name, value in content.items():
        setattr(facts, name, value)
    item.PlanePositionSequence, item.FrameContentSequence = Sequence([place]), Sequence([facts])
    return item


def shared_item(orientation=(1, 0, 0, 0, 1, 0)):
    item, measures, plane, change = Dataset(), Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = [0.8, 0.7], 2
    plane.ImageOrientationPatient = list(orientation)
    change.RescaleIntercept, change.RescaleSlope, change.RescaleType = -100, 1, "US"
    item.PixelMeasuresSequence, item.PlaneOrientationSequence = Sequence([measures]), Sequence([plane])
    item.PixelValueTransformationSequence = Sequence([change])
    return item


def enhanced(series, items, syntax=EXPLICIT, *, shared=None, fragments=1, table=True, sop=ENHANCED_MR):
    ds = series.slice(
        0, (0, 0, 0), SOPClassUID=sop, Modality="MR" if sop == ENHANCED_MR else "CT", Rows=ROWS, Columns=COLUMNS,
        BitsStored=16, HighBit=15, pixels=values(0), ImagePositionPatient=None, ImageOrientationPatient=None,
        PixelSpacing=None, RescaleSlope=None, RescaleIntercept=None,
    )  # fmt: skip
    ds.NumberOfFrames = len(items)
    ds.SharedFunctionalGroupsSequence = Sequence([shared or shared_item()])
    ds.PerFrameFunctionalGroupsSequence = Sequence(items)
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    if syntax == EXPLICIT:
        ds.PixelData = np.stack([values(k) for k in range(len(items))]).tobytes()
        ds["PixelData"].VR = "OW"
    else:
        codes = [code(syntax, values(k)) for k in range(len(items))]
        ds.PixelData = encapsulate(codes, fragments_per_frame=fragments, has_bot=table)
        ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    series.save(ds)
    return series


@pytest.mark.parametrize(
    ("syntax", "fragments", "table"),
    [
        (EXPLICIT, 1, True), (RLE, 1, True), (RLE, 1, False), (JPEG_LS, 1, False), (JPEG_LS, 3, True),
        (J2K_LOSSLESS, 3, False), (J2K_LOSSLESS, 1, True),
    ],
)  # fmt: skip
def test_every_layout_of_fragments_gives_the_frames(build, syntax, fragments, table):
    items = [frame_item((0, 0, 2.0 * (4 - k))) for k in range(5)]
    series = enhanced(build(), items, syntax, fragments=fragments, table=table, sop=ENHANCED_CT)
    volume = load_volume(series.folder)
    assert volume.spacing_mm.tolist() == [0.7, 0.8, 2.0]
    # the frames run downward
    expected = np.stack([values(4 - k) for k in range(5)]).astype(int) - 100
    np.testing.assert_array_equal(volume.voxels, expected)


def test_two_stacks_in_one_file_are_two_stacks(build):
    items = [frame_item((0, 0, 2.0 * k), StackID="1", InStackPositionNumber=k + 1) for k in range(4)]
    items += [frame_item((0, 0, 2.0 * k), StackID="2", InStackPositionNumber=k + 1) for k in range(3)]
    entries = scan(enhanced(build(), items).folder).all_series()
    assert [e.size[2] for e in entries] == [4, 3]
    assert [e.timepoints for e in entries] == [1, 1]
    np.testing.assert_array_equal(load_series(entries[1]).voxels[2], values(6).astype(int) - 100)


def test_a_4d_file_has_its_times_in_any_order_of_frames(build):
    items = [
        frame_item(
            (0, 0, 2.0 * k), StackID="1", TemporalPositionIndex=t + 1,
            FrameAcquisitionDateTime=f"202601010900{10 + 3 * t:02d}.5",
        )
        for k in range(3)
        for t in (2, 0, 1)
    ]  # fmt: skip
    loaded = load_volume(enhanced(build(), items).folder)
    assert loaded.times_s.tolist() == [0, 3, 6]
    assert loaded.series.extra["times_source"] == "AcquisitionTime"
    for k in range(3):
        for place, t in enumerate((2, 0, 1)):
            np.testing.assert_array_equal(loaded.voxels[t, k], values(3 * k + place).astype(int) - 100)


def test_frames_told_apart_by_a_dimension_only(build):
    pointers = []
    for pointer in (0x00209057, 0x00189078):
        item = Dataset()
        item.DimensionIndexPointer = pointer
        pointers.append(item)
    items = [
        frame_item((0, 0, 2.0 * k), DimensionIndexValues=[k + 1, t + 1]) for t in range(2) for k in range(3)
    ]
    series = build()
    enhanced(series, items)
    import pydicom

    ds = pydicom.dcmread(series.written[0])
    ds.DimensionIndexSequence = Sequence(pointers)
    ds.save_as(series.written[0], enforce_file_format=True)
    (entry,) = scan(series.folder).all_series()
    assert (entry.timepoints, entry.size[2], entry.times_s) == (2, 3, None)
    assert entry.has_problem("missing_times")
    np.testing.assert_array_equal(load_series(entry).voxels[1, 0], values(3).astype(int) - 100)


def test_padding_is_given_in_the_unit_of_the_volume(build):
    series = build()
    write(series, EXPLICIT, 0, signed=True, PixelPaddingValue=-2000, PixelPaddingRangeLimit=-1990)
    extra = load_volume(series.folder).series.extra
    assert (extra["padding_from"], extra["padding_to"]) == ("-2100", "-2090")


def test_colour_images_are_pages_not_volumes(build):
    series = build()
    series.stack(
        [(0, 0, 0)], SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0, BitsAllocated=8,
        BitsStored=8, HighBit=7, pixels=np.zeros((6, 5, 3), np.uint8),
    )  # fmt: skip
    (entry,) = scan(series.folder).all_series()
    assert entry.kind == "secondary_capture"
