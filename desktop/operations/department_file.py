"""A department as one reviewed TOML file: people, groups, tasks, protocols, competences, orders.

Reading changes nothing. A key that isn't known, a date that isn't one, a person who isn't in the file: each is an
error that names the place, so that a typing error is never silently left out. What the file says becomes the
records of `governance`; who puts them on record, and who must sign, is in `department_load`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from governance.competence import (
    KNOWLEDGE_ITEMS,
    SKILL_ITEMS,
    Assessment,
    Competence,
    CompetenceKind,
    Diploma,
    Evidence,
    EvidenceKind,
    ItemScore,
)
from governance.order import Order, OrderKind
from governance.people import BigArticle, BigRegistration, Group, Membership, Person, Role, RoleAssignment
from governance.protocol import (
    Comparison,
    EscalationRule,
    InstructionVersion,
    Norm,
    ProtocolVersion,
    Supervision,
    Urgency,
)
from governance.scope import Predicate, ScopeRule
from governance.tasks import RiskClass, TaskKey, TaskType
from resources.errors import InputError

DECLARATION = "Ik verklaar dat ik bevoegd en bekwaam ben voor deze handeling volgens het afdelingsprotocol."
_MISSING = object()


REMEDY = "Correct the file and load it again; nothing was changed."
#: what can be wrong at a place of the file, as whole sentences
TABLE = "A table is expected in the department file at {place}."
LIST = "A list of tables is expected in the department file at {place}."
TEXT = "A text is expected in the department file at {place}."
TEXTS = "A list of texts is expected in the department file at {place}."
FLAG = "True or false is expected in the department file at {place}."
NUMBER = "A whole number is expected in the department file at {place}."
DATE = "A date is expected in the department file at {place}."
DIGEST = "A SHA-256 is expected in the department file at {place}."
MISSING = "In the department file '{value}' is missing at {place}."
UNKNOWN = "In the department file '{value}' isn't known at {place}."
UNUSABLE = "In the department file '{value}' can't be used at {place}."
UNREADABLE = "The file '{value}', named in the department file at {place}, can't be read."
NO_GROUP = "The group '{value}', named in the department file at {place}, isn't in that file."
TWICE = "In the department file '{value}' is there twice at {place}."
NOT_TOML = "The department file {place} isn't TOML: {value}."


def wrong(place: str, message: str, value: str = "") -> InputError:
    """The file doesn't say what it must at `place`."""
    return InputError(message, REMEDY, code="department_file", fields={"place": place, "value": value})


def person_id(login: str) -> str:
    return f"P-{login}"


def sha256(data: str | bytes) -> str:
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


@dataclass(frozen=True, slots=True)
class CompetenceEntry:
    """A competence with who assesses it, the assessment and the words of the declaration."""

    login: str
    record: Competence
    assessor: str
    assessment: Assessment
    declaration: str


@dataclass(frozen=True, slots=True)
class ProtocolEntry:
    record: ProtocolVersion
    approved_by: str


@dataclass(frozen=True, slots=True)
class OrderEntry:
    record: Order
    delegator: str


@dataclass(frozen=True, slots=True)
class DepartmentPlan:
    """All that a file says, as records; nothing is on record yet. `files` are stored by their hash."""

    organisation: Mapping[str, str]
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    tasks: tuple[TaskType, ...]
    protocols: tuple[ProtocolEntry, ...]
    competences: tuple[CompetenceEntry, ...]
    orders: tuple[OrderEntry, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)


class _Table:
    """One table of the file; what isn't taken from it is an error."""

    def __init__(self, data: object, place: str, now: datetime) -> None:
        if not isinstance(data, dict):
            raise wrong(place, TABLE)
        self.data: dict[str, Any] = dict(data)
        self.place, self.now = place, now

    def take(self, name: str, default: object = _MISSING) -> Any:
        if name in self.data:
            return self.data.pop(name)
        if default is _MISSING:
            raise wrong(self.place, MISSING, name)
        return default

    def text(self, name: str, default: object = _MISSING) -> str:
        value = self.take(name, default)
        if not isinstance(value, str) or (default is _MISSING and not value.strip()):
            raise wrong(f"{self.place}.{name}", TEXT)
        return value

    def flag(self, name: str, default: object = _MISSING) -> bool:
        value = self.take(name, default)
        if not isinstance(value, bool):
            raise wrong(f"{self.place}.{name}", FLAG)
        return value

    def number(self, name: str, default: object = _MISSING) -> int:
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong(f"{self.place}.{name}", NUMBER)
        return value

    def texts(self, name: str, default: object = _MISSING) -> tuple[str, ...]:
        value = self.take(name, default)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise wrong(f"{self.place}.{name}", TEXTS)
        return tuple(value)

    def choice(self, name: str, kind: Callable[[str], Any], default: object = _MISSING) -> Any:
        text = self.text(name, default)
        return self.made(name, kind, text)

    def made(self, name: str, kind: Callable[[Any], Any], value: Any) -> Any:
        try:
            return kind(value)
        except (ValueError, InvalidOperation, KeyError, TypeError) as error:
            raise wrong(f"{self.place}.{name}", UNUSABLE, str(value)) from error

    def moment(self, name: str, *, required: bool = False, end: bool = False) -> datetime | None:
        """A date or time, or a number of days from now (`NAME_days`); a date is midnight here, at its end for `end`."""
        if f"{name}_days" in self.data:
            return self.now + timedelta(days=self.number(f"{name}_days"))
        value = self.take(name, None)
        if value is None:
            if required:
                raise wrong(self.place, MISSING, name)
            return None
        if isinstance(value, str):
            value = self.made(name, datetime.fromisoformat, value)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.astimezone()).astimezone(UTC)
        if isinstance(value, date):
            midnight = datetime.combine(value + timedelta(days=int(end)), time()).astimezone()
            return midnight.astimezone(UTC)
        raise wrong(f"{self.place}.{name}", DATE)

    def day(self, name: str) -> str:
        """A date as text, ``2026-11-24``."""
        value = self.take(name)
        if isinstance(value, str):
            value = self.made(name, date.fromisoformat, value)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise wrong(f"{self.place}.{name}", DATE)
        return value.isoformat()

    def table(self, name: str, default: object = _MISSING) -> _Table:
        return _Table(self.take(name, default), f"{self.place}.{name}", self.now)

    def tables(self, name: str) -> list[_Table]:
        value = self.take(name, ())
        if not isinstance(value, list | tuple):
            raise wrong(f"{self.place}.{name}", LIST)
        return [_Table(v, f"{self.place}.{name}[{n}]", self.now) for n, v in enumerate(value, 1)]

    def done(self) -> None:
        if self.data:
            raise wrong(self.place, UNKNOWN, min(self.data))


def read_department(file: Path, now: datetime) -> DepartmentPlan:
    """Read and check a department file.

    Raises
    ------
    InputError
        The file can't be read or says something that can't be; the place is named.
    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The file {file} can't be read.", code="no_file", fields={"file": str(file)}
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise wrong(file.name, NOT_TOML, str(error)) from error
    return _Reader(_Table(data, file.name, now), file.parent, now).plan()


class _Reader:
    def __init__(self, top: _Table, folder: Path, now: datetime) -> None:
        self.top, self.folder, self.now = top, folder, now
        self.files: dict[str, bytes] = {}
        self.task = ""

    def plan(self) -> DepartmentPlan:
        top = self.top
        organisation = top.table("organisation", {})
        names = {k: organisation.text(k, "") for k in ("name", "department", "address")}
        organisation.done()
        groups = tuple(self._group(t) for t in top.tables("groups"))
        people = tuple(self._person(t, {g.id for g in groups}) for t in top.tables("people"))
        tasks = tuple(self._task(t) for t in self._each("task"))
        self.task = tasks[0].key.value if len(tasks) == 1 else ""
        protocols = tuple(self._protocol(t) for t in self._each("protocol"))
        competences = tuple(self._competence(t) for t in top.tables("competences"))
        orders = tuple(self._order(t, protocols) for t in self._each("order"))
        top.done()
        plan = DepartmentPlan(names, groups, people, tasks, protocols, competences, orders, self.files)
        self._unique(plan)
        return plan

    def _each(self, name: str) -> list[_Table]:
        """The tables of `[[names]]`, or the one of `[name]`."""
        found = self.top.tables(f"{name}s")
        if name in self.top.data:
            found.append(self.top.table(name))
        return found

    def _unique(self, plan: DepartmentPlan) -> None:
        for place, ids in (
            ("groups", [g.id for g in plan.groups]),
            ("people", [p.login for p in plan.people]),
            ("tasks", [t.key.value for t in plan.tasks]),
            ("protocols", [p.record.id for p in plan.protocols]),
            ("competences", [c.record.id for c in plan.competences]),
            ("orders", [o.record.id for o in plan.orders]),
        ):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                raise wrong(place, TWICE, twice[0])

    def _group(self, t: _Table) -> Group:
        group = Group(t.text("id"), t.text("name"))
        t.done()
        return group

    def _person(self, t: _Table, groups: set[str]) -> Person:
        login = t.text("login").strip()
        t.place = f"people.{login}"
        start = t.moment("valid_from") or self.now
        until = t.moment("valid_until", end=True)
        roles = tuple(
            RoleAssignment(t.made("roles", Role, r), start, until) for r in dict.fromkeys(t.texts("roles"))
        )
        member = t.texts("groups", ())
        unknown = [g for g in member if g not in groups]
        if unknown:
            raise wrong(f"{t.place}.groups", NO_GROUP, unknown[0])
        name = t.text("name")
        person = Person(
            id=t.text("id", person_id(login)),
            name=name,
            display_name=t.text("display_name", name),
            login=login,
            active=t.flag("active", True),
            roles=roles,
            groups=tuple(Membership(g, start, until) for g in member),
            big=self._big(t),
        )
        t.done()
        return person

    def _big(self, t: _Table) -> BigRegistration | None:
        number = t.text("big", "")
        if not number:
            return None
        article = t.choice("big_article", BigArticle, BigArticle.ARTICLE_3.value)
        start = t.moment("big_valid_from", required=True)
        return BigRegistration(
            number,
            article,
            start or self.now,
            t.moment("big_valid_until", required=True, end=True),
            t.moment("big_checked"),
        )

    def _task(self, t: _Table) -> TaskType:
        key = t.choice("key", TaskKey)
        task = TaskType(
            key=key,
            name_nl=t.text("name_nl"),
            name_en=t.text("name_en"),
            risk=t.choice("risk", RiskClass),
            risk_text=t.text("risk_text"),
            reserved=t.flag("reserved"),
            delegable=t.flag("delegable", True),
            committee_decision=t.text("committee_decision", ""),
        )
        t.done()
        return task

    def _task_key(self, t: _Table) -> TaskKey:
        key: TaskKey = t.choice("task", TaskKey, self.task or _MISSING)
        return key

    def _file(self, t: _Table, name: str) -> str:
        """Hash of a file that the entry names (`NAME_file`, kept in the store), or the hash itself (`NAME_sha256`)."""
        given = t.text(f"{name}_file", "")
        if given:
            try:
                data = (self.folder / given).read_bytes()
            except OSError as error:
                raise wrong(f"{t.place}.{name}_file", UNREADABLE, given) from error
            self.files[sha256(data)] = data
            return sha256(data)
        digest = t.text(f"{name}_sha256")
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise wrong(f"{t.place}.{name}_sha256", DIGEST)
        return digest

    def _competence(self, t: _Table) -> CompetenceEntry:
        login, key = t.text("login"), self._task_key(t)
        t.place = f"competences.{login}.{key.value}"
        record = Competence(
            id=t.text("id", f"B-{login}-{key.value}"),
            person_id=t.text("person_id", person_id(login)),
            task=key,
            kind=CompetenceKind.TASK,
            valid_from=t.moment("valid_from", required=True),
            expires=t.moment("expires", required=True, end=True),
            diploma=Diploma(
                t.text("diploma"), t.text("institution"), t.day("diploma_date"), self._file(t, "diploma")
            ),
            evidence=tuple(self._evidence(e) for e in t.tables("evidence")),
        )
        if not record.evidence:
            raise wrong(t.place, MISSING, "evidence")
        entry = CompetenceEntry(
            login=login,
            record=record,
            assessor=t.text("assessor"),
            assessment=self._assessment(t.table("assessment"), login, key),
            declaration=t.text("declaration", DECLARATION),
        )
        t.done()
        return entry

    def _evidence(self, t: _Table) -> Evidence:
        found = Evidence(
            t.choice("kind", EvidenceKind),
            t.day("date"),
            t.made("hours", Decimal, str(t.take("hours"))),
            t.text("provider"),
            self._file(t, "proof"),
        )
        t.done()
        return found

    def _assessment(self, t: _Table, login: str, key: TaskKey) -> Assessment:
        items = t.table("items")
        wanted = (*KNOWLEDGE_ITEMS, *SKILL_ITEMS)
        scores = tuple(ItemScore(item, items.number(item)) for item in wanted)
        items.done()
        found = Assessment(
            id=t.text("id", f"T-{login}-{key.value}"),
            form_version=t.text("form_version"),
            at=self.now,
            assessor_id="",
            assessor_role=Role.TRAINER,
            assessor_held_role=False,
            assessor_named=True,
            passed=t.flag("passed"),
            items=scores,
            score=sum(s.score for s in scores),
            observation=t.text("observation"),
        )
        t.done()
        return found

    def _text(self, t: _Table) -> str:
        """The text itself, or the file in which it stands."""
        given = t.text("text_file", "")
        if not given:
            return t.text("text")
        try:
            return (self.folder / given).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise wrong(f"{t.place}.text_file", UNREADABLE, given) from error

    def _instructions(self, t: _Table) -> InstructionVersion:
        text = self._text(t)
        self.files[sha256(text)] = text.encode("utf-8")
        found = InstructionVersion(t.text("id"), t.text("title"), t.text("version"), sha256(text))
        t.done()
        return found

    def _scope(self, t: _Table) -> ScopeRule:
        found = ScopeRule(t.made("predicate", Predicate.from_json, t.take("predicate")), t.text("text"))
        t.done()
        return found

    def _protocol(self, t: _Table) -> ProtocolEntry:
        title, version, key = t.text("title"), t.text("version"), self._task_key(t)
        t.place = f"protocols.{title}-{version}"
        text = self._text(t)
        self.files[sha256(text)] = text.encode("utf-8")
        record = ProtocolVersion(
            id=t.text("id", f"{title}-{version}"),
            task=key,
            version=version,
            title=title,
            text=text,
            file_sha256=sha256(text),
            written_by=person_id(t.text("written_by")),
            approval=None,
            effective_from=t.moment("effective", required=True),
            review_due=t.moment("review_due", required=True, end=True),
            norms=tuple(self._norm(n) for n in t.tables("norms")),
            standing_acts=tuple(
                t.made("standing_acts", TaskKey, a) for a in t.texts("standing_acts", (key.value,))
            ),
            authorised_roles=tuple(
                t.made("authorised_roles", Role, r)
                for r in t.texts("authorised_roles", (Role.RADIOGRAPHER.value,))
            ),
            required_competence=(key.value,),
            supervision=t.choice("supervision", Supervision),
            supervision_rationale=t.text("supervision_rationale"),
            supervisors=tuple(person_id(p) for p in t.texts("supervisors")),
            responsible_radiologists=tuple(person_id(p) for p in t.texts("responsible")),
            in_scope=self._scope(t.table("in_scope")),
            out_of_scope=self._scope(t.table("out_of_scope")),
            escalation_rules=tuple(self._rule(r) for r in t.tables("escalation")),
            instructions=self._instructions(t.table("instructions")),
            committee_decision=t.text("committee_decision", ""),
        )
        entry = ProtocolEntry(record, t.text("approved_by"))
        t.done()
        return entry

    def _norm(self, t: _Table) -> Norm:
        found = Norm(t.text("title"), t.text("version"), t.day("date"))
        t.done()
        return found

    def _rule(self, t: _Table) -> EscalationRule:
        threshold = t.take("threshold", None)
        found = EscalationRule(
            id=t.text("id"),
            label=t.text("label"),
            urgency=t.choice("urgency", Urgency),
            contact=t.text("contact"),
            time_limit_minutes=t.number("time_limit_minutes"),
            finding_key=t.text("finding_key", ""),
            levels=t.texts("levels", ()),
            sex=t.text("sex", ""),
            comparison=t.choice("comparison", Comparison, Comparison.AT_LEAST.value),
            threshold=t.made("threshold", Decimal, str(threshold)) if threshold is not None else None,
            unit=t.text("unit", ""),
            flag=t.text("flag", ""),
            phrase=t.text("phrase", ""),
            next_contacts=t.texts("next_contacts", ()),
            within_days=t.number("within_days", 0),
        )
        t.done()
        if not found.phrase and not found.finding_key:
            raise wrong(t.place, MISSING, "finding_key")
        return found

    def _order(self, t: _Table, protocols: tuple[ProtocolEntry, ...]) -> OrderEntry:
        number = t.text("id")
        t.place = f"orders.{number}"
        delegator = t.text("delegator")
        tasks = tuple(t.made("tasks", TaskKey, k) for k in t.texts("tasks", (self.task,)))
        person = t.text("delegate", "")
        known = {p.record.task: p.record.instructions for p in protocols}
        own = t.take("instructions", None)
        record = Order(
            id=number,
            kind=t.choice("kind", OrderKind, OrderKind.STANDING.value),
            delegator_id=person_id(delegator),
            delegate_person=person_id(person) if person else "",
            delegate_group=t.text("delegate_group", ""),
            tasks=tasks,
            given_at=self.now,
            valid_from=t.moment("valid_from", required=True),
            valid_until=t.moment("valid_until", required=True, end=True),
            indication=t.text("indication"),
            requester=t.text("requester"),
            consulted_specialist=t.text("consulted_specialist"),
            consulted_on=t.day("consulted_on"),
            instructions_text=t.text("instructions_text"),
            instructions=(
                self._instructions(_Table(own, f"{t.place}.instructions", self.now))
                if own is not None
                else next((known[k] for k in tasks if k in known), None)
            ),
            contact=t.text("contact"),
            patient_id=t.text("patient_id", ""),
            patient_id_issuer=t.text("patient_id_issuer", ""),
            study_instance_uid=t.text("study_instance_uid", ""),
        )
        t.done()
        return OrderEntry(record, delegator)
