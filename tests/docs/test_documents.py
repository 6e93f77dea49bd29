"""The documents hold: links lead somewhere, pictures are there and small, every dependency and command is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer

from desktop.command_line import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PICTURES = sorted((ROOT / "docs" / "images").glob("*"))
LARGEST_PICTURE = 300_000
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(document: Path) -> set[str]:
    """The anchors of the headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading_that_exist(document: Path) -> None:
    for link in LINK.findall(document.read_text("utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _, heading = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.is_file(), link
        if heading:
            assert heading in anchors(target), link


def test_every_picture_is_a_small_png_that_a_document_shows() -> None:
    shown = {
        (document.parent / link).resolve()
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text("utf-8"))
    }
    assert PICTURES
    for picture in PICTURES:
        data = picture.read_bytes()
        assert data.startswith(b"\x89PNG"), picture.name
        assert len(data) < LARGEST_PICTURE, f"{picture.name}: {len(data)} bytes"
        assert picture in shown, f"{picture.name} is shown nowhere"


def test_every_dependency_is_explained_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(d for more in project["optional-dependencies"].values() for d in more),
    ]
    table = (ROOT / "README.md").read_text("utf-8").partition("## Dependencies")[2].lower()
    missing = [d for d in wanted if re.split(r"[\[=><]", d)[0].lower() not in table]
    assert missing == []


def test_the_commands_that_documents_name_exist() -> None:
    root = typer.main.get_command(app)
    for document in DOCUMENTS:
        for line in re.findall(
            r"voorverslag ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)", document.read_text("utf-8")
        ):
            words, command = line.split(), root
            if words[0] not in root.commands:
                # Dutch for the thing itself, as in "een voorverslag starten"
                assert not re.search(rf"(`|\$ )voorverslag {re.escape(line)}", document.read_text("utf-8")), (
                    line
                )
                continue
            for word in words:
                commands = getattr(command, "commands", None)
                if commands is None:
                    break
                assert word in commands, line
                command = commands[word]


def test_every_control_of_the_safety_file_names_tests_that_exist() -> None:
    there = {file.name for file in (ROOT / "tests").rglob("test_*.py")}
    rows = [
        line
        for line in (ROOT / "docs" / "clinical-safety.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| hazard", "| ---"))
    ]
    assert len(rows) > 15
    for row in rows:
        shown_by = row.split("|")[3]
        named = re.findall(r"`([^`]+)`", shown_by)
        assert named, row
        for name in named:
            assert (ROOT / name).exists() if name.startswith("tests/") else name in there, name
