"""Masks: the spans of a document that are not its article. Text is never edited, only left out.

A rule must hold for any website, and misses are better than false alarms: a masked sentence can
never be an answer. `eval/bench/noise.py` counts what the rules mask in clean prose.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from qa.ingest.dates import MONTH, WEEKDAY
from qa.ingest.layout import is_field, is_laid_out
from qa.types import Span

_RULE_CHARACTERS = 140  # all boilerplate below is short; longer lines are never masked by rule
_REPEAT_CHARACTERS = 100  # 'Doors open at 7 pm.' holds under each heading it stands under
_RECORD_FIELDS = 2  # so many lines 'Field: value' below one another are a record
BYLINE_LINES = 6  # 'By NAME' within the first lines names the author; further down it is a credit

# Prose begins like furniture ('More news is expected', 'Photos from the scene show'), so what
# follows the key words must be names, tags, a headline or a moment, never a free rest of line.
NAME = r"[A-Z][\w.'’-]*(?: (?:[a-z]{1,3} )?[A-Z][\w.'’-]*){0,4}"
_NAMES = rf"(?-i:{NAME}(?: ?[/,|&] ?{NAME}){{0,9}})"
_FEW_NAMES = rf"(?!.*\d)(?:\u00a9 ?)?{_NAMES}"
# 'Related: diabetes and high blood pressure' begins like no story's name
_HEADLINE = r"(?!.*\d)(?-i:[A-Z])[^.!?|\u2026]{1,118}\??"
_HEADLINES = rf"{_HEADLINE}(?: ?\| ?{_HEADLINE}){{0,4}}"
_TAG = r"(?!(?:the|an?|and|or|of|for|to|in|on|at|is|are|was|were|with)\b)[^\W\d_](?:[^\W\d]|-)*"
_TAGS = rf"{_TAG}(?: {_TAG})?(?: ?[,|#] ?{_TAG}(?: {_TAG})?){{0,14}}"
_ZONE = r"(?:gmt|utc|bst|cest?|[ecmp][sd]?t)"
_MOMENT = rf"(?:\d+(?:st|nd|rd|th|[ap]m)?|[ap]\.?m|at|on|{MONTH}|{WEEKDAY}|{_ZONE})"
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|youtube|tiktok|linkedin|whatsapp|e-?mail|reddit|pinterest"
    r"|telegram|bluesky|mastodon|threads|social media|friends)"
)
_NETWORKS = rf"{_NETWORK}(?:(?:,| and|, and| or| &) {_NETWORK}){{0,9}}"
_CALL = (
    r"(?:for|to)(?: (?:get|receive))?(?: (?:our|the|my|free|daily|weekly|latest|news|e-?mail)){0,4}"
)
_CREDITED = (
    r"[\[(]?(?:photo(?:graph)?|image|picture|illustration|video|source|credit|header image)s?"
    r"(?: credits?)?"
)
_RULES = re.compile(
    "|".join(
        (
            # share, follow and sign-up buttons
            r"(?:share|tweet|pin|e-?mail|print|save)(?: this)?(?: (?:article|story|post|page))?"
            rf"(?: (?:on|via|with|to|by) {_NETWORK})?[.!:]?",
            r"share(?: this)?(?: (?:article|story|post|page))? (?:on|via) (?-i:[A-Z]\w*)",
            r"(?:join|follow|like|find) @\w+[^.?!]*[.!]?",
            rf"(?:join|follow|like|find) (?-i:[Uu]s)"
            rf"(?: (?:on|via) {_NETWORKS})?[.!]?",
            rf"(?:sign up|subscribe|register)(?: (?:now|here|today))? {_CALL} "
            r"(?:newsletter|updates|alerts|briefing|channel)s?(?: in your inbox)?[.!]?",
            r"(?:click|tap) here to (?:subscribe|sign up|log in|comment|share|read more)[.!]?",
            # comment forms
            r"(?:leave|post|write|add) (?:a|your) (?:comment|reply)"
            r"(?:[.!:]| (?:below|here|cancel reply)[.!]?| \(\d+\))?",
            r"(?:.*\W)?your e-?mail address will not be published\b.*",
            r"required fields are marked[ *.]*",
            r"save my name\b.*\bbrowser\b.*",
            r"(?:name|e-?mail|website|comment)s? ?\*"
            r"(?: ?(?:name|e-?mail|website|comment)s?(?: ?\*)?)*",
            r"(?:log|sign) in to (?:reply|comment|post)(?: a (?:comment|reply))?[.!]?",
            r"(?:no|\d+) (?:comments?|replies)(?: yet)?",
            r"notify me of (?:new|follow-?up) (?:comments|posts)\b.*",
            # credits
            rf"{_CREDITED} ?: ?{_FEW_NAMES}[\])]?\.?",
            rf"{_CREDITED}(?: by | ?[\u2013\u2014/] ?| - ){_NAMES}[\])]?\.?",
            r"[\[(]?(?:photo|image|picture)(?:graph)?s? courtesy"
            rf"(?: of (?:the |our )?[a-z]+|(?: of)? {_NAMES})[\])]?\.?",
            rf"[\[(]?(?:photo|image|picture)(?:graph)?s? (?:via|from) {_NAMES}[\])]?\.?",
            # pointers to other stories, filing, page furniture
            r"(?:related|recommended|popular|trending|more) (?:stories|articles|posts|news|reading)"
            rf"(?: ?[:>\u00bb]| ?[:>\u00bb] ?{_HEADLINES}| (?:from|by) {_NAMES})?",
            rf"more (?:from|by) {_NAMES}",
            r"(?:related|read (?:more|also|next|on)|see also|also read|also see|"
            rf"you (?:may|might) also like)(?: ?[:\u2013\u2014>\u00bb]| -)(?: ?{_HEADLINES})?",
            r"(?:read more|continue reading|load more|back to top|skip to (?:main )?content|"
            r"advertisement|sponsored)[.:]?",
            r"(?:filed|posted|tagged|categori[sz]ed) (?:under|in|as|with)"
            rf"(?: ?: ?{_TAGS}| {_NAMES})",
            rf"(?:tags|keywords) ?: ?{_TAGS}",
            rf"(?:categor(?:y|ies)|topics) ?: ?{_FEW_NAMES}",
            rf"(?:in {_NAMES}, ?)?posted by (?!hand|noon|{WEEKDAY}|{MONTH}\b)"
            r"[\w.@-]+(?: (?-i:[A-Z])[\w.'’-]*)?",
            r"\u00a9.{2,120}",
            r"(?:\(c\)|copyright)(?: \u00a9| \(c\))? (?:19|20)\d\d(?: ?[\u2013-] ?\d{4})?,?"
            rf"(?: by)?(?: {_NAMES})?(?:\.? all rights reserved)?\.?",
            r"all rights reserved\.?",
            r"(?:first |last )?(?:published|updated|posted|modified)(?=.*\d)"
            rf"(?:[ :,.|/-]+{_MOMENT})+\.?(?: by {_NAMES})?",
        )
    ),
    re.IGNORECASE,
)
_CREDIT = re.compile(rf"[Bb][Yy]:? {NAME}")
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){5,}(?:\.\w{2,5})?")  # words only: see `_is_slug`
_SLUG_LETTERS = 15  # below it telephone numbers, ISBNs and long compounds would count


def find_masks(text: str) -> tuple[Span, ...]:
    """Spans of noise lines in `text`, sorted and disjoint, each a whole line without its end.

    Masked are lines that look like page furniture, and every repeat of an earlier paragraph. Rows,
    items and fields may say the same twice, and no field of a record is furniture.
    """
    seen: set[str] = set()
    masks = []
    for span, line, is_furniture in _told_furniture(text):
        key = " ".join(line.split()).casefold()
        is_paragraph = len(key) >= _REPEAT_CHARACTERS and not is_laid_out(line)
        if is_furniture or (is_paragraph and key in seen):
            masks.append(span)
        if is_paragraph:
            seen.add(key)
    return tuple(masks)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters in as few spans as can be, sorted and disjoint."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def lines_of(text: str) -> Iterator[tuple[Span, str]]:
    """Every line that is not blank, with its span less surrounding blanks."""
    for match in re.finditer(r"[^\r\n]+", text):
        line = match.group().strip()
        if line:
            start = match.start() + match.group().index(line)
            yield Span(start, start + len(line)), line


def _told_furniture(text: str) -> Iterator[tuple[Span, str, bool]]:
    """Every line with its span, and whether it reads like page furniture."""
    numbered = enumerate(lines_of(text))
    for is_of_fields, run in groupby(numbered, key=lambda each: is_field(each[1][1])):
        told = [
            (span, line, _is_furniture(" ".join(line.split()), ordinal))
            for ordinal, (span, line) in run
        ]
        # credits stand below one another too, but among themselves
        is_record = is_of_fields and len(told) >= _RECORD_FIELDS and not all(t[2] for t in told)
        yield from ((span, line, reads and not is_record) for span, line, reads in told)


def _is_furniture(line: str, ordinal: int) -> bool:
    if len(line) > _RULE_CHARACTERS:
        return False
    if _CREDIT.fullmatch(line):
        return ordinal >= BYLINE_LINES
    return _is_slug(line) or bool(_RULES.fullmatch(line))


def _is_slug(line: str) -> bool:
    """A headline as it stands in an address: 'six-words-or-more-in-lower-case'."""
    letters = sum(character.isalpha() for character in line)
    return letters >= _SLUG_LETTERS and line == line.lower() and bool(_SLUG.fullmatch(line))
