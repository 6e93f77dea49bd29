"""What the headless commands share: JSON out, one sentence for an error, progress to a terminal."""

from __future__ import annotations

import json
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

from desktop.errors_text import in_words
from desktop.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from resources.errors import VoorverslagError

#: progress is drawn at most this often
PROGRESS_EVERY_S = 0.1


def write_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output. Not-a-numbers aren't JSON: they must have been withheld."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def write_line(text: str) -> None:
    """Print one line on standard output."""
    sys.stdout.write(text + "\n")


def fail(what: str | VoorverslagError, status: int) -> int:
    """Print one sentence on standard error; returns the exit status."""
    text = what if isinstance(what, str) else " ".join(in_words(what, "nl"))
    sys.stderr.write(" ".join(text.split()) + "\n")
    return status


def unexpected(error: Exception) -> int:
    """Log an error nobody foresaw, and say in one sentence where it is."""
    folder = home_folder().logs
    file = folder / f"error-{time.strftime('%Y%m%d-%H%M%S')}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        place = str(file)
    except OSError:
        place = "-"
    return fail(f"Onverwachte fout ({type(error).__name__}); de bijzonderheden staan in {place}.", 2)


def progress(title: str) -> Callable[[int, int], None] | None:
    """A progress callback that draws on standard error, or None when that isn't a terminal."""
    if not sys.stderr.isatty():
        return None
    last = 0.0

    def show(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < of and now - last < PROGRESS_EVERY_S:
            return
        last = now
        sys.stderr.write(f"\r{title}: {done}/{of}" + ("\n" if done >= of else ""))
        sys.stderr.flush()

    return show
