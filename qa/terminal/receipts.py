"""How an answer came about, as people read it: what was searched, read, cited and dropped."""

from collections.abc import Sequence

from qa.receipts.keeping import Heading
from qa.receipts.replay import Replay
from qa.receipts.values import Feedback, Part, Receipt, SearchedPassage
from qa.terminal.answers import show_answer
from qa.terminal.screen import NOTHING, Screen
from qa.terminal.visible import all_visible, one_line

_HEADERS = ("rank", "passage", "score", "dense", "lexical", "confidence", "what became of it")
_RIGHT = (0, 2, 3, 4, 5)
_DROPPED_SENTENCES = 5
_UNREAD = 5  # passages below those that were read


def list_receipts(screen: Screen, headings: Sequence[Heading]) -> None:
    """Print one row an answer, newest first."""
    if not headings:
        screen.line("No receipt is kept.")
        return
    rows = [
        (
            heading.id,
            heading.asked_at[:19].replace("T", " "),
            heading.rating or "",
            one_line(heading.question),
        )
        for heading in headings
    ]
    screen.table(("answer", "asked at (UTC)", "feedback", "question"), rows)


def show_receipt(screen: Screen, receipt: Receipt) -> None:
    """Print the answer, then all that led to it."""
    receipt = all_visible(receipt)
    answer = receipt.answer
    screen.line(f"{answer.id}, {receipt.asked_at}", style="dim")
    screen.line(one_line(receipt.typed or answer.question), style="bold")
    if receipt.typed:
        screen.line(f"asked as: {one_line(answer.question)}", style="dim")
    screen.line()
    show_answer(screen, answer)
    screen.line()
    show_trail(screen, receipt)
    screen.line()
    if receipt.feedback:
        _show_feedback(screen, receipt.feedback)
    for name, value in _facts(receipt).items():
        screen.line(f"{name:<15} {one_line(value)}", hanging=16)


def show_trail(screen: Screen, receipt: Receipt) -> None:
    """Print what was searched, read and dropped for each part of the question, with scores."""
    receipt = all_visible(receipt)
    for part in receipt.parts:
        _show_part(screen, part, receipt)


def show_replay(screen: Screen, replay: Replay) -> None:
    """Print whether the answer is the same, and what changed."""
    same = "The same answer again." if replay.is_same else "Another answer now."
    screen.line(same, style="bold")
    for change in all_visible(list(replay.changes)):
        screen.line(f"- {one_line(change)}", hanging=2)
    if not replay.changes:
        screen.line("Nothing changed: index, settings, model and answer are as they were.")


def _show_part(screen: Screen, part: Part, receipt: Receipt) -> None:
    read = [passage for passage in part.passages if passage.confidence is not None]
    others = [passage for passage in part.passages if passage.confidence is None]
    screen.line(f"Searched for: {one_line(part.question)}", style="bold")
    screen.line(
        f"{len(read)} passages were read; threshold {receipt.threshold:.2f}; "
        f"scores compare within this list only."
    )
    rows = [_row(passage) for passage in [*read, *others[:_UNREAD]]]
    screen.table(_HEADERS, rows, right=_RIGHT)
    dropped = [one for one in part.sentences if one.fate != "cited"][:_DROPPED_SENTENCES]
    if dropped:
        screen.line("Best sentences that are not in the answer:")
    for sentence in dropped:
        told = f"{sentence.confidence:.2f}  {one_line(sentence.text)} ({sentence.why})"
        screen.line(told, indent=2, hanging=6)


def _show_feedback(screen: Screen, feedback: Feedback) -> None:
    told = {
        "feedback": f"{feedback.rating}, {feedback.given_at}",
        "right would be": feedback.expected,
        "comment": feedback.comment,
    }
    for name, value in told.items():
        if value:
            screen.line(f"{name:<15} {one_line(value)}", hanging=16)


def _row(passage: SearchedPassage) -> tuple[str, ...]:
    return (
        "earlier" if passage.rank is None else str(passage.rank),
        f"{one_line(passage.source_id)}@{passage.start}",
        f"{passage.score:.3f}",
        NOTHING if passage.dense is None else f"{passage.dense:.3f}",
        NOTHING if passage.lexical is None else f"{passage.lexical:.2f}",
        NOTHING if passage.confidence is None else f"{passage.confidence:.2f}",
        passage.why,
    )


def _facts(receipt: Receipt) -> dict[str, str]:
    answer = receipt.answer
    usage = answer.usage or {}
    return {
        "answerer": answer.answerer,
        "model": answer.model,
        "prompt": receipt.prompt_version or "none: no language model wrote",
        "index": answer.index_fingerprint,
        "settings": ", ".join(f"{name}={value}" for name, value in receipt.settings.items()),
        "milliseconds": ", ".join(f"{name} {took:g}" for name, took in answer.timings_ms.items()),
        "tokens, cost": ", ".join(f"{name} {value:g}" for name, value in usage.items()) or "none",
    }
