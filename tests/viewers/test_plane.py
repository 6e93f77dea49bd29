"""Planes, letters, projections: plain geometry with the truth written out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from viewers.plane import (
    Plane,
    Projection,
    clip_to_box,
    intersection,
    letters,
    one_two_five,
    screen_directions,
    vector,
)


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ((1, 0, 0), "L"),
        ((-1, 0, 0), "R"),
        ((0, 1, 0), "P"),
        ((0, -1, 0), "A"),
        ((0, 0, 1), "H"),
        ((0, 0, -1), "F"),
        ((math.cos(math.radians(14)), math.sin(math.radians(14)), 0), "L"),
        ((math.cos(math.radians(16)), math.sin(math.radians(16)), 0), "LP"),
        ((-0.6, -0.64, 0.48), "ARH"),
    ],
)
def test_letters_name_the_side_and_what_is_over_15_degrees_off(direction, expected):
    assert letters(direction) == expected


@pytest.mark.parametrize(
    ("flip_h", "flip_v", "turns", "right", "down"),
    [
        (False, False, 0, "L", "P"),
        (True, False, 0, "R", "P"),
        (False, True, 0, "L", "A"),
        (False, False, 1, "A", "L"),  # a quarter clockwise: what was on top is now at the right
        (False, False, 2, "R", "A"),
        (False, False, 3, "P", "R"),
        (True, False, 1, "A", "R"),
    ],
)
def test_letters_follow_flips_and_turns(flip_h, flip_v, turns, right, down):
    axial = Plane((0, 0, 0), (1, 0, 0), (0, 1, 0))
    to_right, to_down = screen_directions(axial, flip_h, flip_v, turns)
    assert (letters(to_right), letters(to_down)) == (right, down)


def test_projection_and_back_give_the_same_point():
    plane = Plane.perpendicular_to((3, 4, 5), (0.3, -0.5, 0.8), (1, 0, 0))
    projection = Projection((3, 4, 5), plane.row_direction, plane.column_direction, 2.5, (100, 80))
    px = np.array([[0, 0], [100, 80], [13.5, 290.25]])
    assert projection.to_widget(projection.to_lps(px)) == pytest.approx(px)
    assert projection.depth_mm(projection.to_lps(px)) == pytest.approx(np.zeros(3))


def test_one_millimetre_is_the_zoom_in_pixels_in_any_plane():
    plane = Plane.perpendicular_to((0, 0, 0), (1, 2, 3), (1, 0, 0))
    projection = Projection((0, 0, 0), plane.row_direction, plane.column_direction, 4.0, (0, 0))
    a, b = projection.to_widget([plane.point([0, 0]), plane.point([3, 4])])
    assert np.hypot(*(b - a)) == pytest.approx(20.0)


def test_two_planes_meet_in_a_line_that_lies_in_both():
    a = Plane.perpendicular_to((1, 2, 3), (0.2, 0.1, 0.9), (1, 0, 0))
    b = Plane.perpendicular_to((-4, 0, 2), (0.7, -0.7, 0.1), (0, 0, 1))
    point, direction = intersection(a, b)
    for t in (-30.0, 0.0, 12.0):
        assert a.depth_mm(point + t * direction) == pytest.approx(0, abs=1e-9)
        assert b.depth_mm(point + t * direction) == pytest.approx(0, abs=1e-9)


def test_parallel_planes_have_no_line():
    a = Plane((0, 0, 0), (1, 0, 0), (0, 1, 0))
    assert intersection(a, a.moved((0, 0, 5))) is None


def test_a_plane_through_a_cube_cuts_the_known_polygon():
    cube = [(k, j, i) for k in (0, 10) for j in (0, 10) for i in (0, 10)]
    corners = [(i, j, k) for k, j, i in cube]
    square = clip_to_box(corners, Plane((0, 0, 4), (1, 0, 0), (0, 1, 0)))
    assert sorted(map(tuple, square.round(6))) == [(0, 0, 4), (0, 10, 4), (10, 0, 4), (10, 10, 4)]
    # across the diagonal: the regular hexagon through six edge midpoints
    hexagon = clip_to_box(corners, Plane.perpendicular_to((5, 5, 5), (1, 1, 1), (1, 0, 0)))
    assert len(hexagon) == 6
    assert len(clip_to_box(corners, Plane((0, 0, 11), (1, 0, 0), (0, 1, 0)))) == 0


def test_a_turned_plane_keeps_its_point_and_turns_right_handed():
    plane = Plane((0, 0, 7), (1, 0, 0), (0, 1, 0)).rotated((1, 0, 0), math.pi / 2, (0, 0, 7))
    assert plane.row_direction == pytest.approx((1, 0, 0))
    assert plane.column_direction == pytest.approx((0, 0, 1), abs=1e-12)
    assert plane.origin == pytest.approx((0, 0, 7))


def test_a_parallel_plane_moves_along_its_normal_only():
    plane = Plane((1, 1, 0), (1, 0, 0), (0, 1, 0)).through((50, -20, 9))
    assert plane.origin == vector((1, 1, 9))


@pytest.mark.parametrize(
    ("length", "expected"), [(1, 1), (4.9, 2), (5, 5), (99, 50), (0.3, 0.2), (1000, 1000)]
)
def test_scale_bars_are_one_two_five(length, expected):
    assert one_two_five(length) == pytest.approx(expected)
