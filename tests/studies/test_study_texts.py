"""Every sentence that `studies` raises has its Dutch, with the same placeholders."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import resources
import studies

DUTCH = tomllib.loads(resources.path("texts", "studies.nl.toml").read_text(encoding="utf-8"))


def sentences() -> set[str]:
    found = set()
    for path in Path(studies.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("InputError", "Refused"):
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def test_every_sentence_has_its_dutch():
    assert len(sentences()) > 40
    assert sentences() - set(DUTCH) == set()


def test_placeholders_are_the_same():
    for english, dutch in DUTCH.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", dutch)), english
