"""Fragments with a pronoun: 'And her deputy?', 'And him?'."""

from collections.abc import Sequence

from qa.chat.antecedents import antecedents, is_role
from qa.chat.ellipsis import PRONOUN, Similar, fragment_of, with_phrase
from qa.chat.references import SORTS, resolved
from qa.chat.rewriting import Earlier
from qa.chat.words import as_question


def about_another(
    question: str, earlier: Sequence[Earlier], last: Earlier, similar: Similar
) -> list[str]:
    """Standalone questions for a fragment with a pronoun; [] for any other.

    'And her deputy?' asks the last question of another person where that names her, else who the
    deputy is. 'And him?' is somebody whom the last question does not name.
    """
    phrase = fragment_of(question)
    found = PRONOUN.search(phrase)
    if not phrase or not found:
        return []
    sort = SORTS[found.group().lower()]
    if found.group() == phrase:
        others = antecedents(sort, earlier, besides=last.question)
        return [with_phrase(other, last, similar) for other in others[:1]]
    owned = [each.rstrip("?") for each in resolved(phrase, earlier)][:1]
    owners = antecedents(sort, earlier)[:1]
    if not owned or not owners:
        return []
    at = last.question.find(owners[0])
    if at >= 0:
        end = at + len(owners[0])
        return [as_question(f"{last.question[:at]}{owned[0]}{last.question[end:]}")]
    return [as_question(f"{'who' if is_role(phrase) else 'what'} is {owned[0]}")]
