"""Words that say the contrary of each other, and words that deny."""

import re
from collections.abc import Set
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

_CACHED_WORDS = 65_536  # stems; an English text has fewer words
_WORD = re.compile(r"[a-z]+")
_PAIRS = """
first last|most least|largest smallest|biggest smallest|highest lowest|oldest youngest|oldest newest
greatest least|earliest latest|best worst|longest shortest|strongest weakest|fastest slowest
more less|more fewer|larger smaller|bigger smaller|higher lower|older younger|older newer
greater lesser|better worse|longer shorter|stronger weaker|faster slower|earlier later
before after|above below|inside outside|within outside|under over|with without|during after
north south|east west|northern southern|eastern western|left right|top bottom|upper lower
increase decrease|increased decreased|increases decreases|rise fall|rose fell|grow shrink
grew shrank|gain lose|gained lost|win lose|won lost|accept reject|accepted rejected|allow forbid
allowed forbidden|support oppose|supported opposed|supports opposes|begin end|began ended
start stop|started stopped|open close|opened closed|build destroy|built destroyed|create abolish
created abolished|founded dissolved|established abolished|join leave|joined left|enter exit
buy sell|bought sold|import export|imported exported|attack defend|attacked defended
include exclude|included excluded|includes excludes|cause prevent|caused prevented|causes prevents
improve worsen|improved worsened|help hinder|helped hindered|agree disagree|agreed disagreed
hire fire|hired fired|raise lower|raised lowered|expand reduce|expanded reduced|approve veto
approved vetoed|praise criticise|praised criticized|love hate|like dislike|remember forget
remain depart|arrive depart|arrived departed|borrow lend|teach learn|send receive|sent received
major minor|majority minority|maximum minimum|public private|internal external|domestic foreign
male female|men women|positive negative|same different|similar different|common rare|strong weak
hard easy|difficult easy|hot cold|warm cool|dry wet|light dark|rich poor|cheap expensive|new old
high low|long short|large small|big small|good bad|early late|fast slow|deep shallow|full empty
possible impossible|legal illegal|direct indirect|active inactive|successful unsuccessful
popular unpopular|modern ancient|permanent temporary|partial complete|voluntary compulsory
success failure|victory defeat|strength weakness|advantage disadvantage|benefit drawback
profit loss|birth death|war peace|friend enemy|ally opponent|supporters opponents|demand supply
reopen close|resume stop|resume suspend|continue stop|continue end|keep lose|keep drop|leave stay
leave return|permit ban|allow ban|extend end|extend shorten|praise condemn|welcome condemn
welcome oppose|admit deny|confirm deny|grant refuse|grant deny|convict acquit|guilty innocent
jail free|appoint dismiss|hire dismiss|pass fail|succeed fail|survive die|alive dead
present absent|encourage discourage|strengthen weaken|widen narrow|tighten loosen|lift impose
protect endanger|unite divide|find lose|advance retreat|invest divest|publish withdraw
always never|often rarely|usually rarely|all none|everyone nobody|both neither|only also
"""
_DENYING = re.compile(
    r"n['\u2019]t\b|\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|hardly|barely"
    r"|fail(?:s|ed)? to|refus(?:e|es|ed) to|declin(?:e|es|ed) to|den(?:y|ies|ied)|disput(?:e|es|ed)"
    r"|stop(?:s|ped)?|ceas(?:e|es|ed)|g[ai]ven? up|abandon(?:s|ed)?|ban(?:s|ned)?"
    r"|reject(?:s|ed)?)\b",
    re.IGNORECASE,
)
_NOT_DENYING = re.compile(
    r"\b(?:not only|no doubt|not just|no less than|not(?: \w+)? until|stop(?:s|ped)? at)\b",
    re.IGNORECASE,
)


def _both_ways(pairs: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in pairs.replace("\n", "|").split("|"):
        if pair.strip():
            one, two = pair.split()
            found.setdefault(one, set()).add(two)
            found.setdefault(two, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _both_ways(_PAIRS)


def opposites_in(words: Set[str], text: str) -> dict[str, str]:
    """Of these words those that the text lacks while it has their opposite, with that.

    Words are lower case; forms of one stem count as one: 'opposed' is the opposite of 'support'.
    """
    said = {stem(word): word for word in _WORD.findall(text.lower())}
    found: dict[str, str] = {}
    for word in sorted(words):
        others = _opposed_stems().get(stem(word), frozenset()) & said.keys()
        if others and stem(word) not in said:
            found[word] = said[min(others)]
    return found


@lru_cache(_CACHED_WORDS)
def stem(word: str) -> str:
    """The Snowball stem of a lower-case English word."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@cache
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("english")


@cache
def _opposed_stems() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word, others in OPPOSITES.items():
        found.setdefault(stem(word), set()).update(map(stem, others))
    return {word: frozenset(others - {word}) for word, others in found.items()}


def denials(text: str) -> list[str]:
    """The words of a text that deny: 'not', 'never', 'refused to'; 'not only' denies nothing."""
    return [word.lower() for word in _DENYING.findall(_NOT_DENYING.sub(" ", text))]
