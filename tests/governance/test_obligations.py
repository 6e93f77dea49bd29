"""The obligations of the two Dutch sources: each has its entry, and each test that an entry claims exists.

`obligations.toml` is the one list; the traceability file is made from it. An obligation may be open, but then
it says what is open; a claim may not point at a test that is gone.
"""

from __future__ import annotations

import ast
import functools
import tomllib
from pathlib import Path

import pytest

from governance import guards
from governance.clauses import CLAUSES

ROOT = Path(__file__).parents[2]
DATA = tomllib.loads(Path(__file__).with_name("obligations.toml").read_text(encoding="utf-8"))
IDS = [f"A{n}" for n in range(1, 28)] + [f"L{n}" for n in range(1, 56)]
CLAIMS = [(id, test) for id, entry in DATA.items() for test in entry["tests"]]


@functools.cache
def functions(path: str) -> dict[str, str]:
    """Names of the test functions of a file, with the file's text for looking up one case."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return {n.name: text for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)}


def case_exists(case: str, text: str) -> bool:
    """A parametrised case is a clause, a guard, or a literal of the test's own file."""
    clauses = {c.id for c in CLAUSES}
    return case in clauses or hasattr(guards, case) or f'"{case}"' in text


def test_every_obligation_of_both_sources_has_its_entry():
    assert list(DATA) == IDS


@pytest.mark.parametrize("id", IDS)
def test_an_obligation_is_tested_or_says_what_is_open(id):
    entry = DATA[id]
    assert set(entry) <= {"tests", "open"}
    assert entry["tests"] or entry.get("open", "").strip()
    assert len(set(entry["tests"])) == len(entry["tests"])


@pytest.mark.parametrize(("id", "test"), CLAIMS)
def test_a_claimed_test_exists(id, test):
    path, _, name = test.partition("::")
    name, _, case = name.rstrip("]").partition("[")
    found = functions(path)
    assert name in found, f"{id} claims {test}, which doesn't exist"
    assert not case or case_exists(case, found[name]), f"{id} claims the case {case}, which doesn't exist"


def test_every_obligation_that_a_clause_names_has_a_test():
    named = {o for c in CLAUSES for o in c.obligations}
    assert named <= {id for id, entry in DATA.items() if entry["tests"]}


#: how many obligations have a test today; the number only grows
TESTED = 57


def test_no_obligation_loses_its_tests():
    tested = [id for id in IDS if DATA[id]["tests"]]
    whole = [id for id in tested if "open" not in DATA[id]]
    print(f"obligations {len(IDS)}: tested {len(tested)}, of which in full {len(whole)}")
    assert len(tested) >= TESTED
