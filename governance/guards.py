"""The guards of the life cycle: pure functions over `Facts`, each giving its refusals (none: it holds)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.canonical import require_utc
from governance.errors import Refusal, refusal
from governance.escalation import triggered, unacknowledged
from governance.gate import GateResult
from governance.people import CLINICAL_ROLES, Person, Role
from governance.protocol import ProtocolVersion, SiteSettings, Urgency
from governance.record import listed
from governance.report import (
    FINAL_STATES,
    Content,
    Escalation,
    Kind,
    RecallReason,
    Report,
    ReturnReason,
    Score,
    SelfDeclaration,
    ViewMark,
)
from measurements.finding import Finding, Origin


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """Comparison of report, order, images and priors (section 7): names of fields that differ, and a stored reason."""

    confirmed: bool
    mismatches: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """The second entitled person of a recall, re-authenticated too."""

    person: Person
    acting_role: Role
    reauthenticated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is true at `at`, as far as a guard may want to know. What a guard needs and is left out refuses.

    Parameters
    ----------
    actor, acting_role
        Who acts, in which role; None is the system itself (release of an expired lease, escalation by rule).
    report : Report or None
        The head as read in this transaction; the parent's for `ADDEND`, None for `CREATE`.
    content : Content or None
        The text that the event concerns: what is submitted, or shown for signing, or the new child's.
    gate : GateResult or None
        Of this very moment: one of another moment counts as none.
    expected_lock_version : int or None
        The version that the actor saw.
    missing_fields, undecided_ai
        What the template and the AI results still lack, beyond what `content` shows by itself.
    """

    at: datetime
    site: SiteSettings
    actor: Person | None = None
    acting_role: Role | None = None
    report: Report | None = None
    content: Content | None = None
    protocol: ProtocolVersion | None = None
    gate: GateResult | None = None
    declaration: SelfDeclaration | None = None
    identity: IdentityCheck | None = None
    open_report_number: str = ""
    expected_lock_version: int | None = None
    changed_by_name: str = ""
    claimant_name: str = ""
    session: str = ""
    missing_fields: tuple[str, ...] = ()
    undecided_ai: int = 0
    reason: str = ""
    reason_code: str = ""
    views: tuple[ViewMark, ...] = ()
    reauthenticated_at: datetime | None = None
    hash_shown: str = ""
    hash_now: str = ""
    escalations: tuple[Escalation, ...] | None = None
    urgency: Urgency | None = None
    score: Score | None = None
    comment: str = ""
    last_audit_at: datetime | None = None
    takes_responsibility: bool = False
    emergency_active: bool = False
    emergency_answered: bool = False
    difference_shown: bool = False
    second: SecondPerson | None = None
    parent: Report | None = None

    def __post_init__(self) -> None:
        require_utc(self.at)

    @property
    def actor_id(self) -> str:
        """Empty for the system; never equal to a person's id."""
        return self.actor.id if self.actor else ""

    def is_actor(self, person_id: str) -> bool:
        return bool(person_id) and self.actor_id == person_id


Guard = Callable[[Facts], tuple[Refusal, ...]]


def _unless(holds: bool, id: str, **parameters: str) -> tuple[Refusal, ...]:
    return () if holds else (refusal(id, **parameters),)


def account(f: Facts) -> tuple[Refusal, ...]:
    """The actor is active and holds the acting role at this moment."""
    holds = f.actor is not None and f.acting_role is not None and f.actor.active
    held = holds and f.actor is not None and f.acting_role in f.actor.roles_at(f.at)
    return _unless(held, "T-ACCOUNT", rol=f.acting_role.value if f.acting_role else "")


def gate(f: Facts) -> tuple[Refusal, ...]:
    """G1 holds, evaluated at this very moment."""
    if f.gate is None or f.gate.at != f.at:
        return (refusal("T-GATE"),)
    return tuple(Refusal.of_clause(c) for c in f.gate.failed)


def radiologist(f: Facts) -> tuple[Refusal, ...]:
    """Acts as radiologist and is one at this moment (I4)."""
    held = f.actor is not None and f.actor.has_role(Role.RADIOLOGIST, f.at)
    if held and f.acting_role is Role.RADIOLOGIST:
        return ()
    emergency = (refusal("X-EMERGENCY"),) if f.emergency_active else ()
    return (refusal("T-ROLE"), *emergency)


def big_valid(f: Facts) -> tuple[Refusal, ...]:
    held = f.actor is not None and f.actor.big_valid(f.at)
    return _unless(held, "T8-BIG", datum=f.at.isoformat())


def four_eyes(f: Facts) -> tuple[Refusal, ...]:
    """The author never reviews or authorises (I3)."""
    known = f.report is not None and f.actor is not None and bool(f.report.author_id)
    return _unless(known and f.report is not None and not f.is_actor(f.report.author_id), "T5-FOUR-EYES")


def author(f: Facts) -> tuple[Refusal, ...]:
    """The report's author, acting in a clinical role."""
    own = f.report is not None and f.is_actor(f.report.author_id)
    return _unless(own and f.acting_role in CLINICAL_ROLES, "T-AUTHOR")


def author_or_system(f: Facts) -> tuple[Refusal, ...]:
    """A rule of the program itself, or the author under a live account."""
    if f.actor is None:
        return _unless(f.report is not None, "T10-ACTOR")
    own = f.report is not None and f.is_actor(f.report.author_id)
    return (*account(f), *_unless(own and f.acting_role in CLINICAL_ROLES, "T10-ACTOR"))


def author_or_radiologist(f: Facts) -> tuple[Refusal, ...]:
    return () if not radiologist(f) else author(f)


def unchanged(f: Facts) -> tuple[Refusal, ...]:
    """Nobody changed the report since the actor read it (compare-and-set, LOCK-6)."""
    same = f.report is not None and f.expected_lock_version == f.report.lock_version
    return _unless(same, "T2-CONFLICT", naam=f.changed_by_name)


def lease_held(f: Facts) -> tuple[Refusal, ...]:
    """The lease is the actor's in this session. An expired lease that nobody took over still is (LOCK-7)."""
    lease = f.report.lease if f.report else None
    held = lease is not None and f.is_actor(lease.holder_id) and lease.session == f.session
    return _unless(held, "T2-LEASE")


def patient_confirmed_at_start(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.identity is not None and f.identity.confirmed, "T1-IDENTITY")


def patient_confirmed(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.identity is not None and f.identity.confirmed, "T8-PATIENT")


def patient_matches(f: Facts) -> tuple[Refusal, ...]:
    """All details agree, or the stored reason says why they don't (section 7)."""
    if f.identity is None:
        return (refusal("T-MISMATCH", velden=""),)
    clean = not f.identity.mismatches or bool(f.identity.reason.strip())
    return _unless(clean, "T-MISMATCH", velden=listed(f.identity.mismatches))


def declared(f: Facts) -> tuple[Refusal, ...]:
    """The self-declaration of being authorised and competent for this case is yes (L14, L38)."""
    return _unless(f.declaration is SelfDeclaration.YES, "T1-SELF")


def no_duplicate(f: Facts) -> tuple[Refusal, ...]:
    return _unless(not f.open_report_number, "T1-DUPLICATE", nummer=f.open_report_number)


def required_filled(f: Facts) -> tuple[Refusal, ...]:
    sections = f.content.sections if f.content else ()
    empty = [s.title or s.key for s in sections if s.required and not s.text.strip()]
    missing = [*empty, *(m for m in f.missing_fields if m not in empty)]
    return _unless(f.content is not None and not missing, "T3-REQUIRED", velden=listed(missing))


def ai_decided(f: Facts) -> tuple[Refusal, ...]:
    """Every AI result has a human decision (A21)."""
    findings = f.content.findings if f.content else ()
    open_ = f.undecided_ai + sum(x.origin is Origin.AI and x.validation is None for x in findings)
    return _unless(open_ == 0, "T3-AI", n=str(open_))


def measurements_complete(f: Facts) -> tuple[Refusal, ...]:
    """Each measurement has unit, image reference and observer; one refusal a measurement that lacks any."""
    findings = f.content.findings if f.content else ()
    lacking = ((x, _lacks(x)) for x in findings)
    return tuple(
        refusal("T3-MEASUREMENT", naam=_name(x), ontbreekt=listed(what)) for x, what in lacking if what
    )


def _lacks(finding: Finding) -> list[str]:
    """A value that is withheld has no image to point at, but still somebody who withheld it."""
    measured = finding.value is not None
    image = bool(finding.source.series_instance_uid and finding.source.sop_instance_uids)
    lacks = {
        "unit": measured and not finding.unit,
        "image_reference": measured and not image,
        "observer": not finding.observer,
    }
    return [name for name, missing in lacks.items() if missing]


def _name(finding: Finding) -> str:
    return finding.label or " ".join(p for p in (finding.level, finding.key) if p)


def escalations_acknowledged(f: Facts) -> tuple[Refusal, ...]:
    """The protocol's rules, evaluated here and now; one refusal a rule that fires unacknowledged."""
    fired = triggered(f.protocol, f.content) if f.content else ()
    return tuple(refusal("T3-ESCALATION", regel=t.label) for t in unacknowledged(fired, f.escalations or ()))


def not_claimed(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.report is not None and not f.report.claimed_by, "T4-CLAIMED")


def claim_free(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.report is not None and not f.report.claimed_by, "T5-CLAIMED", naam=f.claimant_name)


def claimant(f: Facts) -> tuple[Refusal, ...]:
    """The radiologist who claimed it, and nobody else (LOCK-4)."""
    own = f.report is not None and f.is_actor(f.report.claimed_by)
    return _unless(own, "T5-CLAIMED", naam=f.claimant_name)


def claimant_or_expired(f: Facts) -> tuple[Refusal, ...]:
    """The claiming radiologist, or the system once the lease has run out."""
    if f.report is not None and f.actor is None:
        lease = f.report.lease
        return _unless(lease is None or lease.expires_at <= f.at, "T6-LEASE", naam=f.claimant_name)
    return (*account(f), *radiologist(f), *claimant(f))


def claimed_for_correction(f: Facts) -> tuple[Refusal, ...]:
    """A correction is written under claim: the lease of the final is the actor's."""
    lease = f.report.lease if f.report else None
    return _unless(lease is not None and f.is_actor(lease.holder_id), "T12-CLAIM")


def reason_given(f: Facts) -> tuple[Refusal, ...]:
    return _unless(bool(f.reason.strip()), "T-REASON")


def return_reason(f: Facts) -> tuple[Refusal, ...]:
    known = f.reason_code in list(ReturnReason)
    return _unless(known and bool(f.reason.strip()), "T7-REASON")


def reason_code_given(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.reason_code in list(RecallReason), "T-REASON")


def urgency_given(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.urgency is not None, "T10-URGENCY")


#: so many unseen workings are named in the refusal; the count says how many there are
NAMED_UNSEEN = 3


def viewed(f: Facts) -> tuple[Refusal, ...]:
    """The actor has opened every working, in exactly the version that is signed (A5)."""
    if f.content is None:
        return (refusal("T8-VIEWED", n="0", lijst=""),)
    seen = {(v.working_id, v.sha256) for v in f.views if f.is_actor(v.person_id)}
    unseen = [w for w in f.content.workings if (w.id, w.sha256) not in seen]
    named = listed(w.title for w in unseen[:NAMED_UNSEEN]) + (", …" if len(unseen) > NAMED_UNSEEN else "")
    return _unless(not unseen, "T8-VIEWED", n=str(len(unseen)), lijst=named)


def _recent(at: datetime | None, f: Facts) -> bool:
    return at is not None and timedelta(0) <= f.at - at <= timedelta(seconds=f.site.reauth_seconds)


def reauthenticated(f: Facts) -> tuple[Refusal, ...]:
    return _unless(_recent(f.reauthenticated_at, f), "T8-REAUTH")


def no_open_direct_escalation(f: Facts) -> tuple[Refusal, ...]:
    """None open and `direct`; escalations that nobody looked up refuse too."""
    known = f.escalations is not None
    return _unless(known and not any(e.blocks_authorising for e in f.escalations or ()), "T8-ESCALATION")


def hash_as_shown(f: Facts) -> tuple[Refusal, ...]:
    return _unless(bool(f.hash_now) and f.hash_shown == f.hash_now, "T8-HASH")


def scored(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.score is not None, "T8-SCORE")


#: scores that lead to a talk or a teacher: the author is told why (12.4)
COMMENTED_SCORES = (Score.MISS_LIKELY, Score.CLEAR_MISS_UNLIKELY, Score.CLEAR_MISS_LIKELY)


def commented(f: Facts) -> tuple[Refusal, ...]:
    """A score from 2b on comes with a comment to the author."""
    return _unless(f.score not in COMMENTED_SCORES or bool(f.comment.strip()), "T8-COMMENT")


def clock_sane(f: Facts) -> tuple[Refusal, ...]:
    """Not more than the tolerance before the last audit row (LOCK-10); without any row nothing is sane."""
    tolerance = timedelta(seconds=f.site.clock_tolerance_seconds)
    return _unless(f.last_audit_at is not None and f.last_audit_at - f.at <= tolerance, "T8-CLOCK")


def responsible(f: Facts) -> tuple[Refusal, ...]:
    """The responsible radiologist, or one who takes the responsibility explicitly."""
    own = f.report is not None and f.is_actor(f.report.responsible_radiologist_id)
    return _unless(own or f.takes_responsibility, "T8-RESPONSIBLE")


def emergency_answered(f: Facts) -> tuple[Refusal, ...]:
    """A draft made in an emergency needs the radiologist's answer to that (5.5)."""
    emergency = f.report is not None and bool(f.report.emergency_id)
    return _unless(not emergency or f.emergency_answered, "T8-EMERGENCY")


def parent_embedded(f: Facts) -> tuple[Refusal, ...]:
    """An addendum carries the hash of the final it adds to."""
    if f.report is None or f.content is None:
        return (refusal("T11-PARENT"),)
    signed = f.report.authorised_sha256
    return _unless(bool(signed) and f.content.parent_sha256 == signed, "T11-PARENT")


def parent_stands(f: Facts) -> tuple[Refusal, ...]:
    """What an addendum adds to is still the valid final: not replaced and not recalled since it was started."""
    if f.report is None or f.report.kind is not Kind.ADDENDUM:
        return ()
    if f.parent is None or f.parent.id != f.report.parent_id:
        return (refusal("T11-PARENT"),)
    if f.parent.state not in FINAL_STATES:
        return (refusal("X-RECALLED"),)
    return _unless(not f.parent.superseded_by, "T12-SUPERSEDED")


def not_superseded(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.report is not None and not f.report.superseded_by, "T12-SUPERSEDED")


def difference_shown(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.difference_shown, "T12-DIFFERENCE")


def second_person(f: Facts) -> tuple[Refusal, ...]:
    """Another entitled person, active, in a role the site names, re-authenticated just now."""
    second = f.second
    if second is None or f.is_actor(second.person.id) or not second.person.active:
        return (refusal("T13-SECOND"),)
    role = second.acting_role
    entitled = role in f.site.recall_second_roles and second.person.has_role(role, f.at)
    licensed = role is not Role.RADIOLOGIST or second.person.big_valid(f.at)
    return _unless(entitled and licensed and _recent(second.reauthenticated_at, f), "T13-SECOND")


def never_submitted(f: Facts) -> tuple[Refusal, ...]:
    return _unless(f.report is not None and f.report.submitted_at is None, "T14-SUBMITTED")
