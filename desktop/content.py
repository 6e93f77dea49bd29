"""Edits of a report's content as pure functions: content in, new content and the files it refers to out.

A *working* is what a reviewer must look at: the findings of one group (a level, a region) with their geometry, or
a key image. Workings follow from the findings and key images; nobody lists them by hand, so that a finding
without its working can't exist, and a changed finding is a changed working, to be viewed afresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from governance.report import Content, KeyImage, Section, WorkingKind, WorkingRef
from governance.service.reading import with_measurements
from measurements.finding import Finding


@dataclass(frozen=True, slots=True)
class Edited:
    """Content after an edit, and the bytes of files that it newly refers to, by their sha256."""

    content: Content
    files: Mapping[str, bytes] = field(default_factory=dict)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def groups(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Findings by group, in the order in which the groups first appear."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.group, []).append(finding)
    return {name: tuple(members) for name, members in found.items()}


def with_workings(content: Content) -> Content:
    """Make the workings follow the findings (as `governance` does at each save) and the key images."""
    others = tuple(w for w in content.workings if w.kind is not WorkingKind.IMAGE)
    images = tuple(
        WorkingRef(f"image:{i.sha256[:16]}", WorkingKind.IMAGE, i.sha256, i.caption)
        for i in content.key_images
    )
    return with_measurements(replace(content, workings=(*others, *images)))


def set_groups(
    content: Content,
    new: Sequence[Finding],
    remove: Iterable[str] = (),
    titles: Mapping[str, str] | None = None,
) -> Content:
    """Replace the groups that occur in `new` (keeping their place), add the others, drop the groups of `remove`.

    A finding that stands for the same result as before keeps its id, so that numbers in the text stay linked.
    """
    incoming = groups(new)
    gone = set(remove)
    before = groups(content.findings)
    result: list[Finding] = []
    for group, members in before.items():
        if group in incoming:
            ids = {f.key: (f.id, f.tracking_uid) for f in members}
            result.extend(_keep_identity(f, ids) for f in incoming.pop(group))
        elif group not in gone:
            result.extend(members)
    for members in incoming.values():
        result.extend(members)
    named = titles or {}
    result = [
        replace(f, label=named[f.group]) if f.label != named.get(f.group, f.label) else f for f in result
    ]
    ids_left = {f.id for f in result}
    images = tuple(_only_present(i, ids_left) for i in content.key_images)
    return with_workings(replace(content, findings=tuple(result), key_images=images))


def _keep_identity(finding: Finding, ids: Mapping[str, tuple[str, str]]) -> Finding:
    known = ids.get(finding.key)
    if known is None or known == (finding.id, finding.tracking_uid):
        return finding  # the same object: what is known of it needn't be worked out again
    return replace(finding, id=known[0], tracking_uid=known[1] or finding.tracking_uid)


def _only_present(image: KeyImage, ids: set[str]) -> KeyImage:
    present = tuple(i for i in image.finding_ids if i in ids)
    return image if present == image.finding_ids else replace(image, finding_ids=present)


def order_groups(content: Content, order: Sequence[str]) -> Content:
    """Findings in the given order of groups; groups that aren't named keep their order after them."""
    place = {group: i for i, group in enumerate(order)}
    ordered = sorted(groups(content.findings).items(), key=lambda g: place.get(g[0], len(place)))
    return replace(content, findings=tuple(f for _, members in ordered for f in members))


def whole(text: str) -> str:
    """`text` with half characters (lone surrogates, as a paste can bring) as U+FFFD: only whole ones can be stored."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def set_section(content: Content, key: str, text: str) -> Content:
    """Change the text of one section; raises KeyError when the template has no such section."""
    if all(s.key != key for s in content.sections):
        raise KeyError(key)
    text = whole(text)
    return replace(
        content, sections=tuple(replace(s, text=text) if s.key == key else s for s in content.sections)
    )


def set_sections(content: Content, texts: Mapping[str, str]) -> Content:
    """Change the texts of several sections at once."""
    for key, text in texts.items():
        content = set_section(content, key, text)
    return content


def set_remark(content: Content, text: str) -> Content:
    return replace(content, remark=whole(text))


def add_key_image(content: Content, png: bytes, caption: str, finding_ids: Sequence[str] = ()) -> Edited:
    """Add a picture, or replace the one that shows the same findings."""
    name = sha256(png)
    image = KeyImage(name, whole(caption), tuple(finding_ids))
    others = [
        i
        for i in content.key_images
        if i.sha256 != name and not (finding_ids and i.finding_ids == image.finding_ids)
    ]
    return Edited(with_workings(replace(content, key_images=(*others, image))), {name: png})


def remove_key_image(content: Content, name: str) -> Content:
    return with_workings(
        replace(content, key_images=tuple(i for i in content.key_images if i.sha256 != name))
    )


def caption_key_image(content: Content, name: str, caption: str) -> Content:
    caption = whole(caption)
    images = tuple(replace(i, caption=caption) if i.sha256 == name else i for i in content.key_images)
    return with_workings(replace(content, key_images=images))


def move_key_image(content: Content, name: str, place: int) -> Content:
    """Put a picture at another place in the order of the report."""
    images = list(content.key_images)
    found = next(i for i in images if i.sha256 == name)
    images.remove(found)
    images.insert(max(0, min(place, len(images))), found)
    return with_workings(replace(content, key_images=tuple(images)))


def rebased(current: Content, before: Content, after: Content) -> Content:
    """`current` with what led from `before` to `after`, field by field; what others changed meanwhile stays."""
    changed = {
        f.name: getattr(after, f.name)
        for f in fields(after)
        if getattr(before, f.name) != getattr(after, f.name)
    }
    return replace(current, **changed)


def empty_sections(template_sections: Iterable[tuple[str, str, bool]]) -> tuple[Section, ...]:
    """Sections of a new draft: (key, title, required) each, in the template's order."""
    return tuple(Section(key, title, "", required) for key, title, required in template_sections)
