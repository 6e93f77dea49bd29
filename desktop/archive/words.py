"""What is said of archives: the answer of a test, how much of a study is here, proofs of storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.words import QT_TRANSLATE_NOOP
from studies.archive.errors import ArchiveRefused, ArchiveUnreachable

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.desk import Desk
    from studies.archive.client import Echo
    from studies.archive.node import Node
    from studies.archive.received import ReceivedStudy

#: name of the source in Studies that holds what came in
RECEIVED = "received"
REACHED = QT_TRANSLATE_NOOP("Archive", "Reachable in {ms} ms.")
REACHED_WHO = QT_TRANSLATE_NOOP("Archive", "Reachable in {ms} ms: {who}.")
UNREACHABLE = QT_TRANSLATE_NOOP("Archive", "Not reachable.")
REFUSED = QT_TRANSLATE_NOOP("Archive", "Refused.")
WRONG_THEIRS = QT_TRANSLATE_NOOP("Archive", "AE title {title} is wrong: the node has another one.")
WRONG_OURS = QT_TRANSLATE_NOOP("Archive", "Our AE title {title} isn't known there.")
NOT_TRUSTED = QT_TRANSLATE_NOOP("Archive", "The secure connection (TLS) isn't trusted.")
NO_SENSE = QT_TRANSLATE_NOOP("Archive", "It answers, but not as an archive does.")
SINCE = QT_TRANSLATE_NOOP("Archive", "Archive {name} not reachable since {time}.")
WHAT_CAN = QT_TRANSLATE_NOOP(
    "Archive", "What was fetched before can be opened under Received; new images can't be fetched."
)
INTERRUPTED = QT_TRANSLATE_NOOP("Archive", "interrupted, {here} of {all}")
COMPLETE = QT_TRANSLATE_NOOP("Archive", "fetched, {all} images")
PARTLY = QT_TRANSLATE_NOOP("Archive", "{here} images here")
CONFLICTS = QT_TRANSLATE_NOOP("Archive", "{n} refused: other content")
PROOFS = {
    "commitment": QT_TRANSLATE_NOOP("Archive", "storage commitment"),
    "read_back": QT_TRANSLATE_NOOP("Archive", "read back and compared"),
}


def tr(source: str) -> str:
    return QCoreApplication.translate("Archive", source)


def echo_words(desk: Desk, node: Node, echo: Echo) -> tuple[str, str]:
    """The answer of a test in one or two sentences, and its tone."""
    if echo.ok:
        ms = max(1, round(1000 * echo.seconds))
        said = tr(REACHED_WHO).format(ms=ms, who=echo.words) if echo.words else tr(REACHED).format(ms=ms)
        return said, "ok"
    problem = echo.problem
    if problem is None:
        return tr(UNREACHABLE), "error"
    if problem.code == "archive_tls":
        first = tr(NOT_TRUSTED)
    elif problem.code == "archive_refused" and problem.detail == "rejected 7":
        first = tr(WRONG_THEIRS).format(title=node.ae_title)
    elif problem.code == "archive_refused" and problem.detail == "rejected 3":
        first = tr(WRONG_OURS).format(title=node.calling_ae_title)
    elif isinstance(problem, ArchiveUnreachable):
        first = tr(UNREACHABLE)
    elif isinstance(problem, ArchiveRefused):
        first = tr(REFUSED)
    else:
        first = tr(NO_SENSE)
    return " ".join((first, *desk.in_words(problem))).strip(), "error"


def offline_words(desk: Desk, node: Node, since: datetime) -> tuple[str, str]:
    """The warn line of an archive that can't be reached."""
    return tr(SINCE).format(name=node.name, time=desk.time_text(since)), tr(WHAT_CAN)


def standing(here: ReceivedStudy | None) -> tuple[str, str]:
    """How much of a study lies here, in words, and how that is: "", "whole", "broken" or "part"."""
    if here is None or (not here.count and here.expected is None):
        return "", ""
    if here.expected is None:
        return tr(PARTLY).format(here=here.count), "part"
    arrived = sum(min(now, there) for _uid, now, there in here.series)
    if not here.is_complete:
        return tr(INTERRUPTED).format(here=arrived, all=here.expected), "broken"
    return tr(COMPLETE).format(all=here.expected), "whole"
