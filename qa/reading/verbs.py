"""English verb forms: past and present of a base form, to turn questions into statements."""

import re

# Base, past, participle; the participle only where it differs from the past.
_IRREGULAR = """
arise arose arisen|awake awoke awoken|be was been|bear bore borne|beat beat beaten
become became become|begin began begun|bend bent|bet bet|bind bound|bite bit bitten|bleed bled
blow blew blown|break broke broken|breed bred|bring brought|build built|burst burst|buy bought
catch caught|choose chose chosen|cling clung|come came come|cost cost|creep crept|cut cut
deal dealt|dig dug|do did done|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten
fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fling flung|fly flew flown
forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
get got got|give gave given|go went gone|grind ground|grow grew grown|hang hung|have had|hear heard
hide hid hidden|hit hit|hold held|hurt hurt|keep kept|kneel knelt|know knew known|lay laid|lead led
leave left|lend lent|let let|lie lay lain|light lit|lose lost|make made|mean meant|meet met
mistake mistook mistaken|overcome overcame overcome|overtake overtook overtaken|pay paid
prove proved proven|put put|quit quit|read read|ride rode ridden|ring rang rung|rise rose risen
run ran run|say said|see saw seen|seek sought|sell sold|send sent|set set|shake shook shaken
shed shed|shine shone|shoot shot|show showed shown|shrink shrank shrunk|shut shut|sing sang sung
sink sank sunk|sit sat|sleep slept|slide slid|speak spoke spoken|spend spent|spin spun|split split
spread spread|spring sprang sprung|stand stood|steal stole stolen|stick stuck|sting stung
strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach taught
tear tore torn|tell told|think thought|throw threw thrown|understand understood
undergo underwent undergone|undertake undertook undertaken|uphold upheld|wake woke woken
wear wore worn|weave wove woven|win won|wind wound|withdraw withdrew withdrawn|withhold withheld
write wrote written
"""
# Base forms that double their last letter before an ending; their stress falls on the last part.
_DOUBLING = frozenset(
    "admit ban bar beg blur chat clap commit compel control defer drag drop equip expel fit "
    "grab hop hug incur jam knit nod occur omit pat permit pin plan plot prefer propel refer "
    "regret rob rub scan ship shop skip slam slap slip snap spot squat step stir stop strip "
    "submit swap tap transfer transmit trap travel trim trip wrap".split()
)
_FORMS = [row.split() for row in _IRREGULAR.replace("\n", "|").split("|") if row.strip()]
_PAST = {row[0]: row[1] for row in _FORMS}
_PASTS = frozenset(form for row in _FORMS for form in row[1:])
_NO_PASTS = frozenset(  # in -ed, yet of the present, or no verb at all
    "need seed weed heed deed reed feed sled coed abed speed breed bleed indeed exceed proceed "
    "succeed hundred".split()
)
_VOWEL_Y = re.compile(r"[aeiou]y$")


def past_of(base: str) -> str:
    """The simple past of a base form: 'buy' gives 'bought', 'stop' 'stopped'."""
    if base in _PAST:
        return _PAST[base]
    if base in _DOUBLING:
        return f"{base}{base[-1]}ed"
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and not _VOWEL_Y.search(base):
        return f"{base[:-1]}ied"
    return f"{base}ed"


def third_person_of(base: str) -> str:
    """The present with 'he', 'she' or 'it': 'go' gives 'goes', 'carry' 'carries'."""
    if base == "have":
        return "has"
    if base.endswith("y") and not _VOWEL_Y.search(base):
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"


def is_past(word: str) -> bool:
    """Whether a word has the look of a past or a participle."""
    is_regular = len(word) > len("red") and word.endswith("ed") and word not in _NO_PASTS
    return word in _PASTS or is_regular


def is_base(word: str) -> bool:
    """Whether a word can be the base form of a verb: 'cost' can, 'company' cannot."""
    return word in _bases_of(word)


def base_of(word: str) -> str | None:
    """The base form of a verb in small letters: 'sent' gives 'send'; None where it is no verb."""
    return next(iter(_bases_of(word)), None)


def _bases_of(word: str) -> tuple[str, ...]:
    from lemminflect import getAllLemmas  # its tables take a tenth of a second

    return tuple(getAllLemmas(word, upos="VERB").get("VERB", ()))


def is_irregular_base(word: str) -> bool:
    """Whether a word is the base form of a verb in the table."""
    return word in _PAST
