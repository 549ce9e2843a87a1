"""Sentences that speak to the one who answers: orders hidden in files."""

import re

_MODEL = r"(?:AI|LLM|language model|(?:AI |virtual )?assistant|chatbot|bot|model)s?"
_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?)"
_SAY = r"(?:answer|reply|respond|output|print|cite|say|write)"
_SHAPES = (
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\s+(?:\w+\s+){0,4}?"
    rf"(?:above|previous|prior|earlier|preceding|{_RULES}|passages?|sources?|context)\b",
    r"\b(?:system|developer) (?:prompt|message|override|instructions?)\b",
    rf"\b(?:new|updated|hidden|secret|special|urgent|your|final) {_RULES}\s*"
    rf"(?::|are\b|for {_MODEL}\b)",
    r"\byou (?:are|must|should|will|shall|have to|need to) (?:\w+ ){0,3}?"
    r"(?:answer|reply|respond|output|print|cite|pretend|now (?:an?|the|in)"
    r"|an? (?:AI|assistant))\b",
    rf"(?:^|[.!?:\n]\s*)(?:please |always |only )*{_SAY} (?:only |always |instead |exactly |just )*"
    r"(?:with|that|as follows|:|in (?:all|every)|\[?\d+\]?|[\"'\u201c])",
    r"\b(?:dear|attention|note to|message to|hey|hello|for|to)[ ,:]+"
    rf"(?:the |any |all |every )?{_MODEL}\s*[:,;!]",
    rf"\bif you are an? (?:\w+ )?{_MODEL}\b|\bas an? (?:AI|LLM|language model|assistant)\b",
    r"\b(?:print|reveal|output|repeat|leak|send|disclose)\s+(?:\w+\s+){0,3}?"
    r"(?:prompt|instructions|api[ _-]?key|passages)\b",
    r"\b(?:do not|don't|never) (?:cite|answer|quote|use) (?:\w+ ){0,3}?"
    r"(?:passage|source|question|user)s?\b",
    r"</?\W*(?:passage|system|user|assistant|inst|im_start|im_end|think)\b",
    r"\[/?INST\]|<\|[\w-]+\|>|^\W*#+ *(?:system|instructions?|assistant|user)\s*:?\s*$",
    r"^\s*(?:system|assistant|user|human)\s*:",
)
_ORDER = re.compile("|".join(_SHAPES), re.IGNORECASE | re.MULTILINE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


_TAGGED = re.compile("[\U000e0020-\U000e007e]{4}")  # a text in characters nobody sees


def gives_orders(text: str) -> bool:
    """Whether `text` speaks to a model rather than to readers.

    A list of shapes, not a proof: it keeps the plainest from being sent. What is shown is proven
    either way. Letters that nobody sees do not hide an order.
    """
    return bool(_ORDER.search(_UNSEEN.sub("", text)) or _TAGGED.search(text))
