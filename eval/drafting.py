"""Questions proposed from the corpus itself, for a person to accept or correct.

The wording stays that of the source, so a set of drafts alone is easier than what people ask:
reword them, or have others ask.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from eval.importers.building import kind_of
from eval.matching import tokens
from eval.questions import Question
from eval.turning import NAME, turned
from eval.writing_sets import DRAFT
from qa.answering.spellings import is_same_word
from qa.ingest.splitting import sentence_spans

_DRAWS = 20  # names tried for a near miss
_MAY_ANSWER = 0.6  # share of a question's words in one sentence from which it may be its answer
_NAMED = re.compile(r"(?<=\s)\w*[A-Z]")
_ONE_MATTER = 10  # sources; more tell of several matters, and 'the couple' may be anybody
_CONTENT_LETTERS = 4  # words with fewer letters say little: 'the', 'was', 'who'


def drafts(texts: Sequence[tuple[str, str]], *, seed: int = 0) -> Iterator[Question]:
    """Questions with their answer, source and quote, from (source id, text) pairs.

    Every source has its turn before one has a second; the order depends on `seed` alone. Where one
    can be made, a draft is followed by a near miss.
    """
    return with_near_misses(_in_turn(texts, random.Random(seed)), texts, seed=seed)


def with_near_misses(
    proposed: Iterable[Question], texts: Sequence[tuple[str, str]], *, seed: int = 0
) -> Iterator[Question]:
    """The questions, each once, and after some of them one that the corpus does not answer.

    That is the same question about another name of the corpus.
    """
    generator = random.Random(seed)
    names = _names(texts)
    sentences = [
        set(tokens(text[s.start : s.end])) for _, text in texts for s in sentence_spans(text)
    ]
    is_one_matter = len(texts) <= _ONE_MATTER
    asked: set[tuple[object, ...]] = set()
    for draft in proposed:
        if draft.wording not in asked and (is_one_matter or _NAMED.search(draft.question)):
            asked.add(draft.wording)
            yield draft
            if other := _near_miss(draft, names, sentences, generator):
                yield other


def _names(texts: Sequence[tuple[str, str]]) -> list[str]:
    """Names of two words or more; 'The Council' is none where 'the' stands in small letters too."""
    small = {word for _, text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    lines = [line for _, text in texts for line in text.splitlines()]  # no name runs over one
    found = {name for line in lines for name in re.findall(NAME, line) if " " in name}
    return sorted(name for name in found if name.partition(" ")[0].lower() not in small)


def _in_turn(texts: Sequence[tuple[str, str]], generator: random.Random) -> Iterator[Question]:
    queues = [list(_of_source(source_id, text)) for source_id, text in texts]
    for queue in queues:
        generator.shuffle(queue)
    while any(queues):
        for queue in queues:
            if queue:
                yield queue.pop()


def _of_source(source_id: str, text: str) -> Iterator[Question]:
    for number, span in enumerate(sentence_spans(text)):
        sentence = text[span.start : span.end]
        if made := turned(sentence):
            yield Question(
                id=f"draft-{source_id}-{number}",
                question=made.question,
                kind=kind_of(made.question),
                answerable=True,
                answers=((made.answer,),),
                sources=(source_id,),
                quotes=(sentence,),
                tags=(DRAFT,),
            )


def _near_miss(
    draft: Question,
    names: Sequence[str],
    sentences: Sequence[set[str]],
    generator: random.Random,
) -> Question | None:
    """The question about another name of the same sort, where no sentence may answer that."""
    inside = re.findall(rf"(?<!and ){NAME}(?! and)", draft.question[4:])
    old = next((name for name in inside if " " in name), None)
    if old is None:
        return None
    alike = [name for name in names if _is_of_a_sort(old, name) and name not in draft.question]
    for new in generator.sample(alike, min(len(alike), _DRAWS)):
        changed = draft.question.replace(old, new)
        if not _may_be_answered(changed, sentences):
            return replace(
                draft,
                id=f"{draft.id}-other",
                question=changed,
                kind="false_premise",
                answerable=False,
                answers=(),
                sources=(),
                quotes=(),
                tags=(DRAFT, "near-miss"),
            )
    return None


def _is_of_a_sort(old: str, new: str) -> bool:
    """Whether both end in the same word, as 'Varnholm Hospital' and 'Ostby Hospital' do.

    A name within the other, or the same in another spelling, may be the same thing.
    """
    return (
        not (old in new or new in old)
        and not all(map(is_same_word, old.casefold().split(), new.casefold().split()))
        and old.rsplit(maxsplit=1)[-1] == new.rsplit(maxsplit=1)[-1]
        and "." not in old + new
    )


def _may_be_answered(question: str, sentences: Sequence[set[str]]) -> bool:
    wanted = {word for word in tokens(question) if len(word) >= _CONTENT_LETTERS}
    return any(len(wanted & held) >= _MAY_ANSWER * len(wanted) for held in sentences)
