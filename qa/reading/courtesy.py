"""What is asked, without the courtesies around it: 'Could you tell me who won?' asks who won."""

import re

from qa.reading.questions import ASKING

_GREETING = r"(?:(?:hi|hello|hey|please|so|well|ok|okay|thanks)\b[\s,.!]*)*"
_SOMEONE = r"(?:you|someone|somebody|anyone|anybody)"
_WOULD_YOU = rf"(?:can|could|would|will)\s+{_SOMEONE}\s+(?:(?:please|kindly|perhaps|also)\s+)*"
_LEAD = re.compile(
    rf"\W*{_GREETING}(?:"
    rf"{_WOULD_YOU}(?:(?:tell|show|remind|inform)(?:\s+(?:me|us))?|explain(?:\s+to\s+(?:me|us))?|say"
    r"|clarify|specify|find\s+out|look\s+up|check|confirm|let\s+(?:me|us)\s+know"
    r"|(?:happen\s+to\s+)?know)"
    rf"|do(?:es)?\s+(?:we|{_SOMEONE})\s+(?:happen\s+to\s+)?know"
    r"|(?:may|can|could)\s+i\s+ask(?:\s+you)?"
    r"|i(?:['\u2019]d|\s+would)?\s+(?:like|love|want|need)\s+to\s+(?:know|find\s+out|ask|learn)"
    r"|i(?:['\u2019]m|\s+am|\s+was)?\s+wonder(?:ing|ed)?"
    r"|(?:tell|remind|show)\s+(?:me|us)|any\s+idea"
    rf"),?\s+(?P<asked>(?:(?P<if>if|whether|that)|{ASKING})\b.+)",
    re.IGNORECASE | re.DOTALL,
)
_HAND_OVER = re.compile(
    rf"\W*{_GREETING}{_WOULD_YOU}(?:give|get|find|show|tell)\s+(?:me|us)\s+(?P<asked>the\b.+)",
    re.IGNORECASE | re.DOTALL,
)
_DO = re.compile(
    rf"\W*{_GREETING}{_WOULD_YOU}(?P<asked>(?:list|name|enumerate|describe|explain|summari[sz]e"
    r"|compare|outline|help\s+(?:me|us)\s+understand"
    r"|(?:give|show)\s+(?:me|us)\s+(?:an?\s+(?:list|summary|overview|example|idea)|more|some|details"
    r"|information))\b.+)",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT = re.compile(
    rf"\W*{_GREETING}(?:{_WOULD_YOU})?tell\s+(?:me|us)\s+(?:\w+\s+){{0,3}}?about\s+(?P<asked>.+)",
    re.IGNORECASE | re.DOTALL,
)
_IS_THAT_SO = re.compile(
    r"\W*(?P<asked>[^?]+?)[.,;]\s+(?:is|was)\s+(?:that|this|it)\s+(?:right|true|correct|so)\W*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,]*\b(?:please|thanks|thank you)\W*$", re.IGNORECASE)


def plain_question(question: str) -> str:
    """The question itself, as it is asked of a text; the same text where nothing stands around it.

    'Do you know if X?' and 'X, is that right?' become 'Is it true that X?'.
    """
    if found := _LEAD.fullmatch(question):
        asked = found["asked"]
        return _whole(f"is it true that{asked[len(found['if']) :]}" if found["if"] else asked)
    if found := _HAND_OVER.fullmatch(question):
        return _whole(f"what is {found['asked']}")
    if found := _ABOUT.fullmatch(question):
        return _whole(f"what is said about {found['asked']}")
    if found := _DO.fullmatch(question):
        return _whole(found["asked"])
    if found := _IS_THAT_SO.fullmatch(question):
        return _whole(f"is it true that {found['asked']}")
    return question


def _whole(asked: str) -> str:
    bare = _TAIL.sub("", asked).rstrip(" \t\r\n.?!,")
    return f"{bare[:1].upper()}{bare[1:]}?"
