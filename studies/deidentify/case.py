"""What one case has of its own: its secret, from which other UIDs and the shift of dates come.

Who has the secret can tell which source a case came from; without it nobody can. It never goes into the output. The
same case run twice with the same secret gives the same UIDs, so that references between its objects hold.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydicom.uid import PYDICOM_ROOT_UID

from resources.errors import InputError

#: specs/governance.md section 13: the root of training objects where the site has none of its own
TRAINING_ROOT = f"{PYDICOM_ROOT_UID}9."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
#: dates move back by one to ten years, in whole days
_LEAST_DAYS, _MOST_DAYS = 365, 3650


def new_secret() -> bytes:
    """A secret for a new case."""
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Case:
    """A training case.

    Parameters
    ----------
    name : str
        Letters, digits, ``-`` and ``_``, at most 24: it becomes the patient's name and number.
    secret : bytes
        32 bytes from `new_secret`, kept apart from the case.
    uid_root : str
        Root of the new UIDs, with its last dot.
    """

    name: str
    secret: bytes = field(repr=False)
    uid_root: str = TRAINING_ROOT

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise InputError(
                "The case name {name} can't be used.",
                "Use letters, digits, - and _, at most 24.",
                code="case_name",
                fields={"name": self.name[:40]},
            )
        if len(self.secret) < 32:
            raise ValueError("a case's secret has 32 bytes")
        if not _UID.fullmatch(self.uid_root.rstrip(".")) or not 3 < len(self.uid_root) <= 40:
            raise InputError(
                "The UID root {root} can't be used.",
                "Use digits and dots, at most 40.",
                code="uid_root",
                fields={"root": self.uid_root[:64]},
            )

    def _digest(self, kind: str, value: str) -> int:
        text = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.new(self.secret, text, hashlib.sha256).digest(), "big")

    def uid(self, original: str) -> str:
        """Another UID for `original`, always the same in this case."""
        digits = 64 - len(self.uid_root) - 1
        # never zero in front: a component of a UID has no leading zeros
        return f"{self.uid_root}1{self._digest('uid', original) % 10 ** (digits - 1):0{digits - 1}d}"

    def shift_days(self) -> int:
        """By how many days dates move back."""
        return _LEAST_DAYS + self._digest("days", "") % (_MOST_DAYS - _LEAST_DAYS)

    def shifted(self, text: str) -> str:
        """A DICOM date moved by the case's days; "" for what isn't a date."""
        try:
            day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        except ValueError:
            return ""
        if len(text.strip()) != 8:
            return ""
        moved = day - timedelta(days=self.shift_days())
        return moved.strftime("%Y%m%d") if moved.year >= 1000 else ""
