"""Sentences that speak to the one who answers: orders hidden in files."""

import re
from functools import lru_cache

from qa.answering.lookalikes import ciphered, folded

# Rules and messages are for people too: an order has to speak to a machine, of what only an
# answerer has (passages, a prompt), or tell word for word what to say.
_MODEL = r"(?:AI|LLM|language model|(?:AI |virtual )?assistant|chatbot|bot|model)s?"
_MACHINE = r"(?:AI|LLM|language model|assistant|chatbot|answer(?:ing)? engine|summari[sz]er)s?"
_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?)"
_BEGINNING = r"(?:^|[.!?:\n]\s{0,9})(?:(?:please|always|only|now|then|kindly) )*"
_ORDERED = r"(?:\b(?:please|and|then|must|should|now|you|just|kindly)\s+)"
_WORD_FOR_WORD = r"(?:\[?\d+\]?(?=\s*(?:[.,;!]|$|and\b|instead\b))|(?-i:[A-Z]{4,})\b)"
_SHAPES = (
    rf"(?:{_BEGINNING}|[,;>]\s{{0,9}}|{_ORDERED})"
    r"(?:ignore|disregard(?!\s+(?:of|for)\b)|forget|override|bypass)\s+"
    r"(?:(?:\w+\s+){0,4}?(?:prompts?|passages?|sources?|context)\b"
    r"|(?:\w+\s+){0,2}?(?:all|any|your|previous|prior|earlier|above|preceding|other)\s+"
    rf"(?:\w+\s+){{0,2}}?{_RULES}\b"
    r"|(?:\w+\s+){0,3}?above(?=\s*(?:[.,;:!]|$|and\b)))",
    r"\b(?:system|developer) (?:prompts?|messages?|override|instructions?)\s*[:,]",
    rf"{_BEGINNING}(?:new|updated|hidden|secret|special|urgent) (?:instructions?|prompts?)\s*:",
    rf"\b(?:instructions?|rules?|guidelines?|orders?) for {_MODEL}\b",
    r"\byou (?:must|should|will|shall|have to|need to) (?:\w+ ){0,2}?(?:pretend\b"
    rf"|(?:answer|reply|respond|output|say)(?: only| always| exactly| with)* {_WORD_FOR_WORD})",
    rf"\byou are now (?:an? |the )?(?:\w+ ){{0,3}}?(?:named|called|{_MODEL})\b|\bstay in role\b",
    rf"{_BEGINNING}(?:answer|reply|respond|output|say|write)"
    r"(?: only| always| instead| exactly| just)* "
    rf"(?:that\b|as follows\b|with (?:this line|a link|the words?|\[?\d)|{_WORD_FOR_WORD})",
    rf"{_BEGINNING}(?:say|write|output)\s?:|{_BEGINNING}(?:answer|respond|output) [\"\u201c]",
    rf"{_BEGINNING}output (?:the words?\b|!)|{_BEGINNING}always (?:answer|reply|respond|say)\b",
    r"\b(?:dear|attention|note to|message to|hey|hello)[ ,:]+"
    rf"(?:the |any |all |every )?{_MODEL}\s*[:,;!]",
    rf"{_BEGINNING}(?:for |to )?(?:the |any |all |every )?"
    r"(?:AI|LLM|language model|AI assistant|chatbot)s?\s*[:!]",
    rf"\bif you are an? (?:\w+ )?{_MODEL}\b",
    r"\bas an? (?:AI (?:model|assistant)|LLM|language model)\b",
    r"\b(?:print|reveal|output|repeat|leak|disclose)\s+(?:\w+\s+){0,3}?"
    r"(?:system prompt|your (?:prompt|instructions)|passages|api[ _-]?key that you)\b",
    r"\b(?:do not|don't|never) (?:cite|quote) (?:\w+ ){0,3}?(?:passage|source)s?\b",
    r"</?\W{0,9}(?:passage|system|assistant|inst|im_start|im_end|think)\b",
    r"\[/?INST\]|<\|[\w-]+\|>|\x1b\[",
    r"^[ \t]{0,99}system\s{0,9}:[^\n]{0,99}\byour?\b",
    r"^[ \t]{0,99}assistant\s{0,9}:(?:\s+\S+){5}|^[^\w\n]{0,9}assistant\s{0,9}: answer\b",
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
