"""The language of the interface: Dutch by default, English at a click, switched at run time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import structlog
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

import resources

log = structlog.get_logger(__name__)
LANGUAGES = ("nl", "en")
TS_FILE = resources.ROOT / "translations" / "voorverslag_nl.ts"


class Language(QObject):
    """Which language is shown; installs the translator and tells who wants to know."""

    changed = Signal(str)

    def __init__(self, cache: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._translator = QTranslator(self)
        self._code = "en"
        # numbers as in the language that the words have from here on
        QLocale.setDefault(self.locale)

    @property
    def code(self) -> str:
        """`nl` or `en`."""
        return self._code

    @property
    def locale(self) -> QLocale:
        if self._code == "nl":
            return QLocale(QLocale.Language.Dutch, QLocale.Country.Netherlands)
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)

    def switch(self, code: str) -> None:
        """Show `nl` or `en`; every widget gets a LanguageChange event."""
        if code not in LANGUAGES or code == self._code:
            return
        self._code = code
        app = QCoreApplication.instance()
        if app is None:
            return
        QLocale.setDefault(self.locale)
        if code == "nl":
            file = compiled(self._cache)
            if file is None or not self._translator.load(str(file)):
                log.warning("translation_missing", language=code)
            app.installTranslator(self._translator)
        else:
            app.removeTranslator(self._translator)
        self.changed.emit(code)

    def close(self) -> None:
        """Leave the application as it was: what comes after this window isn't in its language."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeTranslator(self._translator)
        QLocale.setDefault(QLocale.system())


def compiled(cache: Path, source: Path = TS_FILE) -> Path | None:
    """The shipped `.qm`, or one made in the cache when it is missing or older than its source."""
    shipped = source.with_suffix(".qm")
    if shipped.exists() and shipped.stat().st_mtime >= source.stat().st_mtime:
        return shipped
    made = cache / shipped.name
    if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
        return made
    cache.mkdir(parents=True, exist_ok=True)
    tool = lrelease()
    if tool is None or not source.exists():
        return shipped if shipped.exists() else None
    done = subprocess.run([*tool, str(source), "-qm", str(made)], capture_output=True, check=False)
    if done.returncode:
        log.warning("lrelease_failed", detail=done.stderr.decode(errors="replace")[-200:])
        return shipped if shipped.exists() else None
    return made


def lrelease() -> list[str] | None:
    """Qt's translation compiler: the tool itself, or the script of PySide6 beside this Python."""
    for folder in (QLibraryInfo.path(QLibraryInfo.LibraryPath.LibraryExecutablesPath), ""):
        tool = shutil.which("lrelease", path=folder or None)
        if tool:
            return [tool]
    script = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent)) or shutil.which(
        "pyside6-lrelease"
    )
    return [script] if script else None
