"""The life cycle of a report: one table of states, events and guards (specs/governance.md section 6). Pure.

`transition` gives the next state or raises `NotPermitted` with the refusals of *all* guards that fail. What
is true at that moment comes in as `Facts`; nothing here reads a clock or a database, and every fact that is
left out refuses. The guards themselves are in `governance.guards`. No other transition exists.

A correction (T12) gives the state of the version that replaces; the earlier head keeps its state and gets
`superseded_by`. An addendum (T11) gives the state of the child; the parent stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from governance import guards as g
from governance.errors import NotPermitted, Refusal, refusal
from governance.guards import Facts, Guard
from governance.report import Event, State

_GATE = (g.account, g.gate)
_REVIEWER = (g.account, g.radiologist, g.big_valid, g.four_eyes)
_SIGN = (
    *_REVIEWER,
    g.unchanged,
    g.viewed,
    g.reauthenticated,
    g.no_open_direct_escalation,
    g.patient_confirmed,
    g.patient_matches,
    g.hash_as_shown,
    g.scored,
    g.commented,
    g.clock_sane,
    g.responsible,
    g.emergency_answered,
)
_SAVE = (*_GATE, g.author, g.unchanged, g.lease_held)
_SUBMIT = (
    *_GATE,
    g.author,
    g.unchanged,
    g.patient_matches,
    g.declared,
    g.required_filled,
    g.ai_decided,
    g.measurements_complete,
    g.escalations_acknowledged,
)
_HAND_BACK = (g.account, g.author, g.unchanged, g.reason_given)
_ESCALATE = (g.author_or_system, g.urgency_given)
_ADDEND = (
    *_GATE,
    g.patient_confirmed_at_start,
    g.patient_matches,
    g.declared,
    g.parent_embedded,
    g.not_superseded,
)
_CORRECT = (*_SIGN, g.claimed_for_correction, g.not_superseded, g.reason_given, g.difference_shown)
_RECALL = (
    g.account,
    g.radiologist,
    g.big_valid,
    g.unchanged,
    g.reauthenticated,
    g.reason_code_given,
    g.second_person,
)

#: {(state, event): (guards, next)}; a state of None is "not there yet"
TABLE: Mapping[tuple[State | None, Event], tuple[tuple[Guard, ...], State]] = {
    (None, Event.CREATE): (
        (*_GATE, g.patient_confirmed_at_start, g.patient_matches, g.declared, g.no_duplicate),
        State.DRAFT,
    ),
    (State.DRAFT, Event.SAVE): (_SAVE, State.DRAFT),
    (State.RETURNED, Event.SAVE): (_SAVE, State.RETURNED),
    (State.DRAFT, Event.SUBMIT): (_SUBMIT, State.SUBMITTED),
    (State.RETURNED, Event.SUBMIT): (_SUBMIT, State.SUBMITTED),
    (State.SUBMITTED, Event.WITHDRAW): (
        (g.account, g.author, g.unchanged, g.not_claimed, g.reason_given),
        State.DRAFT,
    ),
    (State.SUBMITTED, Event.CLAIM): ((*_REVIEWER, g.claim_free, g.unchanged), State.IN_REVIEW),
    (State.IN_REVIEW, Event.RELEASE): ((g.claimant_or_expired, g.unchanged), State.SUBMITTED),
    (State.IN_REVIEW, Event.RETURN): (
        (g.account, g.radiologist, g.claimant, g.unchanged, g.return_reason),
        State.RETURNED,
    ),
    (State.IN_REVIEW, Event.AUTHORISE): ((*_SIGN, g.claimant, g.parent_stands), State.AUTHORISED),
    (State.DRAFT, Event.HAND_BACK): (_HAND_BACK, State.HANDED_BACK),
    (State.SUBMITTED, Event.HAND_BACK): (_HAND_BACK, State.HANDED_BACK),
    (State.RETURNED, Event.HAND_BACK): (_HAND_BACK, State.HANDED_BACK),
    (State.DRAFT, Event.ESCALATE): (_ESCALATE, State.DRAFT),
    (State.SUBMITTED, Event.ESCALATE): (_ESCALATE, State.SUBMITTED),
    (State.IN_REVIEW, Event.ESCALATE): (_ESCALATE, State.IN_REVIEW),
    (State.RETURNED, Event.ESCALATE): (_ESCALATE, State.RETURNED),
    (State.AUTHORISED, Event.ADDEND): (_ADDEND, State.DRAFT),
    (State.CORRECTED, Event.ADDEND): (_ADDEND, State.DRAFT),
    (State.AUTHORISED, Event.CORRECT): (_CORRECT, State.CORRECTED),
    (State.CORRECTED, Event.CORRECT): (_CORRECT, State.CORRECTED),
    (State.AUTHORISED, Event.RECALL): (_RECALL, State.RECALLED),
    (State.CORRECTED, Event.RECALL): (_RECALL, State.RECALLED),
    (State.DRAFT, Event.LAPSE): (
        (g.account, g.author_or_radiologist, g.unchanged, g.never_submitted),
        State.LAPSED,
    ),
}

#: editing without a change of state: the reviewer's own revision, never on the author's (LOCK-4)
EDITS: Mapping[State, tuple[Guard, ...]] = {
    State.IN_REVIEW: (*_REVIEWER, g.claimant, g.unchanged),
    State.AUTHORISED: (*_REVIEWER, g.claimed_for_correction, g.not_superseded, g.unchanged),
    State.CORRECTED: (*_REVIEWER, g.claimed_for_correction, g.not_superseded, g.unchanged),
}


def refusals(state: State | None, event: Event, facts: Facts) -> tuple[Refusal, ...]:
    """Why the event isn't permitted now; empty when it is. For a screen that explains a disabled act."""
    row = TABLE.get((state, event))
    if row is None:
        return (_no_such_transition(state, event, facts),)
    return tuple(r for guard in row[0] for r in guard(facts))


def transition(state: State | None, event: Event, facts: Facts) -> State:
    """The next state.

    Raises
    ------
    NotPermitted
        With every refusal: one per failing guard, in the table's order.
    ValueError
        When the facts' report is in another state than `state` (a fault of the caller).
    """
    if facts.report is not None and facts.report.state is not state:
        raise ValueError("the facts are those of a report in another state")
    failed = refusals(state, event, facts)
    if failed:
        raise NotPermitted(failed)
    return TABLE[state, event][1]


def edit_refusals(state: State, facts: Facts) -> tuple[Refusal, ...]:
    """Why the actor may not write a review or correction revision now; empty when permitted."""
    guards = EDITS.get(state)
    if guards is None:
        return (refusal("T-STATE", status=state.value),)
    return tuple(r for guard in guards for r in guard(facts))


def _no_such_transition(state: State | None, event: Event, facts: Facts) -> Refusal:
    if (state, event) == (State.IN_REVIEW, Event.WITHDRAW):
        return refusal("T4-CLAIMED")
    if (state, event) == (State.IN_REVIEW, Event.CLAIM):
        return refusal("T5-CLAIMED", naam=facts.claimant_name)
    return refusal("T-STATE", status=state.value if state else "none")
