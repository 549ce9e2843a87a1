"""What of a question a sentence bears out."""

import pytest

from qa.reading.questions import asked_for
from qa.reading.support import (
    SUPPORT,
    Beside,
    claims_of,
    names_in,
    numbers_in,
    support,
)


def stems(text: str) -> list[str]:
    """Words in lower case stand for stems."""
    return text.lower().replace(",", "").replace(".", "").replace("?", "").split()


def features(question: str, sentence: str, *, near: str = "", answer: str = "") -> dict[str, float]:
    """The features by name; every word of the question is equally rare."""
    rarity = dict.fromkeys(stems(question), 1.0)
    claimed = claims_of(question, asked_for(question), rarity, stems)
    return dict(zip(SUPPORT, support(claimed, Beside(sentence, near, answer), stems), strict=True))


def test_a_missing_year_is_seen() -> None:
    """Another year in its place bears nothing out."""
    asked = "What closed in 1931?"

    assert features(asked, "The mill closed in 1932.")["lacks_number"] == 1
    assert features(asked, "The mill closed in 1931.")["lacks_number"] == 0


def test_a_name_nearby_counts() -> None:
    """A pronoun in the sentence may stand for it."""
    asked = "What did Ada Brook found?"

    assert (
        features(asked, "She founded a school.", near="Ada Brook grew up here.")["lacks_names"] == 0
    )
    assert features(asked, "She founded a school.")["lacks_names"] == pytest.approx(2 / 5)


def test_the_opposite_of_a_word_is_seen() -> None:
    """Unless the word is there too."""
    asked = "Why did the town praise and support the sale?"

    assert features(asked, "The town opposed the sale.")["says_opposite"] == 1
    assert features(asked, "Some support it, most oppose it.")["says_opposite"] == 0


def test_denying_counts_where_only_one_does() -> None:
    """A question that denies is borne out by a sentence that does."""
    assert features("Who sold it?", "Ada never sold it.")["denies"] == 1
    assert features("Who never sold it?", "Ada never sold it.")["denies"] == 0


def test_a_person_has_a_capital() -> None:
    """'The council' is not who; a script without capitals is not held to them."""
    asked = "Who closed it?"

    assert features(asked, "It was closed.", answer="the council")["lacks_capital"] == 1
    assert features(asked, "It was closed.", answer="Ada Brook")["lacks_capital"] == 0
    assert features(asked, "彼が閉めた。", answer="田中")["lacks_capital"] == 0


def test_an_answer_that_repeats_the_question_says_nothing() -> None:
    """All of its words were asked."""
    asked = "Which two mills closed?"

    assert features(asked, "Two mills closed.", answer="Two mills")["repeats"] == 1
    assert features(asked, "Brook Mill closed.", answer="Brook Mill")["repeats"] == 0


def test_numbers_have_one_spelling() -> None:
    """Separators go, small numbers may be spelt; 'one' is mostly a pronoun."""
    assert {"25000", "1200", "28", "1931"} == numbers_in(
        "25 000 of 1,200 and twenty-eight in 1931, one by one"
    )


def test_names_are_runs_of_capitalised_words() -> None:
    """The first word of a question is capitalised in any case."""
    assert ["Ada Brook", "Norland"] == names_in("Did Ada Brook sell it, in Norland?")
    assert ["Elizabeth I"] == names_in("Can I see where Elizabeth I slept?")
