"""What a question asks for: the type of its answer, read off its wording."""

import re
from dataclasses import dataclass
from typing import Literal

AnswerType = Literal["number", "money", "percent", "date", "duration", "person", "place", "reason"]

# The types that can be told by their look: where one is asked for, words alone are no answer.
QUANTITIES: frozenset[AnswerType] = frozenset({"number", "money", "percent", "date", "duration"})


@dataclass(frozen=True, slots=True)
class AskedFor:
    """`answer_type` is None where the wording does not tell; `noun` is what is counted."""

    answer_type: AnswerType | None
    noun: str | None = None
    wants_several: bool = False


# A 'when' or 'where' before anything else opens a clause: 'What turns red when heated?'
_AUXILIARY = (
    r"(?:did|does|do|is|are|am|was|were|has|have|had|can|could|will|would|should|may|might|must)\b"
)
# 'When the bridge opened', as in 'Tell me when ...', but not 'When heated, what turns red?'
_INDIRECT = r"^\W*{}\b(?![^?]*(?:,|\b(?:who|what|which|when|where|why|how)\b))"
# Order matters: 'how many years' asks for a duration, 'how many people' for a number.
_TYPES: tuple[tuple[AnswerType, str], ...] = (
    (
        "duration",
        r"\bhow long\b(?!\s+(?:is|are|was|were)\s+(?:the|a|an|its)\s+(?:\w+\s+)?\w+\W*$)"
        r"|\bhow many (?:years|months|weeks|days|hours|minutes)\b|\bfor how long\b"
        r"|\bwhat (?:length|period|stretch) of time\b",
    ),
    ("percent", r"\bwhat (?:percentage|percent|proportion|share|fraction)\b|\bhow many percent\b"),
    (
        "money",
        r"\bhow much (?:money|did .* (?:cost|pay|spend|settle)|(?:does|will) .* cost|was paid)\b"
        r"|\bwhat (?:sum|price|amount|fine|fee)\b|\bhow expensive\b|\bat what (?:price|cost)\b",
    ),
    (
        "number",
        r"\bhow (?:many|much|often|old|tall|far|high|large|big|deep|fast|heavy)\b"
        r"|\bwhat (?:number|count|quantity|figure)\b|\bwhat was the (?:number|count)\b"
        r"|\b(?:what|which) (?:is|are|was|were) (?:\w+ ){0,3}?(?:number|count) of\b",
    ),
    (
        "date",
        rf"{_INDIRECT.format('when')}|\bwhen\s+{_AUXILIARY}"
        r"|\b(?:since|until|by|from) when\b|^\W*when\W*$"
        r"|\b(?:what|which) (?:\w+ )?(?:year|month|day|date|decade|century|weekday)\b"
        r"|\bas of when\b|\bhow recently\b",
    ),
    (
        "place",
        rf"{_INDIRECT.format('where')}|\bwhere\s+{_AUXILIARY}"
        r"|\b(?:from|to) where\b|\bwhere\W*$|\b(?:what|which) (?:\w+ )?"
        r"(?:city|country|state|place|town|village|region|continent|location)\b",
    ),
    (
        "person",
        r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ )?"
        r"(?:person|man|woman|author|president|politician|executive|director|activist|"
        r"columnist|journalist|scientist|ceo|company'?s head)\b",
    ),
    ("reason", r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|made|led|prompted)\b|\bhow come\b"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TYPES)
_COUNTED = re.compile(
    r"\bhow (?:many|much)\s+(?:of\s+(?:the|its|their)\s+)?([\w'’-]+)(?:\s+([\w'’-]+))?",
    re.IGNORECASE,
)
_PLURAL = r"(?!(?:does|was|has|is|goes|this|his|its)\b)\w+(?:ies|[^su\W]s)\b"
_SEVERAL = re.compile(
    r"\b(?:what|which|who)\b[^?]{0,20}?\b(?:are|were|have|other|others|all|both|list|name)\b"
    rf"|\b(?:list|name|enumerate)\b|\b(?:which|what) {_PLURAL}"
    # 'which company owns the mine' has a verb in its place
    rf"|\b(?:which|what) (?:\w+ ){{1,2}}?{_PLURAL}(?! (?:the|an?|his|her|its|their|(?-i:[A-Z])))",
    re.IGNORECASE,
)


def asked_for(question: str) -> AskedFor:
    """The type of answer that fits, by the pattern that is found first.

    Of two that begin at one place, the earlier in the list counts.
    """
    matches = [(kind, match) for kind, pattern in _PATTERNS if (match := pattern.search(question))]
    kind = min(matches, key=lambda found: found[1].start())[0] if matches else None
    counted = _COUNTED.search(question)
    return AskedFor(
        answer_type=kind,
        noun=counted.group(1) if counted else None,
        wants_several=kind in (None, "person") and bool(_SEVERAL.search(question)),
    )
