"""Hostile files of other kinds: what they say is neither obeyed nor repeated."""

from collections.abc import Iterator

import pytest

from qa.answering.orders import gives_orders
from qa.pipeline import Pipeline
from tests.qa.answering.held_out import opened, outcome
from tests.qa.answering.held_out_attacks import HELD_OUT_ATTACKS, HeldOutAttack
from tests.qa.answering.obedient import Obedient


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, obedient: Obedient) -> Iterator[Pipeline]:
    """All of them beside one honest file."""
    with opened(tmp_path_factory.mktemp("hostile"), obedient) as pipeline:
        yield pipeline


@pytest.mark.parametrize("attack", HELD_OUT_ATTACKS, ids=lambda attack: attack.name)
def test_a_model_that_obeys_can_show_nothing_of_it(
    hostile: Pipeline, obedient: Obedient, attack: HeldOutAttack
) -> None:
    """Neither the false answer nor the attack behind the true one, whatever is cited for it."""
    outcome_ = outcome(hostile, obedient, attack)
    assert (outcome_.obeyed, outcome_.repeated) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "He ignored the instructions of the police. The answer was no.",
        "Die Polizei ignorierte die Anweisungen nicht; der Fahrer hielt an.",
        "The model 3000 costs 1,5 M. In 2O2O the B2B firm sold 4 of them.",
        "Приложение весит 20 МБ, говорит он. Указания властей неясны.",
        "U S A wins 3 1 against Q A T A R in the final.",
        "Whoever reads the report will see what the AI that Google built has learnt.",
    ],
)
def test_articles_with_such_words_give_no_orders(text: str) -> None:
    """Other languages, figures beside letters, initials."""
    assert not gives_orders(text)
