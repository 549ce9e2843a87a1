"""The questions of a set: one JSON object a line (docs/evaluation.md describes the fields)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.matching import tokens
from qa.errors import CorpusError, QuestionError

BUNDLED_SET = Path(__file__).parent / "sets" / "moratorium.jsonl"

# What each kind asks for; accuracy treats 'conflict' apart, the others label the table.
KINDS = (
    "number",
    "who",
    "when",
    "where",
    "what",
    "why",
    "how",
    "yes_no",
    "list",
    "conflict",
    "latest",
    "multi_source",
    "unanswerable",
    "false_premise",
)
_ALWAYS_REFUSED = ("unanswerable", "false_premise")
_REQUIRED = ("id", "question", "kind", "answerable")
_OPTIONAL = ("answers", "sources", "quotes", "tags", "as_of", "dialogue")
_PROBLEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what a right answer holds.

    `answers` are facts, each with its accepted forms: a right answer states every fact in one of
    its forms, for the kind 'conflict' at least one. `quotes` are verbatim parts of `sources` that
    show the answer. An unanswerable question has none of the three and is answered by abstaining.
    `as_of` is the ISO date that it is asked as of. `dialogue` are the questions before it in its
    conversation, oldest first: it may lean on them and their answers.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    answers: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    as_of: str | None = None
    dialogue: tuple[str, ...] = ()

    @property
    def wording(self) -> tuple[object, ...]:
        """What two questions have in common that ask the same in the same words."""
        return tuple(tokens(self.question)), self.as_of, tuple(map(str.casefold, self.dialogue))


def load_questions(path: Path) -> list[Question]:
    """The questions of a set file, in its order; blank lines are passed over.

    Raises:
        CorpusError: the file cannot be read, holds no question, or lines of it are wrong; the
            message names each of the first ten by number.
    """
    questions: list[Question] = []
    problems: list[str] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            question = _question(line)
        except _LineError as wrong:
            problems.append(f"line {number}: {wrong}")
            continue
        if question.id in line_of:
            problems.append(f"line {number}: id {question.id!r} is on line {line_of[question.id]}")
        line_of.setdefault(question.id, number)
        questions.append(question)
    if problems:
        raise CorpusError(f"The set {path} has {_told(problems)}", "Correct these lines.")
    if not questions:
        raise CorpusError(
            f"The set {path} holds no question.", "Write one JSON object a line, one a question."
        )
    return questions


class _LineError(ValueError):
    """A line that is no question; the text says why."""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CorpusError(
            f"The set {path} cannot be read: {error.strerror or error}.",
            "Give the path of a JSON Lines file with questions.",
        ) from error
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"The set {path} is not UTF-8: byte {error.start} does not decode.",
            "Save it as UTF-8.",
        ) from error


def _told(problems: list[str]) -> str:
    shown = problems[:_PROBLEMS_SHOWN]
    if len(problems) == 1:
        return f"a wrong line: {shown[0]}."
    rest = len(problems) - len(shown)
    listed = "".join(f"\n  {problem}" for problem in shown)
    return f"{len(problems)} wrong lines:{listed}" + (f"\n  and {rest} more" if rest else "")


def _question(line: str) -> Question:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise _LineError(f"broken JSON at character {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise _LineError(f"broken JSON: {error}") from error
    return question_of(fields)


def question_of(fields: object) -> Question:
    """The question that a JSON object of a set is.

    Raises:
        ValueError: it is none; the text says why.
    """
    if not isinstance(fields, dict):
        raise _LineError(f"a question is a JSON object, this is {type(fields).__name__}")
    _check_names(fields)
    question = Question(
        id=_text(fields, "id"),
        question=_text(fields, "question"),
        kind=_text(fields, "kind"),
        answerable=_truth(fields, "answerable"),
        answers=_facts(fields.get("answers", [])),
        sources=_texts(fields.get("sources", []), "sources"),
        quotes=_texts(fields.get("quotes", []), "quotes"),
        tags=_texts(fields.get("tags", []), "tags"),
        as_of=_day(fields.get("as_of")),
        dialogue=_texts(fields.get("dialogue", []), "dialogue"),
    )
    _check_sense(question)
    return question


def line_of(question: Question) -> str:
    """The question as a line of a set file, without its end; empty fields are left out."""
    fields = {name: value for name, value in asdict(question).items() if value not in ((), None)}
    return json.dumps(fields, ensure_ascii=False)


def wrong_with(question: Question) -> str | None:
    """Why a set cannot hold the question or nobody can ask it, or None where all is well."""
    try:
        question_of(json.loads(line_of(question)))
    except ValueError as error:
        return str(error)
    return unaskable(question)


def unaskable(question: Question) -> str | None:
    """Why the question, or one before it in its conversation, fails whenever it is asked."""
    from qa.pipeline import clean_question

    try:
        for text in (*question.dialogue, question.question):
            clean_question(text)
    except QuestionError as error:
        return error.message
    return None


def _check_names(fields: dict[str, Any]) -> None:
    missing = [name for name in _REQUIRED if name not in fields]
    if missing:
        raise _LineError(f"missing field {_listed(missing)}")
    unknown = [name for name in fields if name not in (*_REQUIRED, *_OPTIONAL)]
    if unknown:
        known = ", ".join((*_REQUIRED, *_OPTIONAL))
        raise _LineError(f"unknown field {_listed(unknown)}; known: {known}")


def _check_sense(question: Question) -> None:
    if question.kind not in KINDS:
        raise _LineError(f"unknown kind {question.kind!r}; known: {', '.join(KINDS)}")
    if question.answerable and question.kind in _ALWAYS_REFUSED:
        raise _LineError(f'kind {question.kind!r} needs "answerable": false')
    if question.answerable and not question.answers and not question.sources:
        raise _LineError(
            "answerable without answers; add them, or sources to measure retrieval alone, or set "
            '"answerable": false'
        )
    if not question.answerable and (question.answers or question.quotes):
        raise _LineError('not answerable, yet with answers or quotes; set "answerable": true')
    if question.quotes and not question.sources:
        raise _LineError("quotes without sources; name the files that hold them")


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields[name]
    if not _is_text(value):
        raise _LineError(f"{name} must be text that is not empty, this is {value!r}")
    return str(value)


def _truth(fields: dict[str, Any], name: str) -> bool:
    value = fields[name]
    if not isinstance(value, bool):
        raise _LineError(f"{name} must be true or false, this is {value!r}")
    return value


def _day(value: object) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise _LineError(f"as_of must be a day as '2020-12-31', this is {value!r}") from error


def _texts(values: object, name: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(_is_text(value) for value in values):
        raise _LineError(f"{name} must be a list of texts that are not empty, this is {values!r}")
    return tuple(values)


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    # JSON can spell half a surrogate pair, which cannot be written to a run
    is_whole = not any("\ud800" <= character <= "\udfff" for character in value)
    return bool(value.strip()) and is_whole


def _facts(values: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(values, list) or not all(isinstance(forms, list) for forms in values):
        raise _LineError(
            'answers must be a list of facts, each a list of accepted forms: [["28", '
            f'"twenty-eight"]], this is {values!r}'
        )
    facts = tuple(_texts(forms, "a fact of answers") for forms in values)
    if not all(facts):
        raise _LineError("answers holds a fact without an accepted form")
    for form in (form for forms in facts for form in forms):
        if not tokens(form):
            raise _LineError(f"the accepted form {form!r} is only punctuation and articles")
    return facts


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
