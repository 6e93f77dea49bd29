"""The whole main job without hands: measure, draft, submit, review, authorise, by the same functions as the screens.

Everything goes through the services, in the role of the person whose act it is; the measurement is the real one,
on the generated images, from the outline of the vessel that a segmentation would give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop import content as edits
from desktop import documents, drafts, pictures
from desktop.demo.department import Department
from desktop.workspaces.aorta import conditions, storing
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.words import remark_words
from governance import service
from governance.canonical import utc_text
from governance.guards import IdentityCheck
from governance.report import Report, Score, SelfDeclaration
from measurements.aorta import AortaResult, landmark_names, measure_aorta
from measurements.aorta.levels import ILIAC
from studies.load import load_volume
from studies.volume import Volume

if TYPE_CHECKING:
    from governance.study import Study
    from studies.phantom import CachedPhantom

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None
CONFIRMED = IdentityCheck(confirmed=True)


@dataclass(slots=True)
class Outcome:
    """What a run left: the head of the report, the states it went through, the measurement, the files."""

    report: Report
    states: list[str]
    result: AortaResult
    preliminary: dict[str, bytes] = field(default_factory=dict)
    final: dict[str, bytes] = field(default_factory=dict)


def measure(
    volume: Volume, phantom: CachedPhantom, progress: Progress = None, cancelled: Check = None
) -> AortaResult:
    """Measure the outer wall from its outline, levels from landmarks."""
    truth = phantom.truth
    known = set(landmark_names()) - set(ILIAC)
    return measure_aorta(
        volume=volume,
        mask=phantom.masks()["aorta_outer"],
        start_mm=truth.landmarks["annulus"],
        end_mm=truth.landmarks["aortic_end"],
        landmarks_mm={name: point for name, point in truth.landmarks.items() if name in known},
        edge="outer",
        progress=progress,
        cancelled=cancelled,
    )


def content_of(
    study: Study,
    volume: Volume,
    result: AortaResult,
    person: str,
    at: str,
    new_id: Callable[[], str],
    choice: str,
    phantom: CachedPhantom,
) -> edits.Edited:
    """A complete draft: findings of levels and maxima, how they were measured, key image, text composed from them."""
    content = drafts.new_content(study)
    template = drafts.template_of(content)
    state, mask = _stated(volume, phantom, result)
    findings = st.accepted_findings(result, state, observer=person, at=at, new_id=new_id)
    titles = drafts.group_titles(template, findings, content.language)
    content = edits.order_groups(
        edits.set_groups(content, findings, titles=titles), drafts.group_order(template)
    )
    files: dict[str, bytes] = {}
    members = edits.groups(content.findings)
    for group in ("maximum:abdominal", "maximum:thoracic"):
        picture = pictures.section_picture(volume, members[group]) if group in members else None
        if picture is not None:
            caption = f"{titles.get(group, group)}: doorsnede loodrecht op de centerline."
            added = edits.add_key_image(content, picture, caption, [f.id for f in members[group]])
            content = added.content
            files.update(added.files)
    texts = drafts.composed(content, volume.series, float(volume.spacing_mm[2]))
    texts["conclusion"] = _conclusion(texts["conclusion"], choice)
    images, kept = storing.images_sha256(volume), storing.stored(result)
    data = storing.state_bytes(state, (), images, kept)
    content = replace(content, state=storing.reference(content, data, state, images, kept))
    files |= {content.state.sha256: data, state.mask_file: mask, **kept.files} if content.state else {}
    return edits.Edited(edits.with_workings(edits.set_sections(content, texts)), files)


def _stated(volume: Volume, phantom: CachedPhantom, result: AortaResult) -> tuple[st.AortaState, bytes]:
    """The workspace's state after all of it was accepted or given a reason, and the bytes of its mask."""
    truth, known = phantom.truth, set(landmark_names()) - set(ILIAC)
    mask = storing.mask_bytes(phantom.masks()["aorta_outer"])
    state = st.AortaState(
        clicks=(truth.landmarks["annulus"], truth.landmarks["aortic_end"]),
        mask=storing.mask_of(mask),
        mask_file=storing.sha256(mask),
        edge="outer",
        landmarks={name: point for name, point in truth.landmarks.items() if name in known},
        measured=True,
    )
    state = conditions.with_header(state, volume)
    for row in st.rows_of(result):
        section = st.section_of(result, row)
        if section is not None and section.figures is not None:
            state = state.with_accepted(row, section)
        elif section is not None and section.reason is not None:
            why = remark_words(section.reason, "nl").rstrip(".")
            state = state.with_reason(row, st.Reason("not_assessable", why[:1].lower() + why[1:]))
    return state, mask


def _conclusion(composed: str, choice: str) -> str:
    """The choice that the template leaves to a person, as the recipe's person makes it."""
    start = composed.find("[kies:")
    return composed if start < 0 else composed[:start] + choice + composed[composed.find("]", start) + 1 :]


def draft(
    department: Department,
    study: Study,
    phantom: CachedPhantom,
    author: str = "sanne",
    choice: str = "aneurysma",
    progress: Progress = None,
    cancelled: Check = None,
) -> tuple[Report, AortaResult]:
    """The radiographer's half up to a saved draft."""
    store = department.store
    volume = load_volume(store.home / study.images)
    if not isinstance(volume, Volume):
        raise TypeError("the demo images are one volume")
    result = measure(volume, phantom, progress, cancelled)
    acting = department.acting(author)
    report = service.create(
        store,
        acting,
        study.id,
        drafts.new_content(study),
        declaration=SelfDeclaration.YES,
        identity=CONFIRMED,
    )
    made = content_of(
        study, volume, result, acting.person.id, utc_text(store.clock()), store.new_id, choice, phantom
    )
    for data in made.files.values():
        store.files.put(data)
    report = service.save(
        store, acting, report.id, made.content, expected_lock_version=report.lock_version, comment="demo"
    )
    return report, result


def submit(department: Department, report: Report, author: str = "sanne") -> Report:
    """Escalate what the protocol asks for, then submit."""
    from governance.escalation import triggered
    from governance.service import basis

    store = department.store
    acting = department.acting(author)
    report, revision = service.open_report(store, acting, report.id)
    with store.read() as connection:
        protocol = basis.protocol_for(connection, report.task, store.clock())
    for rule in triggered(protocol, revision.content):
        service.escalate_rule(
            store,
            acting,
            report.id,
            rule.rule_id,
            person_reached="dr. Ruben Proef",
            reached=True,
            at=store.clock(),
            read_back=True,
        )
    report, revision = service.open_report(store, acting, report.id)
    return service.submit(
        store,
        acting,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.YES,
        identity=CONFIRMED,
        reauthentication=department.proof(acting),
        lacking=drafts.missing_fields,
    )


def review(department: Department, report: Report, reviewer: str = "ruben") -> Report:
    """The radiologist claims, looks at every working and answers what was escalated."""
    from governance.service import reading

    store = department.store
    acting = department.acting(reviewer)
    report = service.claim(store, acting, report.id, expected_lock_version=report.lock_version)
    report, revision = service.open_report(store, acting, report.id)
    for working in revision.content.workings:
        service.view_working(store, acting, report.id, working.id)
    with store.read() as connection:
        waiting = reading.escalations(connection, report.id)
    for escalation in waiting:
        if escalation.blocks_authorising:
            service.answer_escalation(store, acting, escalation.id, "Gezien en besproken met de opsteller.")
    return service.open_report(store, acting, report.id)[0]


def authorise(
    department: Department, report: Report, reviewer: str = "ruben"
) -> tuple[Report, dict[str, bytes]]:
    """The radiologist signs; returns the head and the files that were stored with the signature."""
    store = department.store
    acting = department.acting(reviewer)
    made: dict[str, bytes] = {}

    def render(facts: service.FinalFacts) -> dict[str, bytes]:
        made.update(documents.final_files(store, facts))
        return made

    report = service.authorise(
        store,
        acting,
        report.id,
        expected_lock_version=report.lock_version,
        hash_shown=report.revision_sha256,
        identity=CONFIRMED,
        score=Score.CONCURRENCE,
        reauthentication=department.proof(acting),
        render=render,
    )
    return report, made


def run(department: Department, study: Study, phantom: CachedPhantom, progress: Progress = None) -> Outcome:
    """All of it, on one study."""
    store = department.store
    report, result = draft(department, study, phantom, progress=progress)
    states = [report.state.value]
    report = submit(department, report)
    states.append(report.state.value)
    acting = department.acting("sanne")
    head, revision = service.open_report(store, acting, report.id)
    preliminary = documents.preliminary_files(store, documents.read_records(store, head, revision))
    report = review(department, report)
    states.append(report.state.value)
    report, final = authorise(department, report)
    states.append(report.state.value)
    return Outcome(report, states, result, preliminary, final)
