"""Places that a person read before, the newest first: in the cache folder of this installation, a list for each person."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MOST = 8


class Recent:
    """The list of one person. A list that can't be read or written is an empty one: nothing depends on it."""

    def __init__(self, cache: Path, person_id: str) -> None:
        name = hashlib.sha256(person_id.encode("utf-8")).hexdigest()[:16]
        self._file = cache / f"recent-places-{name}.json"

    def places(self) -> list[Path]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        texts = found if isinstance(found, list) else []
        return [Path(text) for text in texts if isinstance(text, str)][:MOST]

    def add(self, place: Path) -> None:
        place = place.absolute()
        self._write([place, *(p for p in self.places() if p != place)])

    def forget(self, place: Path) -> None:
        self._write([p for p in self.places() if p != place])

    def _write(self, places: list[Path]) -> None:
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps([str(p) for p in places[:MOST]]), encoding="utf-8")
            fresh.chmod(0o600)
            fresh.replace(self._file)
        except OSError:
            fresh.unlink(missing_ok=True)
