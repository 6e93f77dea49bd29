"""The image library of a structured report (TID 1600): every image that the report rests on, by series.

States what is known and no more: modality and frame of reference of each series, matrix, position, orientation
and spacing of an image where the caller gave them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from highdicom import sr
from pydicom.sr.coding import Code as DicomCode

from measurements.finding import Code
from report_templates import codes
from report_templates.document import EvidenceSeries

_CONTEXT = sr.RelationshipTypeValues.HAS_ACQ_CONTEXT
_CONTAINS = sr.RelationshipTypeValues.CONTAINS
_PIXELS = DicomCode("{pixels}", "UCUM", "Pixels")
_MM = DicomCode("mm", "UCUM", "millimeter")
_COSINE = DicomCode("{-1:1}", "UCUM", "{-1:1}")


def image_library(series: Sequence[EvidenceSeries]) -> sr.ContentSequence:
    """The library's container, one group a series, in the order in which the series are given."""
    library = sr.ContainerContentItem(name=_code(codes.IMAGE_LIBRARY), relationship_type=_CONTAINS)
    library.ContentSequence = sr.ContentSequence([_group(one) for one in series if one.instances])
    return sr.ContentSequence([library])


def _group(series: EvidenceSeries) -> sr.ContainerContentItem:
    group = sr.ContainerContentItem(name=_code(codes.IMAGE_LIBRARY_GROUP), relationship_type=_CONTAINS)
    content: list[Any] = []
    modality = codes.MODALITIES.get(series.modality)
    if modality is not None:
        content.append(
            sr.CodeContentItem(name=_code(codes.MODALITY), value=_code(modality), relationship_type=_CONTEXT)
        )
    if series.frame_of_reference_uid:
        content.append(
            sr.UIDRefContentItem(
                name=_code(codes.FRAME_OF_REFERENCE),
                value=series.frame_of_reference_uid,
                relationship_type=_CONTEXT,
            )
        )
    if series.rows and series.columns:
        content.append(_number(codes.ROWS, series.rows, _PIXELS))
        content.append(_number(codes.COLUMNS, series.columns, _PIXELS))
    content.extend(_entry(series, uid) for uid in series.instances)
    group.ContentSequence = sr.ContentSequence(content)
    return group


def _entry(series: EvidenceSeries, uid: str) -> sr.ImageContentItem:
    item = sr.ImageContentItem(
        name=_code(codes.SOURCE_IMAGE),
        referenced_sop_class_uid=series.sop_class_uid,
        referenced_sop_instance_uid=uid,
        relationship_type=_CONTAINS,
    )
    if uid in series.geometry:
        position, orientation, (row_spacing, column_spacing) = series.geometry[uid]
        item.ContentSequence = sr.ContentSequence(
            [
                _number(codes.HORIZONTAL_SPACING, column_spacing, _MM),
                _number(codes.VERTICAL_SPACING, row_spacing, _MM),
                *_numbers(codes.POSITIONS, position, _MM),
                *_numbers(codes.ORIENTATIONS, orientation, _COSINE),
            ]
        )
    return item


def _number(name: Code, value: float, unit: DicomCode) -> sr.NumContentItem:
    return sr.NumContentItem(name=_code(name), value=value, unit=unit, relationship_type=_CONTEXT)


def _numbers(
    names: Mapping[str, Code], values: Sequence[float], unit: DicomCode
) -> Iterator[sr.NumContentItem]:
    for name, value in zip(names.values(), values, strict=True):
        yield _number(name, value, unit)


def _code(code: Code) -> DicomCode:
    return DicomCode(code.value, code.scheme, code.meaning)
