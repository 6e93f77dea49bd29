"""The family of errors that a person can do something about.

Each carries a message (what is wrong), a remedy (what to do) and a detail (for the log only; no patient
data). Message and remedy are English source sentences with named placeholders; `fields` fills them, before
or after translation, so that the screen can show them in Dutch. `code` names the kind for programs.
"""

from __future__ import annotations

from collections.abc import Mapping


class VoorverslagError(Exception):
    """What is wrong, what to do about it, and a detail for the log.

    Parameters
    ----------
    message, remedy : str
        English source sentences; ``{name}`` placeholders are filled from `fields`.
    detail : str
        For the log only; carries no patient data.
    code : str
        Stable name of the kind of error, e.g. ``"truncated"``.
    fields : mapping of str to object
        Values of the placeholders.
    """

    #: exit status of the command line: 2 bad input or usage, 3 refused by a rule or a safety check
    exit_status = 2

    def __init__(
        self,
        message: str,
        remedy: str = "",
        *,
        detail: str = "",
        code: str = "",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        self.message = message
        self.remedy = remedy
        self.detail = detail
        self.code = code or type(self).__name__
        self.fields = dict(fields or {})
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Message and remedy as English text, placeholders filled."""
        text = f"{self.message} {self.remedy}".strip()
        return text.format(**self.fields) if self.fields else text


class InputError(VoorverslagError):
    """Bad input or usage: a file, a folder, an option."""


class Refused(VoorverslagError):  # noqa: N818 - reads as what happened
    """A rule or a safety check says no."""

    exit_status = 3


class Cancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """The person cancelled the work; raised by a worker from its `cancelled` check."""
