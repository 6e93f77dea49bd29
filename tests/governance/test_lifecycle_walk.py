"""Random walks through the life cycle: more than 10,000 event sequences, invariants after every step.

I6 (marked outputs) and I10 (training apart) speak of outputs and of a database; they are tested where those
are. The same walk over the real store belongs to the store.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from life_model import World

from governance.report import State

BYTES_A_STEP = 4
SEQUENCES = Counter()
STATES: Counter[State] = Counter()
REFUSED: Counter[str] = Counter()


class Walks(RuleBasedStateMachine):
    """Each rule is one sequence of events in a world of its own; a failing one shrinks to its fewest bytes."""

    @rule(choices=st.binary(min_size=8 * BYTES_A_STEP, max_size=14 * BYTES_A_STEP))
    def walk(self, choices: bytes) -> None:
        world = World()
        for start in range(0, len(choices) - BYTES_A_STEP + 1, BYTES_A_STEP):
            world.step(*choices[start : start + BYTES_A_STEP])
            world.check()
            SEQUENCES["events"] += 1
        SEQUENCES["sequences"] += 1
        STATES.update(world.seen)
        REFUSED.update(world.refused)


def test_invariants_hold_over_ten_thousand_random_sequences():
    run_state_machine_as_test(
        Walks,
        settings=settings(
            max_examples=220,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"sequences {SEQUENCES['sequences']}, events {SEQUENCES['events']}")
    print("states", {s.value: n for s, n in STATES.items()})
    print("refusals", dict(REFUSED))
    assert SEQUENCES["sequences"] >= 10_000
    assert set(STATES) == set(State), "every state is reached"
    assert len(REFUSED) >= 15, "the walk meets the guards"
