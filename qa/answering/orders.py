"""Sentences that speak to the one who answers: orders hidden in files."""

import re
from functools import lru_cache

from qa.answering.lookalikes import ciphered, folded

_MODEL = r"(?:AI|LLM|language model|(?:AI |virtual )?assistant|chatbot|bot|model)s?"
_MACHINE = r"(?:AI|LLM|language model|assistant|chatbot|answer(?:ing)? engine|summari[sz]er)s?"
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
    rf"(?:^|[.!?:\n]\s{{0,9}})(?:please |always |only )*{_SAY} "
    r"(?:only |always |instead |exactly |just )*"
    r"(?:with|that|as follows|:|in (?:all|every)|\[?\d+\]?|[\"'\u201c])",
    r"\b(?:dear|attention|note to|message to|hey|hello|for|to)[ ,:]+"
    rf"(?:the |any |all |every )?{_MODEL}\s*[:,;!]",
    rf"\bif you are an? (?:\w+ )?{_MODEL}\b|\bas an? (?:AI|LLM|language model|assistant)\b",
    r"\b(?:print|reveal|output|repeat|leak|send|disclose)\s+(?:\w+\s+){0,3}?"
    r"(?:prompt|instructions|api[ _-]?key|passages)\b",
    r"\b(?:do not|don't|never) (?:cite|answer|quote|use) (?:\w+ ){0,3}?"
    r"(?:passage|source|question|user)s?\b",
    r"</?\W{0,9}(?:passage|system|user|assistant|inst|im_start|im_end|think)\b",
    r"\[/?INST\]|<\|[\w-]+\|>",
    r"^[^\w#\n]{0,9}#{1,9} *(?:system|instructions?|assistant|user)\s*:?\s*$",
    r"^[ \t]{0,99}(?:system|assistant|user|human)\s{0,9}:",
    r"</?\W{0,9}(?:tool_call|tool_use|function_call|instructions?|guidance|prompt)\b",
    r"[\"']role[\"']\s*:\s*[\"'](?:system|developer|assistant|user|tool)\b",
    rf"\b(?:to|for) (?:the |any |all |every )?{_MACHINE} (?:that|who|reading)\b[^.:\n]{{0,40}}:",
    rf"\b{_MACHINE} (?:reading|processing|summari[sz]ing|answering|indexing)\b[^.\n]{{0,60}}"
    r"\b(?:are to|is to|must|should|shall)\b",
    r"\bwho(?:ever|soever)\s+(?:\w+\s+){0,3}?(?:answer|quote|summari[sz]e|cite)s\b[^.\n]{0,60}"
    r"(?:\b(?:must|should|shall|is asked|is to|has to|gives?)\b|:)",
    r"\bfor the purposes? of this (?:conversation|chat|dialogue|answer)\b",
    r"\blet(?:'s| us) (?:play a game|role-?play)\b[^.\n]{0,40}\byou are\b",
    r"\b(?:other|remaining|earlier|previous) (?:passages|sources) (?:are|have been) "
    r"(?:corrupted|void|invalid|withdrawn|wrong)\b",
)
# 'Ignore what was said before' where it is not said in English: imperatives and infinitives only.
_ELSEWHERE = (
    r"\b(?:ignora[dr]?|ignoren|olvida[dr]?|olvide|ignorez|ignorer|oubliez|oublie|[e\u00e9]cartez|"
    r"[e\u00e9]carter|ignorieren?|ignoriert|vergiss|vergesst|missachten?|ignori|ignorate|dimentica|"
    r"dimenticate|ignorem|esque\u00e7a|desconsidere|negeer|vergeet|zignoruj|ignoruj)\b"
    r"(?:[\s,]+\w+){0,4}?[\s,]+(?:anterior\w*|instruc\w+|instru\u00e7\w+|istruzion\w+|"
    r"instrukc\w+|indicacion\w+|pr[e\u00e9]c[e\u00e9]dent\w*|consignes|passages?|anweisung\w*|"
    r"vorherig\w*|obig\w*|bisherig\w*|sopra|acima|vorige|bovenstaande|poprzedni\w*)",
    r"(?:игнорируй\w*|забудь\w*|не обращай\w* внимания|не зважай\w*)"
    r"(?:\s+\w+){0,4}?\s+(?:инструкци\w+|указани\w+|предыдущ\w+|выше\w*|інструкці\w+)",
    r"(?:忽略|无视|無視|忘记|忘記).{0,12}(?:以上|上述|之前|先前|指令|指示|内容|內容)",
    r"(?:指示|命令|上記|以前).{0,12}(?:無視|忘れ)",
    r"(?:지시|명령|이전|위).{0,12}(?:무시|잊어)",
    r"(?:تجاهل|انس|انسى).{0,30}(?:التعليمات|السابقة|أعلاه)",
)
_ORDER = re.compile("|".join((*_SHAPES, *_ELSEWHERE)), re.IGNORECASE | re.MULTILINE)
_TAGGED = re.compile("[\U000e0020-\U000e007e]{4}")  # a text in characters nobody sees


_TELLING = ("ignor", "disregard", "answer", "reply", "instruct", "passage", "assistant", "say that")


@lru_cache(maxsize=4096)  # each sentence that is read asks about its whole passage
def gives_orders(text: str) -> bool:
    """Whether `text` speaks to a model rather than to readers.

    A list of shapes, not a proof: it keeps the plainest from being sent. What is shown is proven
    either way. Letters that nobody sees, that look like others, that are set apart or in a simple
    cipher do not hide an order.
    """
    if _TAGGED.search(text):
        return True
    readings = {text, folded(text), *ciphered(text, _TELLING)}
    return any(_ORDER.search(each) for each in readings)
