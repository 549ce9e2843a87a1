"""The closed classes of English that tell how a question leans on what was said before."""

import re

ASKING = "who|whom|whose|what|which|when|where|why|how"
LEADS = (
    "in|on|at|for|since|by|to|from|of|with|until|under|about|after|before|during|near|into|over|"
    "against|through|between|without|within|around|as"
)
AUXILIARIES = (
    "am|is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|shall|should|may|"
    "might|must|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|can't|"
    "couldn't|won't|wouldn't|shouldn't"
)
DETERMINERS = "the|a|an|this|that|these|those|my|your|our|his|her|its|their|any|some|each|every"
PERSONAL = "he|him|his|she|her|hers|it|its|they|them|their|theirs"
CONJUNCTIONS = (
    "and|or|but|nor|so|than|that|because|if|when|while|although|though|who|whom|whose|which|what|"
    "where|why|how|not|there|here|then|too|also|again|now|today|still|already|yet|ever|exactly"
)

_MARKERS = re.compile(
    r"^(?:(?:and|but|so|or|ok|okay|also|well|now|then|yes|no|right|thanks|thank you|great|hmm|oh|"
    r"sorry|please)\b[\s,.!:;-]*)+",
    re.IGNORECASE,
)
_AFTERTHOUGHTS = re.compile(
    r"[\s,]+(?:(?<!since )(?<!until )(?<!by )(?<!till )then|please|exactly|though|too|as well|"
    r"again|actually|precisely)\s*$",
    re.IGNORECASE,
)
_END = " \t?!.,;:"
FUNCTION_WORDS = frozenset(
    f"{ASKING}|{LEADS}|{AUXILIARIES}|{DETERMINERS}|{PERSONAL}|{CONJUNCTIONS}|i|we|you|me|us|one|"
    "ones|other|else|more|most|much|many|all|no|yes|up|out|off|down|long|old".split("|")
)


def opening_marker(question: str) -> str:
    """'And' of 'And when?', with what parts it from the rest; '' where there is none."""
    found = _MARKERS.match(question)
    return found.group() if found else ""


def core(question: str) -> str:
    """The question without the words that only tie it to the talk, and without its end marks."""
    bare = _MARKERS.sub("", question.strip().rstrip(_END), count=1)
    return _AFTERTHOUGHTS.sub("", bare).strip(_END)


def capitalised(text: str) -> str:
    """The text with a capital at its start and the rest as it is."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text with a small first letter where its first word is a word of the closed classes."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in FUNCTION_WORDS else text


def content_words(text: str) -> list[str]:
    """The words of a text that belong to no closed class, in small letters."""
    return [word for word in re.findall(r"\w+", text.lower()) if word not in FUNCTION_WORDS]


def as_question(text: str) -> str:
    """The text as one question: single blanks, a capital, a question mark."""
    return f"{capitalised(' '.join(text.split()).strip(_END))}?"
