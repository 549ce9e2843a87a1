"""What is asked, without the courtesies around it: 'Could you tell me who won?' asks who won."""

import re

from qa.reading.questions import ASKING

_GREETING = r"(?:(?:hi|hello|hey|please|so|well|ok|okay|thanks)\b[\s,.!]*)*"
_SOMEONE = r"(?:you|someone|somebody|anyone|anybody)"
_WOULD_YOU = rf"(?:can|could|would|will)\s+{_SOMEONE}\s+(?:(?:please|kindly|perhaps|also)\s+)*"
_LEAD = (
    rf"(?:{_WOULD_YOU}(?:(?:tell|show|remind|inform)(?:\s+(?:me|us))?"
    r"|explain(?:\s+to\s+(?:me|us))?|say|clarify|specify|find\s+out|look\s+up|check|confirm"
    r"|let\s+(?:me|us)\s+know|(?:happen\s+to\s+)?know)"
    rf"|do(?:es)?\s+(?:we|{_SOMEONE})\s+(?:happen\s+to\s+)?know"
    r"|(?:may|can|could)\s+i\s+ask(?:\s+you)?"
    r"|i(?:['\u2019]d|\s+would)?\s+(?:like|love|want|need)\s+to\s+(?:know|find\s+out|ask|learn)"
    r"|i(?:['\u2019]m|\s+am|\s+was)?\s+wonder(?:ing|ed)?"
    r"|(?:tell|remind|show)\s+(?:me|us)|any\s+idea),?\s+"
)
_TASK = (
    r"(?:(?:list|name|enumerate|describe|explain|summari[sz]e|compare|outline"
    r"|help\s+(?:me|us)\s+understand|(?:give|show)\s+(?:me|us)\s+"
    r"(?:an?\s+(?:list|summary|overview|example|idea)|more|some|details|information))\b.+)"
)
_IS_THAT_SO = (
    r"\W*(?P<asked>[^?]+?)[.,;]\s+(?:is|was)\s+(?:that|this|it)\s+(?:right|true|correct|so)\W*"
)
_GREETED = rf"\W*{_GREETING}"
# What is asked in such words, by what stands before it when it is asked plainly; the first counts.
_SHAPES = tuple(
    (plainly, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for plainly, pattern in (
        ("is it true that", rf"{_GREETED}{_LEAD}(?:if|whether|that)\b(?P<asked>.+)"),
        ("", rf"{_GREETED}{_LEAD}(?P<asked>(?:{ASKING})\b.+)"),
        (
            "what is ",
            rf"{_GREETED}{_WOULD_YOU}(?:give|get|find|show|tell)\s+(?:me|us)\s+(?P<asked>the\b.+)",
        ),
        (
            "what is said about ",
            rf"{_GREETED}(?:{_WOULD_YOU})?tell\s+(?:me|us)\s+(?:\w+\s+){{0,3}}?about\s+"
            r"(?P<asked>.+)",
        ),
        ("", rf"{_GREETED}{_WOULD_YOU}(?P<asked>{_TASK})"),
        ("is it true that ", _IS_THAT_SO),
    )
)
_TAIL = re.compile(r"[\s,]*\b(?:please|thanks|thank you)\W*$", re.IGNORECASE)


def plain_question(question: str) -> str:
    """The question itself, as it is asked of a text; the same text where nothing stands around it.

    'Do you know if X?' and 'X, is that right?' become 'Is it true that X?'.
    """
    for plainly, pattern in _SHAPES:
        if found := pattern.fullmatch(question):
            return _whole(f"{plainly}{found['asked']}")
    return question


def _whole(asked: str) -> str:
    bare = _TAIL.sub("", asked).rstrip(" \t\r\n.?!,")
    return f"{bare[:1].upper()}{bare[1:]}?"
