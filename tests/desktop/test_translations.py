"""The Dutch of the interface is complete: nothing unfinished, nothing missing, placeholders the same."""

from __future__ import annotations

import re
import shutil
import tomllib
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

import resources
from desktop import translate
from desktop.language import TS_FILE, compiled

PLACES = re.compile(r"\{\w+\}")


@pytest.fixture(scope="module")
def messages():
    """(context, source, translation element) of the shipped file."""
    tree = ET.parse(TS_FILE)
    return [
        (context.findtext("name"), message.findtext("source"), message.find("translation"))
        for context in tree.iter("context")
        for message in context.iter("message")
    ]


def test_no_sentence_is_unfinished(messages):
    assert len(messages) > 150
    left = [source for _, source, t in messages if t is None or t.get("type") == "unfinished" or not t.text]
    assert left == []


def test_every_sentence_of_the_sources_is_in_the_translation_and_none_is_left_over(messages, tmp_path):
    fresh = tmp_path / "fresh.ts"
    shutil.copy(TS_FILE, fresh)
    translate.update(fresh)
    now = {
        (c.findtext("name"), m.findtext("source"))
        for c in ET.parse(fresh).iter("context")
        for m in c.iter("message")
    }
    assert now == {(context, source) for context, source, _ in messages}


def test_placeholders_are_the_same_in_both_languages(messages):
    wrong = [
        s
        for _, s, t in messages
        if t is not None and t.text and sorted(PLACES.findall(s)) != sorted(PLACES.findall(t.text))
    ]
    assert wrong == []


def test_sentences_are_marked_in_a_way_that_is_found():
    """`something.tr("…")` of another object than self would be looked up in the wrong context."""
    for file in translate.sources():
        source = file.read_text(encoding="utf-8")
        odd = [line.strip() for line in source.splitlines() if re.search(r"(?<!self)(?<!page)\.tr\(", line)]
        assert odd == [], file.name
        assert not re.search(r"self\.tr\(\s*f[\"']", source), file.name
        assert not re.search(r"\{(\w+\.)?tr\(", source), (
            f"{file.name}: lupdate doesn't look inside an f-string"
        )


def test_dutch_says_u_and_has_no_exclamation_marks(messages):
    texts = [t.text for _, _, t in messages if t is not None and t.text]
    assert not [text for text in texts if "!" in text or re.search(r"\b(je|jij|jouw)\b", text, re.IGNORECASE)]


def test_the_compiled_file_is_made_in_the_cache_and_speaks_dutch(qapp, tmp_path):
    source = tmp_path / TS_FILE.name
    shutil.copy(TS_FILE, source)
    made = compiled(tmp_path / "cache", source)
    assert made is not None
    translator = QTranslator()
    assert translator.load(str(made))
    QCoreApplication.installTranslator(translator)
    try:
        assert QCoreApplication.translate("Status", "Returned") == "Teruggestuurd"
    finally:
        QCoreApplication.removeTranslator(translator)
    assert compiled(tmp_path / "cache", source) == made


def test_fill_takes_the_words_and_tells_what_is_left(tmp_path):
    target = tmp_path / "t.ts"
    target.write_text(
        '<TS version="2.1"><context><name>A</name>'
        '<message><source>One</source><translation type="unfinished"/></message>'
        '<message><source>Two</source><translation type="unfinished"/></message></context></TS>',
        encoding="utf-8",
    )
    assert translate.fill(target, {"One": "Een"}) == ["Two"]
    assert "<translation>Een</translation>" in target.read_text(encoding="utf-8")


def test_dutch_of_errors_has_the_same_placeholders():
    for file in sorted((resources.ROOT / "texts").glob("*.nl.toml")):
        for source, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if isinstance(text, str):
                assert sorted(PLACES.findall(source)) == sorted(PLACES.findall(text)), source


def test_every_reason_of_an_unreadable_file_has_its_dutch_within_the_sentence():
    """The reasons are fields of sentences: half a sentence in English is no Dutch sentence."""
    import ast

    from desktop.errors_text import dutch, sentence
    from resources.errors import InputError

    missing = []
    for file in (resources.ROOT.parent / "studies").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable" and node.args
            ):
                continue
            given = node.args[0].values[0] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
            for part in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    plain = part.value.partition(" (")[0]
                    if dutch().get(plain) is None:
                        missing.append((file.name, part.value))
    assert missing == []
    problem = InputError(
        "The image {file} can't be used: {reason}.",
        fields={"file": "a", "reason": "the file is damaged (EOFError)"},
    )
    assert "het bestand is beschadigd (EOFError)" in sentence(problem)
    assert "the file is damaged (EOFError)" in sentence(problem, "en")
