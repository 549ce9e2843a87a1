"""What is asked, without the courtesies around it: 'Could you tell me who won?' asks who won."""

import re

from qa.reading.surroundings import without_surroundings
from qa.reading.word_lists import ASKING, LEADS, lowered

_GREETING = r"(?:(?:hi|hello|hey|please|so|well|ok|okay|thanks)\b[\s,.!]*)*"
_SOMEONE = r"(?:you|someone|somebody|anyone|anybody)"
_WOULD_YOU = rf"(?:can|could|would|will)\s+{_SOMEONE}\s+(?:(?:please|kindly|perhaps|also)\s+)*"
_I_WANT = (
    r"(?:(?:i|we)(?:['\u2019]d|\s+would)?\s+)?(?:(?:just|only|really)\s+)?(?:like|love|want|need)"
)
_TO_KNOW = rf"(?:{_I_WANT}\s+to\s+(?:know|find\s+out|ask|learn)|let\s+(?:me|us)\s+know)"
_LEAD = (
    rf"(?:{_WOULD_YOU}(?:(?:tell|show|remind|inform)(?:\s+(?:me|us))?"
    r"|explain(?:\s+to\s+(?:me|us))?|say|clarify|specify|find\s+out|look\s+up|check|confirm"
    r"|let\s+(?:me|us)\s+know|(?:happen\s+to\s+)?know)"
    rf"|do(?:es)?\s+(?:we|{_SOMEONE})\s+(?:happen\s+to\s+)?know"
    r"|(?:may|can|could)\s+i\s+ask(?:\s+you)?"
    rf"|{_TO_KNOW}"
    r"|(?:(?:i(?:['\u2019]m)?|am|was|just)\s+)*wonder(?:ing|ed)?"
    r"|(?:tell|remind|show)\s+(?:me|us)|explain(?:\s+to\s+(?:me|us))?|any\s+idea),?\s+"
)
_GIVE_ME = (
    rf"(?:(?:{_WOULD_YOU})?(?:give|get|find|show|tell|send)\s+(?:me|us)|{_TO_KNOW}|{_I_WANT}"
    r"|(?:i(?:['\u2019]m|\s+am)\s+)?(?:looking|searching)\s+for)"
)
_THING = r"(?:the|his|her|its|their|our|my|(?:\w+\s+){0,2}?\w+['\u2019]s?)\b"
_TASK = (
    r"(?:(?:list|name|enumerate|describe|explain|summari[sz]e|compare|outline"
    r"|help\s+(?:me|us)\s+understand|(?:give|show)\s+(?:me|us)\s+"
    r"(?:an?\s+(?:list|summary|overview|example|idea)|more|some|details|information))\b.+)"
)
_IS_THAT_SO = (
    r"\W*+(?P<asked>[^?]+?)[.,;]\s+(?:is|was)\s+(?:that|this|it)\s+(?:right|true|correct|so)\W*"
)
_SEVERAL = r"(?:\w+[^s\W]s|two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
_GREETED = rf"\W*{_GREETING}"
# What is asked in such words, by what stands before it when it is asked plainly; the first counts.
_SHAPES = tuple(
    (plainly, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for plainly, pattern in (
        ("is it true that", rf"{_GREETED}{_LEAD}(?:if|whether|that)\b(?P<asked>.+)"),
        ("", rf"{_GREETED}{_LEAD}(?P<asked>(?:(?!about\b)(?:{LEADS})\s+)?(?:{ASKING})\b.+)"),
        ("what is ", rf"{_GREETED}{_GIVE_ME}\s+(?P<asked>{_THING}.+)"),
        ("what is ", rf"{_GREETED}name\s+(?P<asked>the\s+(?!(?:\w+\s+){{0,2}}{_SEVERAL}).+)"),
        (
            "what is said about ",
            rf"{_GREETED}(?:{_WOULD_YOU})?tell\s+(?:me|us)\s+(?:\w+\s+){{0,3}}?about\s+"
            r"(?P<asked>.+)",
        ),
        ("", rf"{_GREETED}{_WOULD_YOU}(?P<asked>{_TASK})"),
        ("is it true that ", _IS_THAT_SO),
    )
)
# 'The number of members', asked for by its question word.
_WORDED = tuple(
    (re.compile(rf"\Awhat is the\s+{noun}\s+", re.IGNORECASE), asking)
    for noun, asking in (
        (r"names?\s+of\s+(?:the\s+(?:person|man|woman|one)\s+(?:who|that)|who(?:ever)?)", "who "),
        (r"(?:number|count)\s+of", "how many "),
        (r"reason(?:\s+(?:why|that))?(?!\s+(?:of|for|behind))", "why "),
        (r"year(?:\s+(?:in\s+which|when|that))?(?!\s+of)", "in what year "),
        (r"(?:date|day|time)\s+(?:on\s+which|when|that)", "when "),
        (r"place\s+(?:in\s+which|where|that)", "where "),
    )
)
# 'Is it true that I can row': can I row? One auxiliary further on may be that of another clause.
_TURNED = re.compile(
    r"is it true that\s+"
    r"(?P<subject>(?:(?!(?:who|which|that|if|when|and)\b)[\w'\u2019.-]+\s+){1,5}?)"
    r"(?P<auxiliary>am|is|are|was|were|(?:has|have|had)(?!\s+to\b)|can|could|will|would|shall|should"
    r"|may|might|must)\b\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(r"(?:\?[\s?!]*|(?<=\w)[\s.!,]*)\Z")
_TAIL = re.compile(r"(?<![\s,])[\s,]*\b(?:please|thanks|thank you)\W*$", re.IGNORECASE)


def plain_question(typed: str) -> str:
    """The question itself, as it is asked of a text; with '?' at its end.

    'Do you know if dogs may swim?' and 'Dogs may swim, is that right?' become 'May dogs swim?', and
    'Is it true that ...?' where no auxiliary can go first.
    """
    question = without_surroundings(typed)
    for plainly, pattern in _SHAPES:
        if found := pattern.fullmatch(question):
            return _whole(_directly(f"{plainly}{found['asked']}"))
    has_end = "?" in question.rstrip("?! ")  # 'How do I save it? It stopped.'
    return question if has_end else _END.sub("?", question, count=1)


def _directly(asked: str) -> str:
    if turned := _TURNED.fullmatch(asked):
        return f"{turned['auxiliary']} {lowered(turned['subject'])}{turned['rest']}"
    for noun, asking in _WORDED:
        if found := noun.match(asked):
            return f"{asking}{asked[found.end() :]}"
    return asked


def _whole(asked: str) -> str:
    bare = _TAIL.sub("", asked).rstrip(" \t\r\n.?!,")
    return f"{bare[:1].upper()}{bare[1:]}?"
