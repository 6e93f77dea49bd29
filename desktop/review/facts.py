"""What the review desk shows as facts: conditions with their refusals, the origin of the draft, the own list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from desktop.review.judge import Condition
from governance import service
from governance.report import FINAL_STATES, Report, Revision, Score
from governance.store import registers

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.worklist.rows import WorkRow
    from governance.accounts import Acting
    from governance.report import Content
    from governance.service import ReviewFacts
    from governance.store import Store
    from governance.study import Study

#: refusals that have a line of their own, in the order of the list; the others follow as they come
LISTED = (
    "T8-VIEWED",
    "T8-PATIENT",
    "T8-ESCALATION",
    "T5-FOUR-EYES",
    "T8-BIG",
    "T8-RESPONSIBLE",
    "T8-HASH",
    "T8-SCORE",
)
REVIEW_STEPS = ("review", "continue_review")


def _tr(words: str) -> str:
    return QCoreApplication.translate("ReviewFacts", words)


def conditions(
    desk: Desk, found: ReviewFacts, *, score: Score | None, author: str, responsible: str
) -> list[Condition]:
    """The conditions of authorising, each with its fact; those that don't hold in the words of governance."""
    zone = desk.clock().astimezone().tzinfo
    code = desk.language.code
    refused = {r.id: r.text(code, zone) if zone else r.text(code) for r in found.refusals}
    person = desk.session.acting.person
    until = person.big.valid_until if person.big is not None else None
    seen = len(found.workings) - len(found.unviewed)
    facts = {
        "T8-VIEWED": (
            _tr("All workings viewed"),
            _tr("{n} of {m}").format(n=seen, m=len(found.workings)),
        ),
        "T8-PATIENT": (_tr("Patient data confirmed"), ""),
        "T8-ESCALATION": (_tr("No direct escalation open"), ""),
        "T5-FOUR-EYES": (_tr("Reviewer isn't the author"), author),
        "T8-BIG": (
            _tr("BIG registration valid"),
            _tr("until {date}").format(date=desk.date_text(until)) if until else "",
        ),
        "T8-RESPONSIBLE": (_tr("You are responsible"), responsible),
        "T8-HASH": (_tr("Content unchanged since you saw it"), found.revision_sha256[:8]),
        "T8-SCORE": (_tr("Judgement given"), score.value if score is not None else ""),
    }
    lines = [Condition(i, facts[i][0], facts[i][1], refused.pop(i, "")) for i in LISTED]
    if found.comment_needed and not {"T8-COMMENT", "T-REASON"} & set(refused):
        lines.append(Condition("T8-COMMENT", _tr("Comment to the author given")))
    return lines + [Condition(i, "", "", text) for i, text in refused.items()]


def origin(desk: Desk, report: Report, revision: Revision, author: str) -> dict[str, str | tuple[str, str]]:
    """Who made it, when, and under which order, protocol and competence (as frozen with the revision)."""
    basis, gate = revision.basis, revision.gate
    competence = _competence_until(desk.store, basis.competence.id if basis.competence else "")
    facts: dict[str, str | tuple[str, str]] = {
        _tr("Author"): author,
        _tr("Submitted"): _tr("{at} · revision {n}").format(
            at=desk.moment_text(report.submitted_at), n=report.submitted_revision or report.revision
        ),
        _tr("Order"): basis.order.id if basis.order else "–",
        _tr("Protocol"): basis.protocol.id if basis.protocol else "–",
        _tr("Competent"): (_tr("until {date}").format(date=desk.date_text(competence)), "ok")
        if competence is not None
        else "–",
    }
    if gate is not None:
        held = sum(1 for _c, value in gate.evaluated if value is not False)
        whole = len(gate.evaluated)
        facts[_tr("Gate G1")] = (
            _tr("{n} of {of} at submitting").format(n=held, of=whole),
            "ok" if held == whole else "warn",
        )
    ai = [f for f in revision.content.findings if f.origin.value == "ai"]
    facts[_tr("AI")] = _tr("{n} AI results").format(n=len(ai)) if ai else _tr("no AI results")
    facts[_tr("Content")] = f"sha256 {report.revision_sha256[:4]}…{report.revision_sha256[-4:]}"
    return facts


def _competence_until(store: Store, competence_id: str) -> Any:
    from governance.competence import Competence

    if not competence_id:
        return None
    with store.read() as connection:
        found = registers.find(connection, "competence", competence_id, Competence)
    return found.expires if found is not None else None


def own_list(rows: Sequence[WorkRow]) -> list[WorkRow]:
    """Rows that this radiologist can review, in the order of the worklist."""
    from desktop.worklist.rows import arranged

    return [r for r in arranged(rows) if r.record is not None and r.record.next_step in REVIEW_STEPS]


def earlier_report(store: Store, acting: Acting, study: Study, report: Report) -> tuple[Content, str] | None:
    """The patient's newest earlier final of the same task: its content and the date of its study. Reads are on record."""
    patient = study.patient
    found = [
        row
        for row in service.worklist(store, acting)
        if row.report is not None
        and row.report.state in FINAL_STATES
        and not row.report.superseded_by
        and row.report.id not in (report.id, report.parent_id)
        and row.study.task is study.task
        and (row.study.patient.patient_id, row.study.patient.issuer) == (patient.patient_id, patient.issuer)
        and row.study.identity.study_date < study.identity.study_date
    ]
    if not found:
        return None
    newest = max(found, key=lambda row: row.study.identity.study_date)
    assert newest.report is not None  # noqa: S101 - chosen above
    document = service.read_final(store, acting, newest.report.id)
    return document.revision.content, newest.study.identity.study_date
