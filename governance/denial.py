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
#: what may stand between the denial and the thing denied
_SIGNS = r"(?:(?:tekenen|teken|aanwijzingen|aanwijzing|sprake|signs|sign|evidence)\s+(?:van|voor|of|for)\s+(?:een\s+|a\s+|an\s+)?)?"
_ITEM = r"[\w-]+(?:\s[\w-]+){0,2}?"
_OR = r"\s+(?:of|or)\s+"
_BEGIN = rf"(?:^|[\s(,])(?<!niet\s)(?<!not\s){_DENIALS}\s+{_SIGNS}"
_SEEN = r"(?:\s+(?:zichtbaar|aanwezig|gezien|visible|present|seen))?\s*$"
#: what stands before the thing, and what may follow it. A list is denied as a whole only when an "of" ends it: in "geen
#: ruptuur, dissectie type B" the comma begins something else
_FORMS = tuple(
    (re.compile(before + "$"), re.compile(after + _SEEN))
    for before, after in (
        (_BEGIN, rf"^(?:(?:,\s*|{_OR}){_ITEM})*"),
        (rf"{_BEGIN}(?:{_ITEM},\s*){{0,4}}{_ITEM}{_OR}", "^"),
        (rf"{_BEGIN}(?:{_ITEM},\s*){{1,4}}", rf"^(?:,\s*{_ITEM})*{_OR}{_ITEM}"),
    )
)
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
    return any(not _is_denied(plain, found) for found in wanted.finditer(plain))


def _is_denied(text: str, found: re.Match[str]) -> bool:
    if "\n" in found.group() or text[found.end() : found.end() + 1].isalnum():
        return False
    start = max((text.rfind(stop, 0, found.start()) for stop in _STOPS), default=-1) + 1
    ends = [e for stop in _STOPS if (e := text.find(stop, found.end())) >= 0]
    end = min(ends, default=len(text))
    # a doubt may follow on the next line, and a question mark ends the sentence
    if _DOUBT.search(text[start : end + 1]) or _DOUBT.search(text[end : _end_of_sentence(text, end)]):
        return False
    before, after = text[start : found.start()], text[found.end() : end]
    return any(one.search(before) and other.search(after) for one, other in _FORMS)


def _end_of_sentence(text: str, start: int) -> int:
    match = _SENTENCE.search(text, start)
    return match.end() if match else len(text)
