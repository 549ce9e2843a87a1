"""What an earlier turn told, as a statement: 'Who built it?' and 'Ada Lund' say who built it."""

from qa.chat.phrases import phrases_of, without_role
from qa.chat.rewriting import Earlier
from qa.chat.shapes import DOING, fits_a_gap, parsed


def told(turn: Earlier) -> str:
    """The answer put into its question, in plain order; '' where it does not fit.

    Nothing is inflected: 'the ferry carry 210,000 passengers'.
    """
    asked = parsed(turn.question)
    answer = turn.short_answer or ""
    if asked is None or (asked.asking and not fits_a_gap(answer)):
        return ""
    if not asked.aux:
        return f"{without_role(answer)} {asked.rest}"
    subject = next((p for p in phrases_of(asked.rest, turn.evidence) if p.start == 0), None)
    if subject is None:
        return ""
    aux = "" if asked.aux.lower() in DOING else asked.aux
    pieces = (subject.text, aux, asked.rest[subject.end :], answer if asked.asking else "")
    return " ".join(" ".join(pieces).split())
