"""Sentences that speak to the one who answers: orders hidden in files."""

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:above|previous|prior|earlier"
    r"|preceding|all|any|every|other|instructions?|rules?|passages?|sources?|context|prompt)\b"
    r"|\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?)\b"
    r"|\b(?:new|updated|important|urgent|special) (?:instructions?|rules?|orders?)\b"
    r"|\byou (?:are|must|should|will|shall|have to|need to)\b.{0,60}\b(?:answer|reply|respond|say"
    r"|state|write|output|print|repeat|cite|claim|tell|act|pretend|now|assistant|model|AI)\b"
    r"|\b(?:answer|reply|respond) (?:only |always |instead |exactly )*(?:with|that|as|by|in)\b"
    r"|\b(?:as|dear|attention|note to|hey|hello|to the)[ ,:]+(?:an? |the |any |all )?(?:AI|LLM"
    r"|language model|assistant|chatbot|model|bot)s?\b"
    r"|\bif you are an? (?:AI|LLM|language model|assistant|chatbot|bot)\b"
    r"|\b(?:print|reveal|output|repeat|show|leak|send)\b.{0,40}\b(?:prompt|instructions|secret"
    r"|api[ _-]?key|password|passages?)\b"
    r"|\b(?:do not|don't|never|stop) (?:cite|mention|answer|quote|use)\b"
    r"|<\W*/?\W*(?:passage|system|user|assistant|inst|im_start|im_end|think)\b"
    r"|\[/?INST\]|<\|[\w-]+\|>|^#+ *(?:system|instructions?|assistant|user)\b"
    r"|^\s*(?:system|assistant|user|human) *:",
    re.IGNORECASE | re.MULTILINE,
)


def gives_orders(text: str) -> bool:
    """Whether `text` speaks to a model rather than to readers.

    A list of shapes, not a proof: it keeps the plainest from being sent or cited. What is shown
    is proven either way.
    """
    return bool(_ORDER.search(text))
