"""What importers share: file names from titles, kinds from wording, quotes from positions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eval.matching import tokens
from eval.questions import Question, wrong_with
from qa.ingest.splitting import sentences_around

_LONGEST_NAME = 100  # characters of a title that a file name keeps; file systems allow 255 bytes
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
# The first pattern that is found names the kind; it labels the table and changes no judgement.
_KINDS = (
    ("number", r"\bhow (?:many|much)\b|\bwhat (?:number|percentage|percent)\b"),
    ("who", r"\bwho(?:m|se)?\b"),
    ("when", r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|decade|century)\b"),
    ("where", r"\bwhere\b"),
    ("why", r"\bwhy\b"),
    ("how", r"\bhow\b"),
    ("yes_no", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)


@dataclass(slots=True)
class ImportedSet:
    """A corpus as texts by file name, its questions, and why some could not be kept."""

    files: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set, repr=False)

    def add_file(self, title: str, text: str) -> str:
        """The name of a file with this title and text; the same pair gets the same file."""
        stem = _UNSAFE.sub("_", title).strip(" ._")[:_LONGEST_NAME] or "untitled"
        whole = f"{title}\n\n{text.strip()}\n" if title.strip() else f"{text.strip()}\n"
        name, attempt = f"{stem}.txt", 1
        while self.files.get(name, whole) != whole:
            attempt += 1
            name = f"{stem}-{attempt}.txt"
        self.files[name] = whole
        return name

    def ask(
        self,
        question_id: str,
        question: str,
        facts: Iterable[Sequence[str]],
        *,
        sources: Iterable[str] = (),
        quotes: Iterable[str] = (),
        kind: str | None = None,
        answerable: bool = True,
        place: str | None = None,
    ) -> None:
        """Add a question; one that a set cannot hold is dropped and noted.

        So is one whose answers hold no word to compare, and one with the id of another. The note
        names the question by `place`, such as 'line 3', or else by its id.
        """
        asked = " ".join(question.split())
        kept = tuple(forms for fact in facts if (forms := _comparable(fact)))
        places = tuple(dict.fromkeys(sources))
        if not asked or (answerable and not kept and not places):
            self.dropped.append(f"{place or question_id}: no answer or no question in words")
            return
        imported = Question(
            id=question_id,
            question=asked,
            kind=kind or (kind_of(asked) if answerable else "unanswerable"),
            answerable=answerable,
            answers=kept,
            sources=places,
            quotes=tuple(dict.fromkeys(quotes)),
        )
        if wrong := self._wrong_with(imported):
            self.dropped.append(f"{place or question_id}: {wrong}")
            return
        self._ids.add(question_id)
        self.questions.append(imported)

    def _wrong_with(self, question: Question) -> str | None:
        if question.id in self._ids:
            return f"another question has the id {question.id!r}"
        return wrong_with(question)


def facts_of(cell: str) -> tuple[tuple[str, ...], ...]:
    """Answers as people write them on one line: facts parted by ';', forms of one by '|'."""
    facts = (tuple(filter(None, map(str.strip, fact.split("|")))) for fact in cell.split(";"))
    return tuple(forms for forms in facts if forms)


def kind_of(question: str) -> str:
    """The kind that the wording names; 'what' where it names none."""
    found = (kind for kind, pattern in _KINDS if re.search(pattern, question, re.IGNORECASE))
    return next(found, "what")


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentences of `text` that hold the half-open span, from the first to the last."""
    around = sentences_around(text, start, end)
    return text[around.start : around.end]


def _comparable(fact: Sequence[str]) -> tuple[str, ...]:
    """The forms of a fact with a token left once articles and punctuation are gone, each once."""
    return tuple(dict.fromkeys(form.strip() for form in fact if tokens(form)))
