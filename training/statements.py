"""Statements with a label, supported or not, made from questions and answers that people wrote.

A question and its answer make a statement ('When did the mill close?', '1931': 'the mill did close
in 1931'), after Demszky, Guu & Liang (2018). SQuAD 2.0 has both labels from people: answerable
questions with their answers, and unanswerable ones with the answer that annotators found plausible
though the paragraph does not say it. Swapped names, numbers and roles, negations and sentences of
elsewhere in the article are further unsupported ones, made here. Claims that we wrote read as a
language model writes.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.ingest.splitting import sentence_spans
from reading_sets import SEED
from unanswerable import names_in
from written_questions import load_claims

_AUXILIARY = "did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|may|might|must"
_WH = r"(?:who|whom|what|which|when|where|how (?:many|much|long|old|far|often|large))"
_INVERTED = re.compile(
    rf"^(?:(?P<lead>in|on|at|for|by|to|from|of|with|under) )?(?P<wh>{_WH}(?: (?!(?:{_AUXILIARY})\b)"
    rf"[\w'-]+){{0,3}}) (?P<aux>{_AUXILIARY}) (?P<rest>.+)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:who|what|(?:which|how many|how much) [a-z'-]+) (?P<rest>.+)$", re.IGNORECASE
)
_BE = frozenset("is are was were".split())
_VERB = re.compile(r"\w+(?:ed|en|ing|t|wn|ght|ld|de|nd)$")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_LONGEST_ANSWER = 12  # words; longer ones are clauses and make no sentence
_FARTHEST = 40  # what a number is moved by at most


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim, what it cites, and whether people (or how it was made) say it is supported."""

    article: str
    title: str
    claim: str
    source: str
    is_supported: bool
    kind: str


def statements(path: Path) -> list[Statement]:
    """Every statement that the questions of a SQuAD 2.0 file make, with those made from them."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    generator = random.Random(SEED)
    found: list[Statement] = []
    for article in articles:
        written = list(_written(article))
        pool = [statement for statement in written if statement.is_supported]
        names = sorted({name for each in pool for name in names_in(each.source)})
        found += written
        for statement in pool:
            elsewhere = generator.choice(pool)
            if elsewhere.source != statement.source:
                found.append(
                    replace(
                        statement,
                        source=elsewhere.source,
                        is_supported=False,
                        kind="other sentence",
                    )
                )
            found += altered(statement, names, generator)
    return found


def claims(data: Path) -> list[Statement]:
    """The claims that we wrote, as statements; their kinds begin with 'true' or 'false'."""
    return [
        Statement(
            each.text.group,
            each.text.title,
            each.claim,
            each.quote,
            each.is_supported,
            f"{'true' if each.is_supported else 'false'}, {each.kind}",
        )
        for each in load_claims(data)
    ]


def declarative(question: str, answer: str) -> str | None:
    """The statement that an answer makes of a question; None where no rule fits."""
    bare = " ".join(question.split()).rstrip(" ?.")
    if len(answer.split()) > _LONGEST_ANSWER:
        return None
    if match := _INVERTED.match(bare):
        return _uninverted(match, answer.rstrip(". "))
    if match := _SUBJECT.match(bare):
        return f"{answer} {match['rest']}."
    return None


def _uninverted(match: re.Match[str], answer: str) -> str:
    lead, wh, rest = match["lead"], match["wh"].lower(), match["rest"]
    if match["aux"].lower() in _BE and not lead and wh in ("who", "what"):
        return f"{answer} {match['aux']} {rest}."
    words = rest.split()
    cut = next((n for n, word in enumerate(words) if n and _VERB.search(word)), len(words))
    if match["aux"].lower() in ("did", "does", "do"):
        before, after = " ".join(words), ""
        auxiliary = ""
    else:
        before, after = " ".join(words[:cut]), " ".join(words[cut:])
        auxiliary = match["aux"]
    place = lead or {"when": "in", "where": "in"}.get(wh.split()[0], "")
    if place and answer.lower().startswith(f"{place} "):
        place = ""
    return " ".join(" ".join([before, auxiliary, after, place, answer]).split()) + "."


def _written(article: dict[str, object]) -> Iterator[Statement]:
    title = str(article["title"]).replace("_", " ")
    for paragraph in article["paragraphs"]:  # type: ignore[attr-defined]
        text = paragraph["context"]
        spans = sentence_spans(text)
        for row in paragraph["qas"]:
            impossible = row.get("is_impossible", False)
            given = row.get("plausible_answers" if impossible else "answers") or []
            if not given:
                continue
            claim = declarative(row["question"], given[0]["text"])
            at = given[0]["answer_start"]
            source = next((text[s.start : s.end] for s in spans if s.start <= at < s.end), None)
            if claim and source:
                kind = "impossible question" if impossible else "answered question"
                yield Statement(title, title, claim, source, not impossible, kind)


def altered(of: Statement, names: Sequence[str], generator: random.Random) -> Iterator[Statement]:
    """At most one unsupported statement of each kind; `names` are of elsewhere."""
    own = [name for name in names_in("x " + of.claim) if name in of.source]
    if own and names:
        other = generator.choice(names)
        if other not in of.source and other not in of.claim:
            yield _unsupported(of, of.claim.replace(own[0], other), "other name")
    here = [name for name in names_in("x " + of.source) if name not in of.claim]
    if own and here:
        swapped = of.claim.replace(own[-1], generator.choice(here))
        yield _unsupported(of, swapped, "other name of the sentence")
    if len(own) > 1:
        roles = of.claim.replace(own[0], "\0").replace(own[1], own[0]).replace("\0", own[1])
        yield _unsupported(of, roles, "roles swapped")
    if number := _NUMBER.search(of.claim):
        value = number[0].replace(",", "")
        if value.isdigit():
            moved = str(int(value) + generator.randint(1, _FARTHEST))
            yield _unsupported(of, of.claim.replace(number[0], moved, 1), "other number")
    if match := re.search(r"\b(?:is|was|were|are|has|had|can|will)\b", of.claim):
        negated = f"{of.claim[: match.end()]} not{of.claim[match.end() :]}"
        yield _unsupported(of, negated, "negation")


def _unsupported(of: Statement, claim: str, kind: str) -> Statement:
    return Statement(of.article, of.title, claim, of.source, False, kind)
