"""What the draft holds of this workspace, derived from the state: findings, key images, stored state.

Always the whole of it, from the present state: undo and redo of an act bring the same content, with the same ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop import content as edits
from desktop.errors_text import dutch
from governance.earlier import EarlierExamination
from governance.report import Content, StoredState
from measurements.finding import Finding
from report_templates import templates

#: caption of a key image, after the name of its group (English source; the report's language is used)
SECTION_CAPTION = "{name}: section perpendicular to the centreline."
PLANE_CAPTION = "Picture of the images as shown."
CPR_CAPTION = "Straightened picture along the aorta with the measured levels."


def report_words(source: str, language: str, **fields: str) -> str:
    """A sentence in the language of the report, which needn't be that of the screen."""
    text = dutch().get(source, source) if language == "nl" else source
    return text.format(**fields)


def steady(new: Sequence[Finding], known: Mapping[tuple[str, str], Finding]) -> list[Finding]:
    """The new findings under the ids that they had; one that says the same as before is the one of before.

    So that numbers in the text stay linked, and what a radiologist viewed stays viewed, until it really changes.
    """
    result = []
    for finding in new:
        old = known.get((finding.group, finding.key))
        if old is None:
            result.append(finding)
            continue
        same = replace(
            finding,
            id=old.id,
            tracking_uid=old.tracking_uid,
            label=old.label,
            at=old.at,
            observer=old.observer,
        )
        kept = replace(finding, id=old.id, tracking_uid=old.tracking_uid or finding.tracking_uid)
        result.append(old if _says_the_same(same, old) else kept)
    return result


def _says_the_same(new: Finding, old: Finding) -> bool:
    """Whether the record would say the same: what is read back has its conditions in another order."""
    if new == old:
        return True
    # a contour has hundreds of points: written out only when all else is the same and its numbers seem to differ
    if replace(new, geometry=None).to_json() != replace(old, geometry=None).to_json():
        return False
    a, b = new.geometry, old.geometry
    return a == b or (a is not None and b is not None and a.to_json() == b.to_json())


@dataclass(frozen=True, eq=False)
class Sending:
    """One derived content: findings, groups of ours that are gone, pictures by group, and the state's files."""

    findings: Sequence[Finding]
    gone: frozenset[str]
    titles: Mapping[str, str]
    order: Sequence[str]
    state: StoredState
    files: Mapping[str, bytes]
    pictures: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    earlier: EarlierExamination | None = None

    def change(self, content: Content) -> edits.Edited:
        """Bring a content to it; what others wrote stays."""
        result = edits.set_groups(content, self.findings, self.gone, self.titles)
        result = edits.order_groups(result, self.order)
        groups = edits.groups(result.findings)
        files = dict(self.files)
        for group, (png, caption) in self.pictures.items():
            if group in groups:
                ids = tuple(f.id for f in groups[group])
                kept = next((i.caption for i in content.key_images if i.finding_ids == ids), caption)
                added = edits.add_key_image(result, png, kept, ids)
                files.update(added.files)
                result = added.content
        # a picture of findings that are gone shows numbers that nobody stands for
        result = replace(
            result,
            key_images=tuple(
                i
                for i in result.key_images
                if i.finding_ids
                or not next((k.finding_ids for k in content.key_images if k.sha256 == i.sha256), ())
            ),
        )
        earlier = () if self.earlier is None else (self.earlier,)
        return edits.Edited(edits.with_workings(replace(result, state=self.state, earlier=earlier)), files)


def order_of(template: templates.Template, tools: Sequence[str]) -> list[str]:
    """Groups in the order of the report table, loose measurements last."""
    maxima = [f"maximum:{m.removeprefix('maximum.')}" for m in template.maxima]
    return [*(f"level:{level}" for level in template.levels), *maxima, *tools]


Pictures = Callable[[Sequence[Finding]], bytes | None]


def pictures_of(
    findings: Sequence[Finding],
    before: Mapping[tuple[str, str], Finding],
    titles: Mapping[str, str],
    language: str,
    draw: Pictures,
) -> dict[str, tuple[bytes, str]]:
    """Key images of the maxima whose findings are new or changed."""
    made: dict[str, tuple[bytes, str]] = {}
    for group, members in edits.groups(findings).items():
        if not group.startswith("maximum:") or all(before.get((f.group, f.key)) == f for f in members):
            continue
        png = draw(members)
        if png is not None:
            name = titles.get(group, group)
            made[group] = (png, report_words(SECTION_CAPTION, language, name=name))
    return made
