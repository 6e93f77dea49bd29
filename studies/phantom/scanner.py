"""What the scanner adds: the table, the blur of the reconstruction, grained noise and faint streaks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from studies.phantom.fields import Floats, Singles

#: blur of the reconstruction in the plane, mm (standard deviation)
BLUR_MM = 0.6


def table(hu: Singles, x: Floats, y: Floats, top: float) -> None:
    """A curved carbon table: two thin skins and a foam core; patient mm."""
    xx, yy = np.meshgrid(x, y)
    bow = 0.00042 * xx**2
    upper = yy - (top - bow)
    inside = np.abs(xx) < 205.0
    layer = np.zeros_like(xx)
    depth = 26.0
    thin = max(0.9, 0.75 * float(x[1] - x[0]))  # never thinner than the grid can show
    layer += np.where((upper > 0) & (upper < depth) & inside, -955.0 + 1000.0, 0.0)
    for at in (0.0, depth):
        layer = np.maximum(layer, 1150.0 * 0.9 / thin * np.exp(-(((upper - at) / thin) ** 2)) * inside)
    np.maximum(hu, (layer - 1000.0).astype(np.float32)[None], out=hu)


def kernel(shape: tuple[int, int], spacing_mm: float) -> Singles:
    """Amplitude of the noise per frequency: rises like a ramp filter, rolls off before the pixel limit."""
    fy = np.fft.fftfreq(shape[0], spacing_mm)[:, None]
    fx = np.fft.rfftfreq(shape[1], spacing_mm)[None, :]
    f = np.sqrt(fx * fx + fy * fy)
    power = (f + 0.015) * np.exp(-((f / 0.33) ** 2))
    amplitude = np.sqrt(power)
    full = np.concatenate([amplitude, amplitude[:, 1:-1]], axis=1)
    return np.asarray(amplitude / np.sqrt(np.mean(full**2)), dtype=np.float32)


def noise(seed: int, slice_number: int, shape: tuple[int, int], amplitude: Singles) -> Singles:
    """Unit noise of one slice with the grain of a body kernel, partly shared with the slice below."""

    def white(number: int) -> Singles:
        return np.random.default_rng((seed, 77, number)).standard_normal(shape, dtype=np.float32)

    field = 0.9 * white(slice_number) + 0.436 * white(slice_number - 1 + 10_000 * (slice_number == 0))
    return np.asarray(np.fft.irfft2(np.fft.rfft2(field) * amplitude, s=shape), dtype=np.float32)


def _blocks(mask: NDArray[np.bool_], step: int) -> Singles:
    """Share of true pixels per block."""
    rows, columns = (n // step for n in mask.shape)
    cut = mask[: rows * step, : columns * step].reshape(rows, step, columns, step)
    return np.asarray(cut.mean(axis=(1, 3)), dtype=np.float32)


def _enlarged(small: Singles, shape: tuple[int, ...]) -> Singles:
    """A smooth small picture at full size."""
    return np.asarray(
        ndimage.zoom(small, [n / s for n, s in zip(shape, small.shape, strict=True)], order=1),
        dtype=np.float32,
    )


def strength(body: NDArray[np.bool_], bone: NDArray[np.bool_], spacing_mm: float) -> Singles:
    """Relative noise per pixel: thicker paths and bone give more, the rim of the body less."""
    step = 6
    small = _blocks(body, step), _blocks(bone, step)
    wide = ndimage.gaussian_filter(small[0], 55.0 / spacing_mm / step)
    lateral = ndimage.gaussian_filter(small[1], (9.0 / spacing_mm / step, 60.0 / spacing_mm / step))
    return _enlarged(0.28 + 0.85 * wide + 1.6 * lateral, body.shape)


def streaks(bone: NDArray[np.bool_], grain: Singles, spacing_mm: float) -> Singles:
    """Faint sideways streaks where bone lies in the path."""
    step = 6
    dense = ndimage.gaussian_filter(_blocks(bone, step), (4.0 / spacing_mm / step, 80.0 / spacing_mm / step))
    rows = grain[:, ::step]
    lines = ndimage.gaussian_filter(rows, (0.7, 70.0 / spacing_mm / step))
    spread = float(lines.std()) or 1.0
    wide = np.repeat(lines / spread, step, axis=1)[:, : bone.shape[1]]
    return np.asarray(_enlarged(dense, bone.shape) * wide * 14.0, dtype=np.float32)


def blur(hu: Singles, spacing_mm: float) -> Singles:
    """Blur within each slice."""
    sigma = BLUR_MM / spacing_mm
    return np.asarray(ndimage.gaussian_filter(hu, (0.0, sigma, sigma), truncate=3.0), dtype=np.float32)
