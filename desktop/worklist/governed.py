"""The worklist as governance has it: rows, the five lines of "may I do this?", what is missing before submitting.

No rule is decided here: states, next steps, clauses and refusals come from the services; this module groups and
words them. Called on the database thread.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from desktop.days import as_date
from desktop.operations import reports
from desktop.session import SignedIn
from desktop.worklist.rows import CompetenceLine, Condition, Preview, WorklistData, WorkRow
from governance import service
from governance.errors import Refusal
from governance.people import Role
from governance.report import FINAL_STATES, EscalationStatus, Report, State
from governance.service import reading
from governance.service.basis import Evaluated
from governance.store import Store
from governance.study import Study
from governance.tasks import CLINICAL_TASKS
from resources.errors import InputError

#: clauses of the gate by the line in which the worklist sums them up; account and task speak only when they fail
LINES = (
    ("account", (1, 2, 3, 4)),
    ("order", (7, 8, 9, 10, 11, 12, 13, 14, 15, 16)),
    ("protocol", (5, 6, 17, 18)),
    ("competence", (19, 20, 21, 22, 23, 24, 25, 26)),
    ("supervision", (27, 29)),
    ("instructions", (28,)),
)
#: the words of this module in both languages: they are made off the UI thread, where Qt's translator isn't asked
WORDS = {
    "nl": {
        "start": "start voorverslag", "continue": "verder met het voorverslag", "wait_review": "wacht op radioloog",
        "review": "te beoordelen", "continue_review": "verder met de beoordeling", "change": "opmerkingen verwerken",
        "read": "alleen lezen", "none": "–", "in_review": "bij {name}",
        "comment": "opmerking: {comment}", "again": "opnieuw ingediend ({n}×)", "returned_n": "{n}× teruggestuurd", "signed": "getekend {at}",
        "b_start": "Start voorverslag", "b_continue": "Verder met verslag", "b_review": "Beoordeel",
        "b_continue_review": "Verder met beoordeling", "b_change": "Verwerk opmerkingen", "b_read": "Open verslag",
        "b_wait_review": "Open verslag", "b_none": "",
        "question": "Vraag", "requester": "Aanvrager", "accession": "Accession", "responsible": "Verantwoordelijk",
        "series": "Reeksen", "prior": "Vorig", "no_prior": "niet op de werklijst",
        "order": "Opdracht {order}, {name}", "protocol": "Protocol {protocol}, binnen bereik",
        "competence": "Bekwaam tot {date}", "supervision": "Toezicht geregeld: {form}, {name}",
        "instructions": "Aanwijzingen versie {version} gelezen", "own_authority": "Eigen bevoegdheid, geen opdracht nodig",
        "no_instructions": "Geen aanwijzingen bij dit protocol",
        "escalation": "Opschaling open: {label}.", "escalation_more": "Contact: {contact}.",
        "not_yours": "Alleen de opsteller kan terugdelegeren.", "no_report": "Er is nog geen voorverslag om terug te geven.",
        "retrospective": "achteraf", "direct": "direct", "reachable": "bereikbaar", "no_role": "Uw rol heeft hier geen volgende stap.",
    },
    "en": {
        "start": "start a draft", "continue": "go on with the draft", "wait_review": "waits for radiologist",
        "review": "to be reviewed", "continue_review": "go on with the review", "change": "answer the comments",
        "read": "read only", "none": "–", "in_review": "with {name}",
        "comment": "comment: {comment}", "again": "submitted again ({n}×)", "returned_n": "returned {n}×", "signed": "signed {at}",
        "b_start": "Start draft", "b_continue": "Go on with draft", "b_review": "Review",
        "b_continue_review": "Go on with review", "b_change": "Answer comments", "b_read": "Open report",
        "b_wait_review": "Open report", "b_none": "",
        "question": "Question", "requester": "Requester", "accession": "Accession", "responsible": "Responsible",
        "series": "Series", "prior": "Earlier", "no_prior": "not on the worklist",
        "order": "Order {order}, {name}", "protocol": "Protocol {protocol}, in scope",
        "competence": "Competent until {date}", "supervision": "Supervision arranged: {form}, {name}",
        "instructions": "Instructions version {version} read", "own_authority": "Own authority, no order needed",
        "no_instructions": "No instructions with this protocol",
        "escalation": "Escalation open: {label}.", "escalation_more": "Contact: {contact}.",
        "not_yours": "Only the author can hand back.", "no_report": "There is no draft to hand back yet.",
        "retrospective": "afterwards", "direct": "direct", "reachable": "reachable", "no_role": "Your role has no next step here.",
    },
}  # fmt: skip


class GovernanceWorklist:
    """`WorklistSource` on the governance store. `checked_at` is when the store was opened and found sound."""

    def __init__(self, store: Store, *, checked_at: datetime | None = None) -> None:
        self._store = store
        self._checked_at = checked_at
        self._listed: list[service.WorklistRow] = []

    # ------------------------------------------------------------------ rows
    def load(self, who: SignedIn, language: str) -> WorklistData:
        now = self._store.clock()
        listed = service.worklist(self._store, who.acting)
        self._listed = listed
        rows = tuple(self._row(found, who, language, now) for found in listed)
        return WorklistData(rows, now, self._competences(who, now), self._checked_at)

    def _row(self, found: service.WorklistRow, who: SignedIn, language: str, now: datetime) -> WorkRow:
        study, report = found.study, found.report
        state = report.state.value if report is not None else "new"
        urgency = "direct" if found.escalated else found.urgency.value
        return WorkRow(
            study_id=study.id,
            patient_name=shown_name(study.patient.name),
            sex=study.patient.sex,
            birth_date=as_date(study.patient.birth_date),
            patient_number=study.patient.patient_id,
            task=study.task.value,
            study=study.identity.description,
            study_at=as_moment(study.identity.study_date),
            state=state,
            next_step=self._next(found, language),
            author=found.author,
            author_id=report.author_id if report is not None else "",
            urgency=urgency,
            changed_at=found.waiting_since,
            claimed_by=found.claimed_by,
            own_worklist=self._own(study, report, who, now),
            accession=study.identity.accession_number,
            report_id=report.id if report is not None else "",
            escalation=found.escalation,
            changes=self._changes(found, language),
            record=found,
        )

    def _next(self, found: service.WorklistRow, language: str) -> str:
        words = WORDS[language]
        if (
            found.report is not None
            and found.report.state in FINAL_STATES
            and found.report.authorised_at is not None
        ):
            return words["signed"].format(at=moment_words(found.report.authorised_at, language))
        if found.state is State.IN_REVIEW and found.claimed_by:
            return words["in_review"].format(name=found.claimed_by)
        if found.next_step == "change" and found.return_comment:
            return words["comment"].format(comment=" ".join(found.return_comment.split()))
        return words[found.next_step]

    @staticmethod
    def _changes(found: service.WorklistRow, language: str) -> str:
        """How often a radiologist sent it back; a corrected draft is looked at with other eyes."""
        if found.returns == 0:
            return ""
        words = WORDS[language]
        again = found.state in (State.SUBMITTED, State.IN_REVIEW)
        return words["again" if again else "returned_n"].format(n=found.returns)

    @staticmethod
    def _own(study: Study, report: Report | None, who: SignedIn, now: datetime) -> bool:
        """On the person's own list: the group's study, one's own report, or one that one is responsible for."""
        person = who.acting.person
        mine = report is not None and person.id in (
            report.author_id, report.responsible_radiologist_id, report.claimed_by,
        )  # fmt: skip
        return mine or not study.assigned_group or person.in_group(study.assigned_group, now)

    def _competences(self, who: SignedIn, now: datetime) -> tuple[CompetenceLine, ...]:
        from governance.service.basis import competence

        lines = []
        with self._store.read() as connection:
            for task in CLINICAL_TASKS:
                found = competence(connection, self._store, who.person_id, task, now)
                if found is not None:
                    days = (found.expires - now).days if found.expires is not None else None
                    until = found.expires.astimezone().date() if found.expires is not None else None
                    lines.append(CompetenceLine(task.value, until, days, found.current(now)))
        return tuple(lines)

    # ------------------------------------------------------------------ preview
    def preview(self, who: SignedIn, row: WorkRow, language: str) -> Preview:
        found: service.WorklistRow = row.record
        study, report, words = found.study, found.report, WORDS[language]
        facts = [
            (words["question"], study.indication),
            (words["series"], self._series_words(study)),
            (words["prior"], self._prior(study, language)),
            (words["requester"], study.requester),
        ]
        if study.identity.accession_number:
            facts.append((words["accession"], study.identity.accession_number))
        if found.responsible:
            facts.append((words["responsible"], found.responsible))
        drafts = found.next_step in ("start", "continue", "change")
        conditions: tuple[Condition, ...] = ()
        if drafts and who.acting.role is not Role.RADIOLOGIST:
            conditions = self._conditions(who, study, language)
        final = report is not None and report.state in FINAL_STATES
        missing = (
            self._missing(who, report, language)
            if report is not None and found.next_step in ("continue", "change")
            else ()
        )
        blocked = "\n".join(c.text for c in conditions if not c.holds)
        if found.next_step == "none":
            blocked = words["no_role"]
        return Preview(
            facts=tuple((caption, value) for caption, value in facts if value),
            conditions=conditions,
            missing=missing,
            escalation=self._escalation(report, language),
            pictures=self._pictures(who, report),
            final=final,
            primary=words[f"b_{found.next_step}"],
            blocked=blocked,
            hand_back_blocked=self._not_back(who, report, language),
        )

    @staticmethod
    def _series_words(study: Study) -> str:
        kinds = " · ".join(
            part for part in (study.identity.modality, study.identity.body_part.lower()) if part
        )
        return f"{len(study.identity.series_instance_uids)} · {kinds}" if kinds else ""

    def _prior(self, study: Study, language: str) -> str:
        """Date of the same patient's latest earlier examination for the same task, when it is here."""
        found = service.earlier(self._listed, study)
        if not found:
            return WORDS[language]["no_prior"]
        at = as_moment(found[0].study.identity.study_date)
        return at.strftime("%d-%m-%Y" if language == "nl" else "%Y-%m-%d") if at is not None else ""

    def _conditions(self, who: SignedIn, study: Study, language: str) -> tuple[Condition, ...]:
        zone = datetime.now().astimezone().tzinfo or UTC
        try:
            checked = service.check_gate(self._store, who.acting, study.id)
        except InputError as problem:
            from desktop import errors_text

            return (Condition(False, errors_text.sentence(problem, language)),)
        failed = {
            clause.clause: Refusal.of_clause(clause).text(language, zone)
            for clause in checked.gate.principal()
        }
        hidden = {clause.clause for clause in checked.gate.failed} - set(failed)
        lines = []
        for name, numbers in LINES:
            sentences = [text for clause, text in failed.items() if int(clause[3:5]) in numbers]
            lines += [Condition(False, text) for text in sentences]
            silent = any(int(clause[3:5]) in numbers for clause in hidden)
            if not sentences and not silent and name != "account":
                lines.append(Condition(True, self._holds(name, checked, language)))
        return tuple(lines)

    def _holds(self, name: str, checked: Evaluated, language: str) -> str:
        words = WORDS[language]
        protocol, order, skill = checked.protocol, checked.order, checked.competence
        if name == "order":
            if order is None:
                return words["own_authority"]
            return words["order"].format(order=order.id, name=self._name(order.delegator_id))
        if name == "protocol":
            return words["protocol"].format(protocol=protocol.name if protocol else "–")
        if name == "competence":
            until = date_words(skill.expires, language) if skill is not None and skill.expires else "–"
            return words["competence"].format(date=until)
        if name == "supervision":
            form = protocol.supervision.value if protocol is not None and protocol.supervision else ""
            return words["supervision"].format(
                form=words.get(form, form), name=self._name(checked.responsible_id)
            )
        read = (
            order.instructions
            if order is not None and order.instructions
            else protocol.instructions
            if protocol
            else None
        )
        return (
            words["instructions"].format(version=read.version)
            if read is not None
            else words["no_instructions"]
        )

    def _name(self, person_id: str) -> str:
        with self._store.read() as connection:
            return reading.display_name(connection, person_id) or "–"

    def _missing(self, who: SignedIn, report: Report, language: str) -> tuple[str, ...]:
        """Refusals of submitting as it stands, apart from those of the gate (they stand above)."""
        if report.author_id != who.person_id:
            return ()
        zone = datetime.now().astimezone().tzinfo or UTC
        found = reports.submit_refusals(self._store, who.acting, report)
        return tuple(
            r.text(language, zone)
            for r in found
            if not r.id.startswith(("G1-", "T-GATE", "T1-SELF", "T2-LEASE"))
        )

    def _escalation(self, report: Report | None, language: str) -> tuple[str, str] | None:
        if report is None:
            return None
        with self._store.read() as connection:
            calls = [
                e for e in reading.escalations(connection, report.id) if e.status is EscalationStatus.OPEN
            ]
        if not calls:
            return None
        words = WORDS[language]
        more = words["escalation_more"].format(contact=calls[0].contact) if calls[0].contact else ""
        return words["escalation"].format(label=calls[0].label), more

    def _pictures(self, who: SignedIn, report: Report | None) -> tuple[bytes, ...]:
        """Key pictures; of a draft only for its author."""
        if report is None or (
            report.state in (State.DRAFT, State.RETURNED) and report.author_id != who.person_id
        ):
            return ()
        with self._store.read() as connection:
            content = reading.revision(connection, report.id, report.revision).content
        return tuple(self._store.files.get(image.sha256) for image in content.key_images[:2])

    @staticmethod
    def _not_back(who: SignedIn, report: Report | None, language: str) -> str:
        words = WORDS[language]
        if report is None:
            return words["no_report"]
        return "" if report.author_id == who.person_id else words["not_yours"]

    def give_reason(self, who: SignedIn, row: WorkRow, reason: str) -> None:
        service.give_access_reason(self._store, who.acting, row.study_id, reason)


def shown_name(dicom: str) -> str:
    """A person name of DICOM as people write it: `TEST^Voorbeeld Aorta` is TEST, Voorbeeld Aorta."""
    parts = [part.strip() for part in dicom.split("=")[0].split("^")]
    given = " ".join(part for part in parts[1:3] if part)
    return f"{parts[0]}, {given}" if given else parts[0]


def as_moment(text: str) -> datetime | None:
    """A study's date, with its time when it is there."""
    return _read(
        text,
        ("%Y%m%d", "%Y-%m-%d", "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"),
        lambda found: found,
    )


def _read(text: str, forms: tuple[str, ...], make: Callable[[datetime], Any]) -> Any:
    for form in forms:
        try:
            return make(datetime.strptime(text.strip(), form))  # noqa: DTZ007 - local time of the hospital
        except ValueError:
            continue
    return None


def date_words(at: datetime, language: str) -> str:
    return at.astimezone().strftime("%d-%m-%Y" if language == "nl" else "%Y-%m-%d")


def moment_words(at: datetime, language: str) -> str:
    return f"{date_words(at, language)} {at.astimezone():%H:%M}"
