"""Generate one phantom: build the shapes once, then paint slab after slab.

The same seed, variant and size give the same bytes. The seed decides textures, noise, plaques and small
branches; the shapes of the aorta and of the organs are the recipe's, so that their truth is the same.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resources.errors import Cancelled, InputError
from studies.phantom import abdomen, arteries, chest, scanner, skeleton, torso
from studies.phantom.aorta import Aorta
from studies.phantom.fields import Field, Floats, Singles, Slab, balls, noise_field, profile
from studies.phantom.truth import PhantomTruth, describe
from studies.phantom.uids import Uids
from studies.phantom.variants import VARIANTS, Identity, Variant
from studies.volume import Grid, Label, LabelMap, SeriesInfo, Volume

#: raise it when the generator's output changes, so that caches are made again
GENERATOR_VERSION = 2
SLAB_SLICES = 12


@dataclass(frozen=True)
class Size:
    """Image grid: pixels (square), slices, spacings in patient mm."""

    pixels: int
    slices: int
    pixel_mm: float
    slice_mm: float


SIZES = {"full": Size(384, 430, 0.95, 1.5), "small": Size(192, 215, 1.9, 3.0)}
#: patient z of the lowest slice
LOWEST_MM = 0.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class PhantomCase:
    """A generated scan with its truth and its masks."""

    volume: Volume
    truth: PhantomTruth
    #: aorta_lumen, aorta_outer, liver (tumours included), tumours, spleen
    masks: dict[str, LabelMap]
    identity: Identity
    seed: int
    size: str


@dataclass(frozen=True, eq=False)
class _Patient:
    variant: Variant
    aorta: Aorta
    branches: list[arteries.Branch]
    calcium: list[arteries.Plaque]
    heart: chest.Heart
    torso: torso.Torso
    organs: abdomen.Abdomen
    lungs: list[chest.Tree]
    bones: list[skeleton.Bone]
    cartilage: list[skeleton.Bone]
    arches: list[skeleton.Bone]
    fine: Field
    medium: Field
    coarse: Field


MASKS = (
    ("aorta_lumen", "Aorta lumen", "#E66767"),
    ("aorta_outer", "Aorta outer wall", "#E6A567"),
    ("liver", "Liver", "#8C6BB1"),
    ("tumours", "Liver tumours", "#56B4E9"),
    ("spleen", "Spleen", "#66A61E"),
)


def _patient(variant: Variant, seed: int) -> _Patient:
    anatomy = np.random.default_rng((seed, 11, variant.anatomy))
    aorta = Aorta(variant)
    twigs = arteries.build(aorta)
    c = aorta.curve
    radii = aorta.outer_radius(c.arcs)
    warp = torso.warp_of(anatomy, 42.0, 3.2)
    heart = chest.build_heart(warp)
    outline = torso.build(variant, anatomy, heart.sac_samples, chest.keep_clear(c.points, radii))
    tube = balls(*torso.BODY.axes, c.points[::4], radii[::4], 24.0)
    organs = abdomen.build(variant, outline, heart.sac_samples, tube, anatomy)
    bones, cartilage = skeleton.ribs()
    return _Patient(
        variant,
        aorta,
        twigs,
        arteries.plaques(aorta, twigs, anatomy, variant.aorta.plaques),
        heart,
        outline,
        organs,
        chest.lung_trees(anatomy, outline.lungs),
        bones + skeleton.shoulder() + skeleton.pelvis(),
        cartilage,
        skeleton.arches(),
        noise_field(anatomy, torso.BODY, 2.6),
        noise_field(anatomy, torso.BODY, 7.0),
        noise_field(anatomy, torso.BODY, 15.0),
    )


def _paint(
    p: _Patient, x: Floats, y: Floats, z: Floats, ramp: float
) -> tuple[Singles, list[NDArray[np.bool_]]]:
    """HU of some slices (anatomical axes), before blur and noise, and their masks."""
    slab = Slab(x, y, z, np.full((len(z), len(y), len(x)), -1000.0, dtype=np.float32), ramp)
    axes = (x, y, z)
    fine, medium, coarse = p.fine.at(*axes), p.medium.at(*axes), p.coarse.at(*axes)
    blood = p.variant.aorta_hu
    skin = p.torso.skin.at(*axes)
    slab.paint(skin, 25.0)
    strands = 16.0 * np.clip(medium - 0.9, 0.0, 1.0) + 4.0 * fine
    slab.paint(skin + 2.0, -106.0 + strands)
    muscle = p.torso.muscle.at(*axes)
    cavity = p.torso.cavity.at(*axes)
    marbling = np.clip((0.5 * fine + medium - 1.0) * 0.8, 0.0, 1.0)
    slab.paint(muscle + 0.6 * coarse, 60.0 + 3.0 * fine - 55.0 * marbling)
    low = (z < 215.0)[:, None, None]
    for depth, width in ((6.5, 0.5), (12.0, 0.4), (21.0, 0.9), (34.0, 0.9)):
        if depth > 15.0 and not low.any():
            continue
        wavy = depth + (1.6 if depth < 15.0 else 2.2) * coarse
        plane = np.abs(muscle + wavy) - (width + 0.6 * medium)
        where = (cavity > 3.0) & (low | (depth < 15.0))
        slab.mix((0.75 if depth < 15.0 else 0.5) * slab.cover(plane) * where, -90.0)
    slab.paint(cavity - 0.4, 50.0)
    slab.paint(cavity + 1.6, -101.0 + 4.0 * fine + 12.0 * np.clip(medium - 0.8, 0.0, 1.0))
    _paint_back(slab, muscle, cavity)
    box = p.torso.lungs.box(*axes)
    if box is not None:
        d = p.torso.lungs.at(*slab.axes(box))
        yy = slab.y[box[1]].astype(np.float32)[None, :, None]
        air = -872.0 + 0.42 * yy + 16.0 * medium[box] + 26.0 * fine[box]
        zz = slab.z[box[0]].astype(np.float32)[:, None, None]
        fissure = np.abs(0.62 * (zz - 500.0) - 0.78 * (yy - 8.0) * -1.0 * -1.0 + 4.0 * coarse[box]) - 0.2
        slab.paint(d, air, box)
        part = Slab(*slab.axes(box), slab.hu[box], ramp)
        part.mix(0.24 * part.cover(fissure) * (d < -1.0), -350.0)
        for tree in p.lungs:
            part.tube(tree.points, tree.radii, 60.0 if ramp > 2 else 90.0)
    dome = p.torso.diaphragm.at(*axes)
    slab.mix(slab.cover(np.abs(dome + 0.4 * medium) - 1.3) * slab.cover(cavity + 1.0), 58.0)
    near = arteries.nearby(slab, p.aorta)
    masks = _masks(p, slab, near)
    abdomen.paint(slab, p.organs, dome, fine, medium, coarse)
    chest.paint_heart(slab, p.heart, blood - 12.0, fine)
    chest.paint_vessels(slab, blood, fine)
    skeleton.paint_bones(slab, p.cartilage)
    skeleton.paint_bones(slab, p.bones)
    skeleton.paint_bones(slab, p.arches)
    skeleton.paint_spine(slab, fine)
    arteries.paint(slab, p.aorta, near, p.branches, p.calcium, blood, fine)
    return slab.hu, masks


def _paint_back(slab: Slab, muscle: Singles, cavity: Singles) -> None:
    """Muscles along the spine: a flat outer and a deep inner one on each side, with fat between them."""
    heights = np.arange(150.0, 668.0, 4.0)
    back = torso.spine_y(heights).astype(float)
    wide = profile(heights, [(150.0, 12.0), (200, 19), (300, 19), (450, 15), (600, 12), (668, 12)]).astype(
        float
    )
    for side in (-1.0, 1.0):
        for offset, depth, share, stretch in (
            (1.9, 46.0, 1.0, (1.55, 1.0, 1.0)),
            (0.75, 36.0, 0.72, (0.9, 1.1, 1.0)),
        ):
            points = np.stack(
                [side * (3.0 + offset * wide), back + depth - (3.0 if offset > 1 else 0.0), heights], axis=1
            )
            reach = wide * share * max(stretch) + 4.0
            keep = (points[:, 2] + reach > slab.z[0]) & (points[:, 2] - reach < slab.z[-1])
            box = slab.around(points[keep], reach[keep]) if keep.any() else None
            if box is None:
                continue
            d = balls(*slab.axes(box), points[keep], wide[keep] * share, 5.0, stretch)
            d = np.maximum(np.maximum(d, muscle[box] + 1.0), 1.0 - cavity[box])
            slab.mix((0.6 if offset > 1 else 0.3) * slab.cover(d - 0.9), -75.0, box)
            slab.paint(d, 58.0, box)


def _masks(p: _Patient, slab: Slab, near: arteries.Nearby | None) -> list[NDArray[np.bool_]]:
    shape = slab.hu.shape
    found = {name: np.zeros(shape, dtype=bool) for name, _, _ in MASKS}
    if near is not None:
        within = (near.arc > 0.0) & (
            near.arc < p.aorta.curve.length
        )  # flat ends: the domes beyond aren't aorta
        for name, d in (("aorta_lumen", near.lumen), ("aorta_outer", near.outer)):
            part = found[name][near.box]
            flat = np.zeros(part.size, dtype=bool)
            flat[near.found] = (d <= 0.0) & within
            part[...] = flat.reshape(part.shape)
    for name, fields in (
        ("liver", (p.organs.liver,)),
        ("tumours", p.organs.tumours),
        ("spleen", (p.organs.spleen,)),
    ):
        for field in fields:
            inner = field.box(slab.x, slab.y, slab.z)
            if inner is not None:
                found[name][inner] |= field.at(*slab.axes(inner)) <= 0.0
    found["tumours"] &= found["liver"]
    return [found[name] for name, _, _ in MASKS]


def generate(
    seed: int = 2026,
    variant: str | Variant = "aneurysm",
    size: str = "full",
    identity: Identity | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PhantomCase:
    """Make one phantom scan.

    Parameters
    ----------
    seed : int
        Decides everything random.
    variant : str or Variant
        Name in `VARIANTS`, or an own variant.
    size : str
        ``"full"`` (384 x 384 x 430, 0.95 x 0.95 x 1.5 mm) or ``"small"`` (192 x 192 x 215, 1.9 x 1.9 x 3 mm).
    identity : Identity, optional
        Patient and study written into the images; the variant's own when absent.
    progress, cancelled : callables, optional
        Called per slab.

    Raises
    ------
    InputError
        For an unknown variant or size.
    Cancelled
        When `cancelled` says so.
    """
    chosen = _chosen(variant)
    if size not in SIZES:
        raise InputError(
            "There is no phantom size {size}.",
            "Choose one of {known}.",
            code="unknown_size",
            fields={"size": size, "known": ", ".join(SIZES)},
        )
    who = identity or chosen.identity
    grid_size = SIZES[size]
    half = (grid_size.pixels - 1) / 2.0 * grid_size.pixel_mm
    origin = np.array([-half, -half, LOWEST_MM])
    grid = Grid(
        (grid_size.pixels, grid_size.pixels, grid_size.slices),
        np.array([grid_size.pixel_mm, grid_size.pixel_mm, grid_size.slice_mm]),
        origin,
        np.eye(3),
    )
    person = _patient(chosen, seed)
    k, shift = 1.0 / chosen.scale, np.asarray(chosen.shift)
    x_mm, y_mm = (origin[i] + grid_size.pixel_mm * np.arange(grid_size.pixels) for i in (0, 1))
    z_mm = origin[2] + grid_size.slice_mm * np.arange(grid_size.slices)
    ramp = k * (2.0 * grid_size.pixel_mm + grid_size.slice_mm) / 3.0
    voxels = np.empty(grid.shape, dtype=np.int16)
    labels = [np.zeros(grid.shape, dtype=np.uint8) for _ in MASKS]
    amplitude = scanner.kernel((grid_size.pixels, grid_size.pixels), grid_size.pixel_mm)
    table_top = 130.0 * chosen.scale + float(shift[1]) + 14.0 * (chosen.fat - 1.0)
    stream = zlib.crc32(f"{seed}/{chosen.name}/{size}".encode())

    def work(first: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        rows = slice(first, min(first + SLAB_SLICES, grid_size.slices))
        hu, masks = _paint(
            person, (x_mm - shift[0]) * k, (y_mm - shift[1]) * k, (z_mm[rows] - shift[2]) * k, ramp
        )
        scanner.table(hu, x_mm, y_mm, table_top)
        hu = scanner.blur(hu, grid_size.pixel_mm)
        for i in range(len(hu)):
            grain = scanner.noise(stream, first + i, hu[i].shape, amplitude)
            bone = hu[i] > 350.0
            hu[i] += chosen.noise_hu * scanner.strength(hu[i] > -300.0, bone, grid_size.pixel_mm) * grain
            hu[i] += scanner.streaks(bone, grain, grid_size.pixel_mm)
        voxels[rows] = np.clip(np.rint(hu), -1024, 3071).astype(np.int16)
        for target, mask in zip(labels, masks, strict=True):
            target[rows] = mask

    starts = list(range(0, grid_size.slices, SLAB_SLICES))
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        jobs = [pool.submit(work, first) for first in starts]
        try:
            for done, job in enumerate(jobs, start=1):
                job.result()
                if progress is not None:
                    progress(done, len(jobs))
        except BaseException:
            for job in jobs:
                job.cancel()
            raise
    uids = Uids(seed, chosen.name, size, who)
    volume = Volume(voxels, grid, "CT", "HU", uids.frame_of_reference, _series(chosen, who, grid_size, uids))
    maps = {
        name: LabelMap(block, grid, (Label(1, label, colour),), uids.frame_of_reference, "phantom")
        for (name, label, colour), block in zip(MASKS, labels, strict=True)
    }
    truth = describe(chosen, seed, GENERATOR_VERSION, person.aorta, person.branches, person.organs)
    return PhantomCase(volume, truth, maps, who, seed, size)


def _chosen(variant: str | Variant) -> Variant:
    if isinstance(variant, Variant):
        return variant
    if variant not in VARIANTS:
        raise InputError(
            "There is no phantom variant {variant}.",
            "Choose one of {known}.",
            code="unknown_variant",
            fields={"variant": variant, "known": ", ".join(VARIANTS)},
        )
    return VARIANTS[variant]


def truth_of(variant: str | Variant = "aneurysm", seed: int = 2026) -> PhantomTruth:
    """The truth alone, without painting the images."""
    chosen = _chosen(variant)
    person = _patient(chosen, seed)
    return describe(chosen, seed, GENERATOR_VERSION, person.aorta, person.branches, person.organs)


def _series(variant: Variant, who: Identity, size: Size, uids: Uids) -> SeriesInfo:
    return SeriesInfo(
        patient_id=who.patient_id,
        patient_name=who.patient_name,
        birth_date=who.birth_date,
        sex=who.sex,
        study_instance_uid=uids.study,
        study_date=who.study_date,
        study_time=who.study_time,
        study_description=who.study_description,
        accession_number=who.accession_number,
        referring_physician=who.referring_physician,
        series_instance_uid=uids.series,
        series_number=who.series_number,
        series_description=who.series_description,
        modality="CT",
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
        sop_instance_uids=tuple(uids.instance(i) for i in range(size.slices)),
        body_part="CHEST",
        patient_position="HFS",
        image_type=("ORIGINAL", "PRIMARY", "AXIAL"),
        contrast_agent="Iodine contrast",
        slice_thickness_mm=size.slice_mm,
        kvp=100.0,
        exposure_mas=180.0,
        convolution_kernel="B30f",
        manufacturer="Voorverslag",
        model="Phantom",
        windows=((60.0, 400.0),),
        transfer_syntaxes=("1.2.840.10008.1.2.1",),
        extra={"phantom": variant.name},
    )


def with_identity(variant: str, identity: Identity) -> Variant:
    """A variant under another (fictitious) name."""
    return replace(_chosen(variant), identity=identity)
