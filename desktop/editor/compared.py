"""Two texts or contents beside each other: what differs, in words and runs of words. Pure; nothing is drawn here."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop import content as edits
from desktop import drafts
from report_templates import templates

if TYPE_CHECKING:
    from governance.report import Content

_WORDS = re.compile(r"\s+|[^\s]+")
REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed (``=``), came (``+``) or went (``-``)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a report that two or three versions may hold differently.

    `kind` is ``section``, ``remark``, ``findings`` or ``images``; `key` its section or group; the texts are as printed.
    """

    kind: str
    key: str
    label: str
    texts: tuple[str, ...]


def runs(before: str, after: str) -> Iterator[Run]:
    """Word by word."""
    a, b = _WORDS.findall(before), _WORDS.findall(after)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("=", "".join(a[i1:i2]))
            continue
        if i2 > i1:
            yield Run("-", "".join(a[i1:i2]))
        if j2 > j1:
            yield Run("+", "".join(b[j1:j2]))


def printed(content: Content, text: str) -> str:
    """A text as the report prints it."""
    return templates.render_text(text, content.findings, content.language, diameter_decimals=1)


def _figures(content: Content, group: str) -> str:
    from desktop.editor.side import value_of

    members = edits.groups(content.findings).get(group)
    return value_of(members, content.language) if members else ""


def _key(content: Content, group: str) -> tuple[object, ...]:
    members = edits.groups(content.findings).get(group, ())
    return tuple((f.key, f.value, f.unit, f.geometry, f.withheld) for f in members)


def rows(*versions: Content, remark: str, images: str) -> list[Row]:
    """Parts in which the versions differ, sections first; `remark` and `images` are their labels."""
    first = versions[0]
    template = drafts.template_of(first)
    found: list[Row] = []
    found.extend(
        Row(
            "section",
            section.key,
            template.label(section.key, first.language),
            tuple(printed(v, v.text(section.key)) for v in versions),
        )
        for section in first.sections
        if len({v.text(section.key) for v in versions}) > 1
    )
    if len({v.remark for v in versions}) > 1:
        found.append(Row("remark", REMARK, remark, tuple(v.remark for v in versions)))
    names = dict.fromkeys(g for v in versions for g in edits.groups(v.findings))
    for group in names:
        if len({_key(v, group) for v in versions}) > 1:
            label = next(
                (m[0].label or group for v in versions if (m := edits.groups(v.findings).get(group))), group
            )
            found.append(Row("findings", group, label, tuple(_figures(v, group) for v in versions)))
    if len({v.key_images for v in versions}) > 1:
        found.append(
            Row(
                "images",
                "images",
                images,
                tuple("\n".join(i.caption for i in v.key_images) for v in versions),
            )
        )
    return found


def take(target: Content, source: Content, row: Row) -> Content:
    """`target` with the part of `row` as `source` has it."""
    from dataclasses import replace

    if row.kind == "section":
        return edits.set_section(target, row.key, source.text(row.key))
    if row.kind == "remark":
        return edits.set_remark(target, source.remark)
    if row.kind == "images":
        return edits.with_workings(replace(target, key_images=source.key_images))
    members = edits.groups(source.findings).get(row.key, ())
    order = list(dict.fromkeys((*edits.groups(target.findings), *edits.groups(source.findings))))
    others = [f for f in target.findings if f.group != row.key]
    joined = replace(target, findings=(*others, *members))
    return edits.with_workings(edits.order_groups(joined, order))


def both(target: Content, other: Content, row: Row) -> Content:
    """Both texts of a section or remark, one after the other; measurements are never merged."""
    if row.kind == "section":
        one, two = target.text(row.key), other.text(row.key)
        return edits.set_section(target, row.key, f"{one}\n{two}" if one and two else one or two)
    one, two = target.remark, other.remark
    return edits.set_remark(target, f"{one}\n{two}" if one and two else one or two)
