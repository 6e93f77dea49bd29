"""Window and level against the formulas of DICOM PS3.3 C.11.2.1, for every 16-bit value."""

from __future__ import annotations

import math

import numpy as np
import pytest
from picture_phantom import phantom

from viewers import colour
from viewers.colour import Look, colour_table, float_codes, integer_lut, paint_values

ALL = np.arange(-32768, 32768).astype(np.int16)


def formula(x: float, window: float, level: float, shape: str) -> float:
    """PS3.3 written out, output range 0…255."""
    if shape == "linear":
        if x <= level - 0.5 - (window - 1) / 2:
            return 0.0
        if x > level - 0.5 + (window - 1) / 2:
            return 255.0
        return ((x - (level - 0.5)) / (window - 1) + 0.5) * 255.0
    if shape == "linear_exact":
        if x <= level - window / 2:
            return 0.0
        if x > level + window / 2:
            return 255.0
        return ((x - level) / window + 0.5) * 255.0
    return 255.0 / (1 + math.exp(max(min(-4 * (x - level) / window, 700), -700)))


@pytest.mark.truth
@pytest.mark.parametrize("shape", ["linear", "linear_exact", "sigmoid"])
@pytest.mark.parametrize(("window", "level"), [(400, 40), (1, 40), (2, -1000), (1500, -600), (65535, 0)])
def test_every_int16_value_has_the_grey_of_the_standard(shape, window, level):
    out = np.empty((256, 256), np.uint32)
    paint_values(ALL.reshape(256, 256), Look(window, level, shape=shape), (0, 1), out)
    grey = (out & 0xFF).ravel().astype(float)
    expected = np.array([formula(float(x), window, level, shape) for x in ALL])
    assert np.abs(grey - expected).max() <= 0.5 + 1e-9  # rounding to whole greys
    assert ((out >> 24) == 0xFF).all()
    assert (((out >> 16) & 0xFF) == (out & 0xFF)).all()


def test_inverted_is_the_opposite_grey():
    plain, turned = integer_lut(Look(400, 40), True), integer_lut(Look(400, 40, True), True)
    assert ((plain & 0xFF) + (turned & 0xFF) == 255).all()


def test_unsigned_volumes_need_no_roll():
    values = np.array([[0, 1000, 40000, 65535]], np.uint16)
    out = np.empty(values.shape, np.uint32)
    paint_values(values, Look(65536, 32768, shape="linear_exact"), (0, 1), out)
    assert list(out[0] & 0xFF) == [0, 4, 156, 255]


def test_maps_show_nan_as_black_and_keep_narrow_windows():
    values = np.array([[0.0, 0.25, 0.5, np.nan, np.inf]], np.float32)
    assert float_codes(values, 0.0, 0.5)[0].tolist() == [0, 32767, 65534, 65535, 65535]
    out = np.empty(values.shape, np.uint32)
    paint_values(values, Look(0.5, 0.25, table="viridis"), (0.0, 0.5), out)
    table = colour_table("viridis")
    assert out[0, 0] == table[0]
    assert out[0, 2] == table[255]
    assert list(out[0, 3:]) == [0xFF000000, 0xFF000000]


def test_colour_tables_rise_in_lightness():
    for name in ("viridis", "magma", "cividis", "grey"):
        table = colour_table(name)
        red, green, blue = (table >> 16) & 0xFF, (table >> 8) & 0xFF, table & 0xFF
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert len(table) == 256
        assert (np.diff(light[::16]) > 0).all(), name


def test_the_presets_of_a_ct_are_those_of_the_specification():
    found = {p.key: (p.width, p.level) for p in colour.presets("CT") if p.key}
    assert found == {
        "1": (400, 40),
        "2": (1500, -600),
        "3": (2000, 400),
        "4": (600, 300),
        "5": (150, 90),
        "6": (80, 40),
        "7": (350, 50),
        "8": (1500, 500),
        "9": (None, None),
    }
    assert all(p.name("nl") and p.name("en") for m in ("CT", "MR") for p in colour.presets(m))


def test_full_range_shows_smallest_to_largest():
    volume = phantom(voxels=np.linspace(-100, 900, 20 * 24 * 28).reshape(20, 24, 28).astype(np.int16))
    window, level = colour.apply_preset(colour.preset_of_key("CT", "9"), volume)
    assert (level - window / 2, level + window / 2) == (-100, 900)


def test_mr_presets_come_from_the_voxels_above_air():
    rng = np.random.default_rng(0)
    voxels = rng.integers(0, 20, (20, 24, 28)).astype(np.int16)
    voxels[5:15, 6:18, 7:21] = rng.integers(500, 700, (10, 12, 14))
    window, level = colour.apply_preset(
        colour.preset_of_key("MR", "1"), phantom(voxels=voxels, modality="MR")
    )
    assert 490 < level - window / 2 < 520
    assert 680 < level + window / 2 < 710


def test_a_rectangle_gives_median_and_p2_to_p98():
    values = np.arange(1000, dtype=np.int16).reshape(20, 50)
    window, level = colour.window_of_region(values)
    assert level == pytest.approx(499.5)
    assert window == pytest.approx(959.04)
    assert colour.window_of_region(np.full((4, 4), 7, np.int16)) == (10.0, 7.0)
