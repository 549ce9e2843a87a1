"""Masks: the spans of a document that are not its article. Text is never edited, only left out.

A rule must hold for any website, and misses are better than false alarms: a masked sentence can
never be an answer. `eval/bench/noise.py` counts what the rules mask in clean prose.
"""

import re
from collections.abc import Iterator

from qa.types import Span

_RULE_CHARACTERS = 140  # every kind of boilerplate below is short; longer lines are never masked by rule
_REPEAT_CHARACTERS = 12  # shorter repeated lines ('Yes.', '2019') may be content
_BYLINE_LINES = 6  # a 'By NAME' within the first lines names the author; further down it is a credit

_NAME = r"[A-Z][\w.'’-]*(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w.'’-]*){0,4}"
_RULES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # share, follow and sign-up buttons
        r"(?:share|tweet|pin|e-?mail|print|save)(?: this)?(?: (?:article|story|post|page))?"
        r"(?: (?:on|via|with|to|by) [\w .,/&+-]{2,40})?[.!:]?",
        r"(?:join|follow|like|find) (?:us|@)[^.?!]*[.!]?",
        r"(?:sign up|subscribe|register)\b.{0,60}\b(?:newsletter|updates?|alerts?|briefing|inbox|channel)\b.*",
        r"(?:click|tap) here (?:to|for)\b.*",
        # comment forms
        r"(?:leave|post|write|add) (?:a|your) (?:comment|reply)\b.*",
        r".*your e-?mail address will not be published.*",
        r".*required fields are marked.*",
        r"save my name,? e-?mail.*",
        r"(?:name|e-?mail|website|comment)s?\s*\*(?:\s*(?:name|e-?mail|website|comment)s?\s*\*?)*",
        r"(?:log|sign) in to (?:reply|comment|post)\b.*",
        r"(?:no|\d+) (?:comments?|replies)(?: yet)?",
        r"notify me of (?:new|follow-?up)\b.*",
        # credits
        r"(?:photo(?:graph)?|image|picture|illustration|video|source|credit|header image)s?"
        r"(?: credits?)?\s*(?:by|:|\u2013|\u2014|-|/)\s*.{2,80}",
        r"\(?(?:photo|image|picture)(?:graph)?s? (?:courtesy|via|from|by)\b.{2,80}",
        # pointers to other stories, filing, page furniture
        r"(?:related|recommended|popular|trending|more)(?: (?:stories|articles|posts|news|reading|from))\b.{0,80}",
        r"(?:read (?:more|also|next|on)|see also|also read|also see|you (?:may|might) also like|don.t miss)"
        r"\s*[:\u2013\u2014>\u00bb-].{0,120}",
        r"(?:read more|continue reading|load more|back to top|skip to (?:main )?content|advertisement|sponsored)[.:]?",
        r"(?:filed|posted|tagged|categori[sz]ed) (?:under|in|as)\b.{2,100}",
        r"(?:tags|categor(?:y|ies)|topics|keywords)\s*:.{2,120}",
        r"in .{2,80}, posted by\b.*",
        r"(?:\u00a9|\(c\)|copyright)\s.{0,120}",
        r"all rights reserved\.?",
        r"(?:first |last )?(?:published|updated|posted|modified)(?: at| on)?\s*:?\s.{0,60}\d.{0,40}",
    )
)
_CREDIT = re.compile(rf"[Bb][Yy]:?\s+{_NAME}")
_SLUG = re.compile(r"[\w]+(?:[-_][\w]+){3,}(?:\.\w{2,5})?")


def find_masks(text: str) -> tuple[Span, ...]:
    """Spans of noise lines in `text`, sorted and disjoint, each a whole line without its end.

    Masked are lines that look like page furniture, and every repeat of an earlier line.
    """
    seen: set[str] = set()
    masks = []
    for ordinal, (span, line) in enumerate(_lines(text)):
        key = " ".join(line.split()).casefold()
        is_repeat = len(key) >= _REPEAT_CHARACTERS and key in seen
        seen.add(key)
        if is_repeat or _is_furniture(line, ordinal):
            masks.append(span)
    return tuple(masks)


def _lines(text: str) -> Iterator[tuple[Span, str]]:
    """Every line that is not blank, with its span less surrounding blanks."""
    for match in re.finditer(r"[^\r\n]+", text):
        line = match.group().strip()
        if line:
            start = match.start() + match.group().index(line)
            yield Span(start, start + len(line)), line


def _is_furniture(line: str, ordinal: int) -> bool:
    if len(line) > _RULE_CHARACTERS:
        return False
    if _CREDIT.fullmatch(line):
        return ordinal >= _BYLINE_LINES
    return bool(_SLUG.fullmatch(line)) or any(rule.fullmatch(line) for rule in _RULES)
