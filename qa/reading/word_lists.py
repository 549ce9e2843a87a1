"""English words by kind: months, weekdays, small numbers and the closed classes."""

MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SHORT_DAYS = [day[:3].lower() for day in WEEKDAYS]

# Numbers in small letters; those who read compounds such as 'twenty-eight' put them together.
UNITS = "zero one two three four five six seven eight nine".split()
TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

NUMBERS_BY_WORD = {word: value for value, word in enumerate((*UNITS, *TEENS))}
NUMBERS_BY_WORD |= {word: 10 * tens for tens, word in enumerate(TENS, start=2)}

# The closed classes of English words, which name nothing, as alternatives of a pattern.
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
FUNCTION_WORDS = frozenset(
    f"{ASKING}|{LEADS}|{AUXILIARIES}|{DETERMINERS}|{PERSONAL}|{CONJUNCTIONS}|i|we|you|me|us|one|"
    "ones|other|else|more|most|much|many|all|no|yes|up|out|off|down|long|old".split("|")
)


def lowered(text: str) -> str:
    """The text with a small first letter where its first word is a word of the closed classes."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in FUNCTION_WORDS else text
