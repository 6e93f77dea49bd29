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
    from governance.report import Content, Escalation
    from governance.service import ReviewFacts
    from governance.store import Store
    from governance.study import Study

translate = QCoreApplication.translate

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
            translate("ReviewFacts", "All workings viewed"),
            translate("ReviewFacts", "{n} of {m}").format(n=seen, m=len(found.workings)),
        ),
        "T8-PATIENT": (translate("ReviewFacts", "Patient data confirmed"), ""),
        "T8-ESCALATION": (translate("ReviewFacts", "No direct escalation open"), ""),
        "T5-FOUR-EYES": (translate("ReviewFacts", "Reviewer isn't the author"), author),
        "T8-BIG": (
            translate("ReviewFacts", "BIG registration valid"),
            translate("ReviewFacts", "until {date}").format(date=desk.date_text(until)) if until else "",
        ),
        "T8-RESPONSIBLE": (translate("ReviewFacts", "You are responsible"), responsible),
        "T8-HASH": (
            translate("ReviewFacts", "Content unchanged since you saw it"),
            found.revision_sha256[:8],
        ),
        "T8-SCORE": (translate("ReviewFacts", "Judgement given"), score.value if score is not None else ""),
    }
    lines = [Condition(i, facts[i][0], facts[i][1], refused.pop(i, "")) for i in LISTED]
    if found.comment_needed and not {"T8-COMMENT", "T-REASON"} & set(refused):
        lines.append(Condition("T8-COMMENT", translate("ReviewFacts", "Comment to the author given")))
    return lines + [Condition(i, "", "", text) for i, text in refused.items()]


def origin(desk: Desk, report: Report, revision: Revision, author: str) -> dict[str, str | tuple[str, str]]:
    """Who made it, when, and under which order, protocol and competence (as frozen with the revision)."""
    basis, gate = revision.basis, revision.gate
    competence = _competence_until(desk.store, basis.competence.id if basis.competence else "")
    facts: dict[str, str | tuple[str, str]] = {
        translate("ReviewFacts", "Author"): author,
        translate("ReviewFacts", "Submitted"): translate("ReviewFacts", "{at} · revision {n}").format(
            at=desk.moment_text(report.submitted_at), n=report.submitted_revision or report.revision
        ),
        translate("ReviewFacts", "Order"): basis.order.id if basis.order else "–",
        translate("ReviewFacts", "Protocol"): basis.protocol.id if basis.protocol else "–",
        translate("ReviewFacts", "Competent"): (
            translate("ReviewFacts", "until {date}").format(date=desk.date_text(competence)),
            "ok",
        )
        if competence is not None
        else "–",
    }
    if gate is not None:
        held = sum(1 for _c, value in gate.evaluated if value is not False)
        whole = len(gate.evaluated)
        facts[translate("ReviewFacts", "Gate G1")] = (
            translate("ReviewFacts", "{n} of {of} at submitting").format(n=held, of=whole),
            "ok" if held == whole else "warn",
        )
    ai = [f for f in revision.content.findings if f.origin.value == "ai"]
    facts[translate("ReviewFacts", "AI")] = (
        translate("ReviewFacts", "{n} AI results").format(n=len(ai))
        if ai
        else translate("ReviewFacts", "no AI results")
    )
    facts[translate("ReviewFacts", "Content")] = (
        f"sha256 {report.revision_sha256[:4]}…{report.revision_sha256[-4:]}"
    )
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


def in_kept_order(
    rows: Sequence[WorkRow], before: Sequence[WorkRow], present: tuple[str, str] | None
) -> list[WorkRow]:
    """The list in the order in which it is being walked.

    Taking a draft into review makes it the youngest of the list; while one walks from one to the next the order
    stays as it was. Opened from elsewhere, the list stands as the worklist has it.
    """
    known = {row.key: i for i, row in enumerate(before)}
    if present not in known:
        return list(rows)
    return sorted(rows, key=lambda row: known.get(row.key, len(known)))


def escalation_notes(desk: Desk, found: ReviewFacts) -> list[tuple[Escalation, tuple[str, str]]]:
    """Each escalation with its words: open with whom to call, or answered and when."""
    notes = []
    for call in found.escalations:
        if call.blocks_authorising:
            head = translate("ReviewFacts", "Escalation open: {label}.").format(label=call.label)
            notes.append((call, (head, call.contact)))
            continue
        rest = call.label
        if call.answered_at is not None:
            rest = translate("ReviewFacts", "{label}; answered at {time}.").format(
                label=call.label, time=desk.time_text(call.answered_at)
            )
        notes.append((call, (translate("ReviewFacts", "Escalation answered."), rest)))
    return notes


def earlier_report(store: Store, acting: Acting, study: Study, report: Report) -> tuple[Content, str] | None:
    """The patient's newest earlier final of the same task: its content and the date of its study. Reads are on record."""
    for row in service.earlier(service.worklist(store, acting), study):
        final = row.report
        if final is None or final.state not in FINAL_STATES or final.superseded_by:
            continue
        if final.id not in (report.id, report.parent_id):
            document = service.read_final(store, acting, final.id)
            return document.revision.content, row.study.identity.study_date
    return None
