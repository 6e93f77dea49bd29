"""Every error sentence of the store and the services has its Dutch, with the same placeholders."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = {"Refused", "InputError", "VoorverslagError", "StoreFault", "FileFault", "SignInRefused", "cls"}


def sentences() -> set[str]:
    found: set[str] = set()
    for file in (ROOT / "governance").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
                texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
                found |= {t for t in texts if isinstance(t, str) and t.endswith(".")}
    return found


def test_every_sentence_has_dutch_with_the_same_placeholders() -> None:
    dutch = tomllib.loads((ROOT / "resources" / "texts" / "governance.nl.toml").read_text(encoding="utf-8"))
    wanted = sentences()
    assert len(wanted) > 40
    assert wanted - dutch.keys() == set()
    for english, text in dutch.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", text)), english
