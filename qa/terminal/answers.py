"""An answer as people read it: the text, how sure it is, then every place it rests on."""

import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext

from rich.text import Text

from qa.terminal.citations import show_citations
from qa.terminal.screen import Screen
from qa.terminal.visible import all_visible, one_line
from qa.types import Abstention, Answer, Claim, ClaimProven, Conflict, Done, StreamEvent

_LONG_WORD = re.compile(r"(\S{600})\S+")  # no sentence: code or noise; --json has all of it
_MARKER = re.compile(r"\[\d+\]")


def show_answer(screen: Screen, answer: Answer) -> None:
    """Print `answer`: with its citations, with the disagreement, or why there is none."""
    answer = all_visible(answer)
    if answer.abstention is not None:
        _show_abstention(screen, answer, answer.abstention)
        return
    if answer.short_answer in ("yes", "no"):  # it does not stand in the sentence that decides
        screen.line(f"{answer.short_answer.capitalize()}.", style="bold")
    _show_text(screen, answer.answer or "")
    _show_basis(screen, answer)


def show_stream(screen: Screen, events: Iterable[StreamEvent]) -> Answer:
    """Print each claim in a line of its own once it is proven, then what the answer rests on.

    Returns the answer. On a terminal a line says meanwhile what is being waited for.
    """
    waiting = screen.console.status("Reading") if screen.is_terminal else None
    with waiting or nullcontext():
        for event in events:
            if isinstance(event, Done):
                answer = event.answer
            elif isinstance(event, ClaimProven):
                _show_text(screen, claim_line(all_visible(event.claim)))
                sys.stdout.flush()
            elif waiting is not None:
                waiting.update("Writing, and proving what is written")
    if answer.abstention is not None:
        _show_abstention(screen, all_visible(answer), answer.abstention)
    else:
        _show_basis(screen, all_visible(answer))
    return answer


def claim_line(claim: Claim) -> str:
    """A claim with its markers, as the answer has it."""
    return f"{claim.text} " + "".join(f"[{marker}]" for marker in claim.citations)


def _show_basis(screen: Screen, answer: Answer) -> None:
    """All that follows the text of an answer."""
    if answer.conflict is not None:
        screen.line()
        _show_conflict(screen, answer.conflict)
    _show_certainty(screen, answer)
    screen.line()
    show_citations(screen, answer.citations, _short_answers(answer))


def _show_abstention(screen: Screen, answer: Answer, abstention: Abstention) -> None:
    screen.line("The corpus does not say.", style="bold")
    screen.line(f"Why: {one_line(abstention.why)} ({abstention.reason})")
    _show_certainty(screen, answer)
    if abstention.nearest:
        screen.line()
        screen.line("Nearest passages:")
        show_citations(screen, abstention.nearest)


def _show_text(screen: Screen, text: str) -> None:
    ellipsis = screen.symbol("\u2026", "...")
    for paragraph in text.splitlines():
        styled = Text(_LONG_WORD.sub(rf"\1{ellipsis}", paragraph), style="bold")
        styled.highlight_regex(_MARKER, "not bold cyan")
        screen.line(styled)


def _show_conflict(screen: Screen, conflict: Conflict) -> None:
    screen.line("The sources disagree:")
    for number, reading in enumerate(conflict.readings):
        markers = "".join(f"[{marker}]" for marker in reading.citations)
        count = reading.independent_sources
        sources = f"{count} independent source{'' if count == 1 else 's'}"
        followed = ", followed" if number == conflict.followed else ""
        screen.line(f"- {one_line(reading.text)}: {sources}{followed} {markers}", indent=2)
    screen.line(f"Why: {one_line(conflict.why)}", indent=2)


def _show_certainty(screen: Screen, answer: Answer) -> None:
    screen.line()
    for notice in answer.notices:
        screen.line(f"Note: {one_line(notice)}", style="yellow", hanging=6)
    total = answer.timings_ms.get("total")
    duration = "" if total is None else f", {total:.0f} ms"
    as_of = f"as of {answer.as_of}, " if answer.as_of else ""
    certainty = f"{as_of}confidence {answer.confidence:.2f}, {answer.answerer}{duration}"
    screen.line(certainty, style="dim")


def _short_answers(answer: Answer) -> list[str]:
    """What to highlight in the quotes: competing readings first, then the short answer."""
    readings = [reading.text for reading in answer.conflict.readings] if answer.conflict else []
    return [*readings, *([answer.short_answer] if answer.short_answer else [])]
