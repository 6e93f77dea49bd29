"""Overlay planes: the bits of the file on the right voxels; damaged ones left out."""

from __future__ import annotations

import numpy as np
import pytest

from studies.load import load_series
from studies.overlays import read_overlays
from studies.scan import scan

ROWS, COLUMNS = 11, 13  # 143 bits: the last byte isn't whole


def add(image, group: int, bits: np.ndarray, origin=(1, 1), label: str = "", cut: int = 0) -> None:
    packed = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    packed += b"\0" * (len(packed) % 2)
    image.add_new((group, 0x0010), "US", bits.shape[0])
    image.add_new((group, 0x0011), "US", bits.shape[1])
    image.add_new((group, 0x0040), "CS", "G")
    image.add_new((group, 0x0050), "SS", list(origin))
    image.add_new((group, 0x0100), "US", 1)
    image.add_new((group, 0x0102), "US", 0)
    if label:
        image.add_new((group, 0x1500), "LO", label)
    image.add_new((group, 0x3000), "OW", packed[: len(packed) - cut])


@pytest.fixture
def series(build):
    """Makes a series of three slices; `draw(k, image)` adds overlays to each."""

    def make(draw):
        made = build()
        for k in range(3):
            image = made.slice(k, (-10.0, -20.0, 100.0 + 2 * k), Rows=ROWS, Columns=COLUMNS)
            draw(k, image)
            made.save(image)
        entry = scan(made.folder).choose()
        return entry, load_series(entry)

    return make


@pytest.mark.truth
def test_each_bit_lies_on_its_voxel(series):
    truth = np.random.default_rng(4).random((3, ROWS, COLUMNS)) < 0.3

    def draw(k, image):
        if k != 1:
            add(image, 0x6000, truth[k], label="Pijlen")

    entry, volume = series(draw)
    found = read_overlays(entry, volume)
    truth[1] = False
    assert np.array_equal(found.voxels > 0, truth)
    assert [(label.value, label.name) for label in found.labels] == [(1, "Pijlen")]
    assert found.grid is volume.grid


@pytest.mark.truth
def test_a_plane_is_placed_by_its_origin_and_cut_at_the_image(series):
    block = np.ones((4, 5), dtype=bool)
    entry, volume = series(lambda k, image: add(image, 0x6002, block, origin=(9, -1)) if k == 2 else None)
    found = read_overlays(entry, volume)
    truth = np.zeros(volume.shape, dtype=np.uint8)
    truth[2, 8:11, 0:3] = 2  # rows 9…12 of 11, columns −1…3, counted from 1
    assert np.array_equal(found.voxels, truth)
    assert found.labels[0].name == "overlay 2"


def test_without_overlays_nothing_is_made(series):
    assert read_overlays(*series(lambda _k, _image: None)) is None


def test_a_plane_that_is_cut_short_is_left_out(series):
    whole = np.ones((ROWS, COLUMNS), dtype=bool)

    def draw(k, image):
        add(image, 0x6000, whole, cut=4 if k == 0 else 0)

    found = read_overlays(*series(draw))
    assert [bool(part.any()) for part in found.voxels] == [False, True, True]


def test_it_can_be_cancelled(series):
    entry, volume = series(lambda _k, image: add(image, 0x6000, np.ones((ROWS, COLUMNS), dtype=bool)))
    assert read_overlays(entry, volume, cancelled=lambda: True) is None
