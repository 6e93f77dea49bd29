"""The rigid registration finds a known shift and turn between two scans, and says when it can't."""

from __future__ import annotations

import numpy as np
import pytest

from measurements.registration import moved, register
from resources.errors import Cancelled, InputError
from studies.volume import Grid, Volume


def body(shift=(0.0, 0.0, 0.0), turn_deg: float = 0.0, slices: int = 60, seed: int = 1) -> Volume:
    """An oval body with a spine, two kidneys and a row of vertebrae, placed by a rigid move; 4 x 4 x 4 mm."""
    size = (80, 64, slices)
    grid = Grid(size, np.array([4.0, 4.0, 4.0]), np.array([-160.0, -128.0, 0.0]), np.eye(3))
    k, j, i = np.meshgrid(*(np.arange(n) for n in size[::-1]), indexing="ij")
    points = np.stack([i * 4.0 - 160.0, j * 4.0 - 128.0, k * 4.0], axis=-1) - np.asarray(shift)
    angle = np.radians(-turn_deg)
    centre = np.array([0.0, 0.0, 120.0])
    turned = points - centre
    x = turned[..., 0] * np.cos(angle) - turned[..., 1] * np.sin(angle)
    y = turned[..., 0] * np.sin(angle) + turned[..., 1] * np.cos(angle)
    z = turned[..., 2] + centre[2]
    hu = np.full(k.shape, -500.0)
    hu[(x / 130) ** 2 + (y / 95) ** 2 < 1] = 40.0
    spine = (x**2 + (y - 55) ** 2 < 20**2) & (np.mod(z, 36.0) < 26.0)
    hu[spine] = 450.0
    for side, height in ((-60, 90.0), (58, 104.0)):
        hu[((x - side) / 28) ** 2 + ((y - 30) / 24) ** 2 + ((z - height) / 48) ** 2 < 1] = 190.0
    hu[((x + 40) / 60) ** 2 + ((y + 20) / 45) ** 2 + ((z - 175) / 45) ** 2 < 1] = 110.0
    noise = np.random.default_rng(seed).normal(0.0, 12.0, hu.shape)
    return Volume((hu + noise).astype(np.int16), grid, "CT", "[hnsf'U]", f"1.{seed}")


def test_a_known_shift_and_turn_is_found_within_half_a_voxel() -> None:
    shift = np.array([9.0, -6.0, 22.0])
    found = register(body(seed=1), body(shift=shift, turn_deg=4.0, seed=2))
    point = np.array([0.0, 0.0, 120.0])  # the centre of the turn: only shifted
    assert moved(found, point) == pytest.approx(point + shift, abs=2.0)
    angle = np.radians(4.0)
    side = np.array([60.0, 0.0, 120.0])
    wanted = np.array([60 * np.cos(angle), 60 * np.sin(angle), 120.0]) + shift
    assert moved(found, side) == pytest.approx(wanted, abs=2.0)
    assert found.turn_deg == pytest.approx(4.0, abs=1.0)
    assert found.agreement > found.agreement_before
    assert found.gain == pytest.approx(found.agreement - found.agreement_before)
    assert 0.5 < found.overlap <= 1.0


def test_a_scan_that_begins_at_another_level_is_found_too() -> None:
    found = register(body(seed=1), body(shift=(0.0, 0.0, -80.0), slices=40, seed=3))
    assert moved(found, (0.0, 0.0, 120.0)) == pytest.approx([0.0, 0.0, 40.0], abs=3.0)


def test_what_has_nothing_in_common_is_refused_with_what_to_do() -> None:
    grid = Grid((16, 16, 16), np.full(3, 8.0), np.zeros(3), np.eye(3))
    empty = Volume(np.zeros((16, 16, 16), dtype=np.int16), grid, "CT", "[hnsf'U]", "9")
    with pytest.raises(InputError) as refused:
        register(body(), empty)
    assert refused.value.code == "registration"
    assert "by hand" in refused.value.remedy


def test_it_stops_when_asked() -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        register(body(), body(seed=2), cancelled=cancelled)
