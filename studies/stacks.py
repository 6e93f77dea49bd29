"""From the frames of one series to stacks: same size, orientation, echo and image type; slices and times.

Each stack becomes one `SeriesEntry`, the thing that a person chooses and the loader reads.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from studies.frames import ENHANCED, Frame
from studies.geometry import SAME_POSITION_MM, StackGeometry, analyse, direction_of, plane_name, problems_of
from studies.headers import Header
from studies.identity import person_key
from studies.pixels import LOSSY, SUPPORTED
from studies.volume import Problem

VOLUME, TIME_SERIES, LOCALIZER = "volume", "time_series", "localizer"
LOADABLE = (VOLUME, TIME_SERIES)

_STORAGE = "1.2.840.10008.5.1.4.1.1."
#: classic and enhanced classes of cross-sectional images
CROSS_SECTIONAL = ENHANCED | {_STORAGE + "2", _STORAGE + "4", _STORAGE + "128", _STORAGE + "20"}
#: what may tell time points apart, most trusted first
_TELLS_TIME = ("temporal_position", "trigger_time", "acquisition_time", "acquisition_number")
_TELLS_TIME_MR = (*_TELLS_TIME, "content_time", "instance_number")


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """One stack of one series: what `scan` lists and `load` reads.

    `frames` are ordered ``[time][slice]``; `size` and `spacing_mm` are (columns, rows, slices).
    """

    series_instance_uid: str
    stack: int
    number: int | None
    modality: str
    description: str
    kind: str
    files: int
    size: tuple[int, int, int]
    timepoints: int
    times_s: tuple[float, ...] | None
    spacing_mm: tuple[float, float, float]
    orientation: str
    slice_spacing_regular: bool
    gantry_tilt_deg: float
    transfer_syntaxes: tuple[str, ...]
    frame_of_reference_uid: str
    problems: tuple[Problem, ...] = ()
    patient_id: str = ""
    patient_name: str = ""
    study_instance_uid: str = ""
    frames: tuple[tuple[Frame, ...], ...] = ()
    #: path of a NIfTI, NRRD or MetaImage file; "" for DICOM
    research_file: str = ""

    @property
    def is_loadable(self) -> bool:
        return self.kind in LOADABLE

    @property
    def header(self) -> Header | None:
        """Header of the first frame."""
        return self.frames[0][0].header if self.frames and self.frames[0] else None

    def has_problem(self, code: str) -> bool:
        return any(problem.code == code for problem in self.problems)

    def to_json(self) -> dict[str, object]:
        """The series part of `voorverslag scan` (specs/commands.md)."""
        return {
            "series_instance_uid": self.series_instance_uid,
            "stack": self.stack,
            "number": self.number,
            "modality": self.modality,
            "description": self.description,
            "kind": self.kind,
            "files": self.files,
            "size": list(self.size),
            "timepoints": self.timepoints,
            "times_s": None if self.times_s is None else [round(t, 6) for t in self.times_s],
            "spacing_mm": [round(s, 6) for s in self.spacing_mm],
            "orientation": self.orientation,
            "slice_spacing_regular": self.slice_spacing_regular,
            "gantry_tilt_deg": round(self.gantry_tilt_deg, 3),
            "transfer_syntaxes": list(self.transfer_syntaxes),
            "frame_of_reference_uid": self.frame_of_reference_uid,
            "problems": [{"code": p.code, "message": p.message} for p in self.problems],
        }


def kind_of(header: Header, image_type: tuple[str, ...]) -> str:
    """The kind of an object by its SOP class and image type; images with a place are volumes at first."""
    sop = header.sop_class
    if sop.startswith(_STORAGE + "88."):
        return "structured_report"
    if sop in (_STORAGE + "66.4", _STORAGE + "66.7", _STORAGE + "66.8"):
        return "segmentation"
    if sop == _STORAGE + "30":
        return "parametric_map"
    if sop == _STORAGE + "7" or sop.startswith(_STORAGE + "7."):
        return "secondary_capture"
    if not header.has_pixels or not header.rows or not header.columns:
        return "other"
    upper = {part.upper() for part in image_type}
    if upper & {"LOCALIZER", "SCOUT", "TOPOGRAM", "SURVEY"}:
        return LOCALIZER
    if sop in CROSS_SECTIONAL:
        return VOLUME
    placed = header.numbers("position") and header.numbers("orientation")
    return VOLUME if placed and not sop.startswith(_STORAGE + "481.") else "other"


def stacks_of(frames: Sequence[Frame]) -> list[SeriesEntry]:
    """Stacks of one series (all frames carry one SeriesInstanceUID), the largest first."""
    kept, repeated = _without_copies(frames)
    groups: dict[tuple[object, ...], list[Frame]] = {}
    orientations: list[tuple[float, ...]] = []
    for frame in kept:
        groups.setdefault(_stack_key(frame, orientations), []).append(frame)
    sizes = {(f.rows, f.columns) for f in kept if kind_of(f.header, f.image_type) in (*LOADABLE, LOCALIZER)}
    shared = _shared_problems(kept, repeated)
    if len(sizes) > 1:
        shared.append(
            Problem(
                "mixed_size", f"The series holds images of {len(sizes)} sizes; each is a stack of its own."
            )
        )
    if len(orientations) > 1:
        shared.append(
            Problem(
                "mixed_orientation",
                f"The series holds {len(orientations)} orientations; each is a stack of its own.",
            )
        )
    entries = [_entry(group, shared) for group in groups.values()]
    entries.sort(key=lambda entry: (not entry.is_loadable, -entry.size[2] * entry.timepoints))
    return [replace(entry, stack=k) for k, entry in enumerate(entries)]


def _without_copies(frames: Sequence[Frame]) -> tuple[list[Frame], int]:
    """Frames without a second copy of the same instance, and the number of copies left out."""
    seen: dict[tuple[object, ...], Frame] = {}
    kept: list[Frame] = []
    copies = 0
    for frame in frames:
        uid = frame.header.sop_instance
        key = (uid, frame.index, frame.tile, frame.position, frame.rows, frame.columns)
        if uid and key in seen:
            copies += 1
            continue
        seen[key] = frame
        kept.append(frame)
    return kept, copies


def _stack_key(frame: Frame, orientations: list[tuple[float, ...]]) -> tuple[object, ...]:
    kind = kind_of(frame.header, frame.image_type)
    if kind not in (*LOADABLE, LOCALIZER):
        return (kind, frame.header.sop_class)
    which = -1
    if frame.orientation is not None:
        for k, known in enumerate(orientations):
            if max(abs(a - b) for a, b in zip(known, frame.orientation, strict=True)) < 1e-3:
                which = k
                break
        else:
            orientations.append(frame.orientation)
            which = len(orientations) - 1
    spacing = frame.pixel_spacing and tuple(round(s, 4) for s in frame.pixel_spacing)
    mr = frame.header.text("modality") == "MR"
    return (
        kind,
        frame.is_placed,
        frame.rows,
        frame.columns,
        which,
        spacing,
        frame.image_type[2:] if mr else (),
        round(frame.echo, 3) if mr and frame.echo is not None else None,
        frame.b_value if mr else None,
        frame.header.text("kernel"),
    )


def _shared_problems(frames: Sequence[Frame], repeated: int) -> list[Problem]:
    headers = {id(f.header): f.header for f in frames}.values()
    problems = []
    people = {
        person_key(
            h.text("patient_id"),
            h.text("issuer"),
            h.text("patient_name"),
            h.text("birth_date"),
            h.text("sex"),
        )
        for h in headers
    }
    if len(people) > 1:
        problems.append(
            Problem(
                "patient_mismatch", f"The series holds images of {len(people)} different patients.", "block"
            )
        )
    if repeated:
        problems.append(
            Problem(
                "duplicate_instance_uid", f"{repeated} images are there more than once; each is used once."
            )
        )
    uids = [h.sop_instance for h in headers]
    if len(set(uids)) < len(uids) and all(uids):
        problems.append(
            Problem("duplicate_instance_uid", "Different images carry the same SOP Instance UID.", "warn")
        )
    if any(
        not h.text("series_uid") or not h.text("study_uid") or not h.text("sop_instance") for h in headers
    ):
        problems.append(
            Problem("missing_uid", "Study, series or instance UIDs are missing from the images.", "warn")
        )
    return problems


def _file_problems(headers: Sequence[Header], kind: str) -> list[Problem]:
    problems = []
    lossy = [h for h in headers if h.text("lossy") == "01" or h.transfer_syntax in LOSSY]
    if lossy:
        problems.append(
            Problem("lossy_compressed", "The images were compressed with loss of detail.", "warn")
        )
    if any(h.text("burned_in").upper() == "YES" for h in headers):
        problems.append(
            Problem("burned_in_annotation", "Text is burned into the pixels of the images.", "warn")
        )
    unknown = sorted({h.transfer_syntax for h in headers if h.transfer_syntax not in SUPPORTED})
    if unknown:
        problems.append(
            Problem(
                "unsupported_transfer_syntax",
                f"The images are encoded in a way that can't be read: {', '.join(unknown)}.",
                "block",
            )
        )
    cut = sum(h.is_truncated for h in headers)
    if cut and kind != "other":
        problems.append(
            Problem("truncated", f"{cut} of {len(headers)} files are shorter than they say.", "block")
        )
    return problems


def _entry(frames: list[Frame], shared: list[Problem]) -> SeriesEntry:
    first = frames[0]
    kind = kind_of(first.header, first.image_type)
    headers = list({id(f.header): f.header for f in frames}.values())
    problems = [*shared, *_file_problems(headers, kind)]
    tilt_sign = math.copysign(1.0, first.header.number("tilt") or 0.0) if first.header.number("tilt") else 0.0
    geometry = StackGeometry((), 0.0, True, 0.0, 0, 0.0, 0.0)
    times: tuple[float, ...] | None = None
    arranged: list[list[Frame]] = [frames]
    orientation = plane_name(first.orientation) if first.orientation else "oblique"
    if kind in LOADABLE:
        if not first.is_placed:
            frames = sorted(frames, key=lambda f: (f.times.get("instance_number", 0.0), f.index))
            arranged = [frames]
            problems.append(
                Problem(
                    "missing_geometry",
                    "The images don't say where they lie or how large their pixels are.",
                    "block",
                )
            )
            if len(frames) > 1:
                geometry = replace(geometry, regular=False)
        else:
            arranged, times, found = _arrange(frames)
            problems.extend(found)
            positions = np.array([f.position for f in arranged[0]], dtype=np.float64)
            geometry = analyse(positions, first.orientation or (), tilt_sign)
            problems.extend(problems_of(geometry, first.thickness_mm))
            if len(arranged) > 1:
                kind = TIME_SERIES
                problems.extend(_label_problems(arranged))
    elif first.is_placed and kind == LOCALIZER and len(frames) > 1:
        positions = np.array([f.position for f in frames], dtype=np.float64)
        geometry = analyse(positions, first.orientation or (), tilt_sign)
        arranged = [[frames[k] for k in geometry.order]]
    head = arranged[0][0].header
    row_mm, column_mm = first.pixel_spacing or (0.0, 0.0)
    slice_mm = geometry.spacing_mm
    if len(arranged[0]) == 1 and first.is_placed:
        # one slice has no neighbour; its thickness is all there is to say about its extent
        slice_mm = first.header.number("spacing_between") or first.thickness_mm or 0.0
    image = kind in (*LOADABLE, LOCALIZER)
    return SeriesEntry(
        series_instance_uid=head.text("series_uid"),
        stack=0,
        number=head.integer("series_number"),
        modality=head.text("modality"),
        description=head.text("series_description"),
        kind=kind,
        files=len(headers),
        size=(first.columns, first.rows, len(arranged[0])),
        timepoints=len(arranged),
        times_s=times,
        spacing_mm=(column_mm, row_mm, slice_mm),
        orientation=orientation,
        slice_spacing_regular=geometry.regular,
        gantry_tilt_deg=geometry.tilt_deg if image else 0.0,
        transfer_syntaxes=tuple(sorted({h.transfer_syntax for h in headers})),
        frame_of_reference_uid=head.text("frame_of_reference"),
        problems=_once(problems),
        patient_id=head.text("patient_id"),
        patient_name=head.text("patient_name"),
        study_instance_uid=head.text("study_uid"),
        frames=tuple(tuple(row) for row in arranged),
    )


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """One problem per code: the one with the strongest effect."""
    rank = {"note": 0, "warn": 1, "block": 2}
    best: dict[str, Problem] = {}
    for problem in problems:
        known = best.get(problem.code)
        if known is None or rank[problem.effect] > rank[known.effect]:
            best[problem.code] = problem
    return tuple(best.values())


# ------------------------------------------------------------------------------------------------------------
# Slices and times


def _arrange(frames: list[Frame]) -> tuple[list[list[Frame]], tuple[float, ...] | None, list[Problem]]:
    """Frames as ``[time][slice]``, seconds of the time points, and problems."""
    places = _places(_past_midnight(frames))
    count = max(len(place) for place in places)
    if count == 1:
        return [[place[0] for place in places]], None, []
    names = _TELLS_TIME_MR if frames[0].header.text("modality") in ("MR", "PT", "NM") else _TELLS_TIME
    if all(len(place) == count for place in places):
        for name in names:
            ordered = [sorted(place, key=lambda f: _time_key(f, name)) for place in places]
            if all(len({_time_key(f, name) for f in place}) == count for place in ordered):
                volumes = [[place[t] for place in ordered] for t in range(count)]
                times = _seconds(volumes, name)
                if times is None:
                    return (
                        volumes,
                        None,
                        [
                            Problem(
                                "missing_times",
                                "The images don't say when each time point was acquired.",
                                "warn",
                            )
                        ],
                    )
                return volumes, times, []
    else:
        complete = _complete_times(places, names)
        if complete is not None:
            volumes, name, left_out = complete
            problems = [
                Problem("missing_slices", f"{left_out} time points lack slices and are left out.", "warn")
            ]
            times = _seconds(volumes, name)
            if times is None:
                problems.append(
                    Problem(
                        "missing_times", "The images don't say when each time point was acquired.", "warn"
                    )
                )
            return volumes, times, problems
    chosen = [min(place, key=lambda f: f.times.get("instance_number", math.inf)) for place in places]
    extra = len(frames) - len(chosen)
    return (
        [chosen],
        None,
        [
            Problem(
                "duplicate_slices",
                f"{extra} slices lie at the place of another; the first of each is shown.",
                "block",
            )
        ],
    )


def _past_midnight(frames: list[Frame]) -> list[Frame]:
    """Frames whose clock times run on when the acquisition passed midnight."""
    for name in ("acquisition_time", "content_time"):
        stamps = [f.times[name] for f in frames if name in f.times]
        if stamps and max(stamps) - min(stamps) > 43_200:
            frames = [
                replace(f, times={**f.times, name: f.times[name] + 86_400})
                if f.times.get(name, 86_400) < 43_200
                else f
                for f in frames
            ]
    return frames


def _places(frames: list[Frame]) -> list[list[Frame]]:
    """Frames by position along the normal."""
    normal = direction_of(frames[0].orientation or ())[:, 2]
    depths = np.array([f.position for f in frames], dtype=np.float64) @ normal
    places: list[list[Frame]] = []
    last = -math.inf
    for k in np.argsort(depths, kind="stable"):
        depth = float(depths[k])
        if depth - last > SAME_POSITION_MM:
            places.append([])
            last = depth
        places[-1].append(frames[int(k)])
    return places


def _time_key(frame: Frame, name: str) -> tuple[float, int]:
    rank = {"CONTROL": 1, "LABEL": 2}.get(frame.label, 0)
    return (frame.times.get(name, -math.inf), rank)


def _complete_times(
    places: list[list[Frame]], names: tuple[str, ...]
) -> tuple[list[list[Frame]], str, int] | None:
    """Time points that have every slice, for a series that was cut off; None when that can't be told."""
    for name in names:
        if name == "instance_number":
            continue
        keyed = [{_time_key(f, name): f for f in place} for place in places]
        if any(len(known) != len(place) for known, place in zip(keyed, places, strict=True)):
            continue
        every = set().union(*keyed)
        whole = sorted(key for key in every if all(key in known for known in keyed))
        if len(whole) >= 2 and len(whole) >= 0.5 * len(every):
            return [[known[key] for known in keyed] for key in whole], name, len(every) - len(whole)
    return None


def _seconds(volumes: list[list[Frame]], told_by: str) -> tuple[float, ...] | None:
    """Seconds from the first time point, or None when the headers don't say.

    RepetitionTime is never a frame time: it is the time between excitations.
    """
    for name, scale in ((told_by, 1.0), ("acquisition_time", 1.0), ("trigger_time", 1e-3)):
        if name not in ("acquisition_time", "trigger_time"):
            continue
        scale = 1e-3 if name == "trigger_time" else 1.0
        stamps = [
            min((f.times[name] for f in volume if name in f.times), default=math.nan) for volume in volumes
        ]
        found = _rising(stamps)
        if found is not None:
            return tuple((value - found[0]) * scale for value in found)
    step = volumes[0][0].header.number("temporal_resolution")
    if told_by == "temporal_position" and step and not any(f.label for f in volumes[0]):
        positions = [volume[0].times["temporal_position"] for volume in volumes]
        return tuple((position - positions[0]) * step * 1e-3 for position in positions)
    return None


def _rising(stamps: list[float]) -> list[float] | None:
    """Strictly rising stamps, or None.

    A first stamp that is absent is put one usual step before the second: some writers leave out a zero.
    """
    stamps = list(stamps)
    if len(stamps) > 2 and math.isnan(stamps[0]) and not any(math.isnan(s) for s in stamps[1:]):
        stamps[0] = stamps[1] - statistics.median(b - a for a, b in itertools.pairwise(stamps[1:]))
    if any(math.isnan(stamp) for stamp in stamps):
        return None
    return stamps if all(a < b for a, b in itertools.pairwise(stamps)) else None


def _label_problems(volumes: list[list[Frame]]) -> list[Problem]:
    head = volumes[0][0].header
    text = f"{head.text('series_description')} {head.text('protocol')} {' '.join(head.texts('image_type'))}".upper()
    labels = [volume[0].label for volume in volumes]
    if ("ASL" in text or any(labels)) and not all(labels):
        return [
            Problem(
                "missing_label_control", "The images don't say which are label and which are control.", "warn"
            )
        ]
    return []
