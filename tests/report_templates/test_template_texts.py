"""Every error sentence of the package has its Dutch, with the same placeholders."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import report_templates
import resources

SOURCES = Path(report_templates.__file__).parent
ERRORS = ("InputError", "Refused", "StatusRefused", "TemplateError")


def sentences() -> set[str]:
    """Messages and remedies as they stand in the sources."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name in ERRORS:
                found.update(texts)
            elif name == "fault":
                found.add(f"Template {{place}}: {texts[1]}")
    return found


def test_every_error_has_its_dutch_with_the_same_placeholders() -> None:
    dutch = tomllib.loads(resources.path("texts", "report_templates.nl.toml").read_text(encoding="utf-8"))
    english = sentences()
    assert len(english) > 40
    assert english == set(dutch)
    for source, text in dutch.items():
        assert set(re.findall(r"\{\w+\}", source)) == set(re.findall(r"\{\w+\}", text)), source
        assert "!" not in text
