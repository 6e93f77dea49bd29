"""Whether a text names something, or plainly says that it isn't there ("geen dissectie").

Asking the radiologist once too often is the safe side (section 11): only a denial that leaves nothing open is one. Any word of
doubt in the same sentence, a denial of the denial, a contrast, or another order of words counts as naming it.
"""

from __future__ import annotations

import re

from governance.canonical import normal_text

_SENTENCE = re.compile(r"[.;:!?]")
_STOPS = ".;:!?\n"
#: after one of these at the beginning of what is denied
_DENIALS = r"(?:geen|zonder|no|without)"
#: what may stand between the denial and the thing denied: signs of it, or other things denied in the same list
_SIGNS = r"(?:(?:tekenen|teken|aanwijzingen|aanwijzing|sprake|signs|sign|evidence)\s+(?:van|voor|of|for)\s+(?:een\s+|a\s+|an\s+)?)?"
_LIST = r"(?:[\w-]+(?:\s[\w-]+){0,2}?(?:,\s*|\s+(?:of|en|or|and)\s+)){0,4}"
#: words after which nothing is plainly denied any more
_DOUBT = re.compile(
    r"\b(?:duidelijke?|evidente?|zekere|zeker|overtuigende?|grote|nieuwe?|toegenomen|verdere|meer|andere?|maar|wel|echter|behalve|"
    r"tenzij|mogelijke?|waarschijnlijke?|verdacht|verdenking|vermoede(?:n|lijk)|uitgesloten|sluiten|beoordeelbaar|beoordelen|"
    r"vergelijking|clear|definite|convincing|large|new|increased|further|other|more|but|however|except|unless|possible|probable|"
    r"suspected|suspicion|excluded|exclude|assessable)\b|\?"
)


def mentions(text: str, phrase: str) -> bool:
    """Whether `text` names `phrase` anywhere other than in a plain denial; case and line breaks don't matter.

    A denial counts within its own line only: a heading or list above ("Afwijkingen: geen") denies nothing of what follows.
    """
    words = normal_text(phrase).casefold().split()
    if not words:
        return False
    plain = normal_text(text).casefold()
    wanted = re.compile(r"\s+".join(re.escape(w) for w in words))
    denial = re.compile(rf"(?:^|[\s(,])(?<!niet\s)(?<!not\s){_DENIALS}\s+{_SIGNS}{_LIST}$")
    return any(not _is_denied(plain, found, denial) for found in wanted.finditer(plain))


def _is_denied(text: str, found: re.Match[str], denial: re.Pattern[str]) -> bool:
    if "\n" in found.group() or text[found.end() : found.end() + 1].isalnum():
        return False
    start = max((text.rfind(stop, 0, found.start()) for stop in _STOPS), default=-1) + 1
    ends = [e for stop in _STOPS if (e := text.find(stop, found.end())) >= 0]
    end = min(ends, default=len(text))
    # a doubt may follow on the next line, and a question mark ends the sentence
    if _DOUBT.search(text[start : end + 1]) or _DOUBT.search(text[end : _end_of_sentence(text, end)]):
        return False
    return bool(denial.search(text[start : found.start()]))


def _end_of_sentence(text: str, start: int) -> int:
    match = _SENTENCE.search(text, start)
    return match.end() if match else len(text)
