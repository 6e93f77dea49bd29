"""The workspace's state in the draft: as files by their hash, and read back exactly or refused with a sentence.

Three files, so that an act writes only what it changed: the mask; the line with its profile; the levels. A fourth,
small one holds the state itself and names the others. Each is bound to the images by the hash of their voxels and
geometry. Reading checks the version, every field, the images and the findings of the draft; it never guesses.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop.workspaces.aorta import codec
from desktop.workspaces.aorta.state import (
    Anew,
    AortaState,
    Body,
    Earlier,
    Moved,
    Reason,
    Stated,
    accepted_findings,
)
from governance.report import Content, StoredState
from measurements.aorta import AortaResult
from measurements.finding import Finding
from resources.errors import Refused
from studies.volume import Grid, Label, LabelMap, Volume
from viewers.tools.annotations import Annotation

VERSION = 1
FORMAT = "aorta"
_MEASURED = codec.classes_of(AortaResult)
_STATED = (
    _MEASURED
    | codec.classes_of(Annotation)
    | codec.classes_of(Finding)
    | {Anew, Body, Earlier, Moved, Reason, Stated}
)
#: fields of a result that have a file of their own, or come from the images
_ELSEWHERE = ("line", "profile", "series", "volume_grid")


class StateError(Refused):
    """The stored measurement can't be shown; what was found stays in the draft."""


def other_images() -> StateError:
    return StateError(
        "These images aren't the ones on which this draft was measured.",
        "The findings in the draft stay. Open the right images, or measure again on these.",
        code="other_images",
    )


def unreadable(detail: str) -> StateError:
    return StateError(
        "The stored measurement of this draft can't be read by this version of the program.",
        "The findings in the draft stay. Measure again to change them.",
        code="stored_state",
        detail=detail,
    )


def differs() -> StateError:
    return StateError(
        "The stored measurement doesn't agree with the findings in this draft.",
        "The findings in the draft stay. Measure again to change them.",
        code="stored_state_differs",
    )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def images_sha256(volume: Volume) -> str:
    """Hash of voxels, geometry and series: the images on which something was measured. On a worker."""
    digest = hashlib.sha256()
    grid = volume.grid
    digest.update(
        repr((volume.voxels.dtype.str, volume.voxels.shape, volume.series.series_instance_uid)).encode()
    )
    for part in (grid.spacing_mm, grid.origin_mm, grid.direction):
        digest.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
    digest.update(volume.voxels.data.cast("B"))
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Stored:
    """Files that belong to one measured state: sha256 -> bytes."""

    path: str = ""
    levels: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


def mask_bytes(mask: LabelMap) -> bytes:
    """A mask as one bit a voxel, with its grid."""
    grid = mask.grid
    return codec.encode(
        {
            "bits": np.packbits((mask.voxels > 0).reshape(-1)),
            "size": tuple(grid.size),
            "spacing": grid.spacing_mm,
            "origin": grid.origin_mm,
            "direction": grid.direction,
            "frame": mask.frame_of_reference_uid,
            "source": mask.source,
        }
    )


def mask_of(data: bytes) -> LabelMap:
    """Inverse of `mask_bytes`; raises ValueError."""
    found = codec.decode(data, ())
    size = tuple(int(n) for n in found["size"])
    grid = Grid(size, found["spacing"], found["origin"], found["direction"])  # type: ignore[arg-type]
    count = int(np.prod(grid.shape))
    if len(found["bits"]) != (count + 7) // 8:
        raise ValueError("a stored mask doesn't fit its grid")
    voxels = np.unpackbits(found["bits"], count=count).reshape(grid.shape)
    return LabelMap(voxels, grid, (Label(1, "aorta"),), str(found["frame"]), str(found["source"]))


def stored(result: AortaResult, known: Stored | None = None) -> Stored:
    """Files of a measurement; `known` are those of the same line and profile. On a worker."""
    files: dict[str, bytes] = {}
    if known is not None:
        path = known.path
        files[path] = known.files[path]
    else:
        data = codec.encode({"line": result.line, "profile": result.profile})
        path = sha256(data)
        files[path] = data
    rest = {f.name: getattr(result, f.name) for f in dataclasses.fields(result) if f.name not in _ELSEWHERE}
    data = codec.encode(rest)
    files[sha256(data)] = data
    return Stored(path, sha256(data), files)


def result_of(path: bytes, levels: bytes, volume: Volume) -> AortaResult:
    """The measurement of its two files, on its images; raises ValueError."""
    along, rest = codec.decode(path, _MEASURED), codec.decode(levels, _MEASURED)
    known = {f.name for f in dataclasses.fields(AortaResult)} - set(_ELSEWHERE)
    if set(along) != {"line", "profile"} or not set(rest) <= known:
        raise ValueError("a stored measurement has other parts than this version knows")
    try:
        return AortaResult(
            line=along["line"],
            profile=along["profile"],
            series=volume.series,
            volume_grid=volume.grid,
            **rest,
        )
    except TypeError as error:
        raise ValueError("a stored measurement isn't whole") from error


def state_bytes(state: AortaState, annotations: Sequence[Annotation], images: str, made: Stored) -> bytes:
    """The small file: state, loose measurements, and the names of the other files."""
    values = {f.name: getattr(state, f.name) for f in dataclasses.fields(state) if f.name != "mask"}
    return codec.encode(
        {
            "format": FORMAT,
            "version": VERSION,
            "images": images,
            "state": values,
            "annotations": tuple(annotations),
            "path": made.path,
            "levels": made.levels,
        }
    )


def reference(content: Content, data: bytes, state: AortaState, images: str, made: Stored) -> StoredState:
    """What the content says of it."""
    anew = state.earlier.anew if state.earlier is not None else None
    names = (state.mask_file, made.path, made.levels, anew.mask_file if anew is not None else "")
    return StoredState(content.task, sha256(data), tuple(dict.fromkeys(n for n in names if n)), images)


@dataclass(frozen=True, eq=False)
class Restored:
    """A stored state as it was: with its measurement when that was there."""

    state: AortaState
    annotations: tuple[Annotation, ...]
    result: AortaResult | None
    stored: Stored
    images: str


def restore(content: Content, volume: Volume, read: Callable[[str], bytes]) -> Restored | None:
    """The state of a draft, checked; None when the draft has none. On a worker.

    Raises
    ------
    StateError
        Other images, another version, damaged, or not in agreement with the findings of the draft.
    """
    reference_ = content.state
    if reference_ is None or reference_.task is not content.task:
        return None
    _ = volume.value_range  # asked for by the first curved picture, which is painted in the UI thread
    images = images_sha256(volume)
    if images != reference_.images_sha256:
        raise other_images()
    try:
        found = _read(reference_, volume, read, images)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise unreadable(f"{type(error).__name__}: {error}") from error
    if found.result is not None and not _agrees(found.result, found.state, content):
        raise differs()
    return found


def _read(reference_: StoredState, volume: Volume, read: Callable[[str], bytes], images: str) -> Restored:
    found = codec.decode(read(reference_.sha256), _STATED)
    if found["format"] != FORMAT or found["version"] != VERSION:
        raise ValueError(f"format {found['format']} version {found['version']}")
    if found["images"] != images:
        raise other_images()
    values = dict(found["state"])
    mask = mask_of(read(values["mask_file"])) if values["mask_file"] else None
    state = AortaState(mask=mask, **values)
    made, result = Stored(), None
    if found["path"] and found["levels"]:
        files = {name: read(name) for name in (found["path"], found["levels"])}
        made = Stored(found["path"], found["levels"], files)
        result = result_of(files[made.path], files[made.levels], volume)
    return Restored(state, tuple(found["annotations"]), result, made, images)


def _agrees(result: AortaResult, state: AortaState, content: Content) -> bool:
    """The accepted rows give the very numbers that stand in the draft."""
    made = accepted_findings(result, state, observer="", at="", new_id=str)
    there = {(f.group, f.key): f.value for f in content.findings}
    return all(there.get((f.group, f.key), "absent") == f.value for f in made)


__all__ = [
    "Restored",
    "StateError",
    "Stored",
    "images_sha256",
    "mask_bytes",
    "restore",
    "state_bytes",
    "stored",
]
