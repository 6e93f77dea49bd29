"""Developer's script: collect the sentences of the program, fill in the Dutch, compile.

    python -m desktop.translate [--fill WORDS.toml …]

Runs lupdate over the packages with screens to `resources/translations/voorverslag_nl.ts`, fills sentences that are
in the word lists (``"English source" = "Nederlands"``), says what is left, and makes the `.qm`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

from desktop.language import TS_FILE, lrelease

ROOT = TS_FILE.parents[2]
PACKAGES = ("desktop", "viewers")


def sources() -> list[Path]:
    """Every Python file that can hold a sentence for the screen."""
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def update(target: Path) -> None:
    """Bring the `.ts` up to date with the sources; sentences that are gone go."""
    tool = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent)) or "pyside6-lupdate"
    files = [file.relative_to(ROOT).as_posix() for file in sources()]
    command = [
        tool,
        *files,
        "-ts",
        str(target),
        "-no-obsolete",
        "-locations",
        "none",
        "-target-language",
        "nl_NL",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def words_of(lists: list[Path]) -> dict[str, str]:
    """The sentences of word lists; the same source with two translations is a mistake."""
    found: dict[str, str] = {}
    for file in lists:
        for source, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if not isinstance(text, str):
                raise TypeError(f"{file.name}: {source!r} isn't a sentence")
            if found.setdefault(source, text) != text:
                sys.stderr.write(f"{file.name}: a second translation of {source!r} is left out\n")
    return found


def fill(target: Path, words: dict[str, str]) -> list[str]:
    """Fill what is in `words`; returns the sources that are still without translation."""
    tree = ET.parse(target)  # noqa: S314 - our own file
    left = []
    for message in tree.iter("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        if translation is None:
            translation = ET.SubElement(message, "translation")
        if source in words:
            translation.text = words[source]
            translation.attrib.pop("type", None)
        elif translation.get("type") == "unfinished" or not translation.text:
            left.append(source)
    ET.indent(tree, "    ")
    body = ET.tostring(tree.getroot(), encoding="unicode")
    target.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")
    return left


def compile_to(target: Path) -> None:
    """Make the `.qm` beside the `.ts`."""
    tool = lrelease()
    if tool is None:
        raise FileNotFoundError("lrelease")
    subprocess.run(
        [*tool, str(target), "-qm", str(target.with_suffix(".qm"))], check=True, capture_output=True
    )


def main(arguments: list[str] | None = None) -> int:
    """Update, fill, compile; exit status 1 while sentences are left."""
    parser = argparse.ArgumentParser(
        description="Collect, fill and compile the Dutch sentences of the screens."
    )
    parser.add_argument("--fill", nargs="*", type=Path, default=[], help="word lists in TOML")
    given = parser.parse_args(arguments)
    update(TS_FILE)
    left = fill(TS_FILE, words_of(given.fill))
    compile_to(TS_FILE)
    for source in left:
        sys.stdout.write(f"{source}\n")
    sys.stdout.write(f"{len(left)} left\n")
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
