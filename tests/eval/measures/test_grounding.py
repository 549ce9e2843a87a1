"""Do claims rest on what they cite?"""

import pytest

from eval.measures import measures
from qa.types import Answer, Citation, Claim
from tests.eval.building import abstained, answer, cited, judged, question

LEFT = cited(0, 16)  # "Ann left in May."
STAYED = cited(17, 39, marker=2)  # "Bob stayed until June."


def claimed(text: str, *markers: int, grounding: str = "verbatim") -> Claim:
    """A claim of one source."""
    return Claim(text, markers, 1, "verbatim" if grounding == "verbatim" else "supported")


def given(*claims: Claim, citations: tuple[Citation, ...] = (LEFT, STAYED)) -> Answer:
    """An answer of these claims."""
    return answer(claims=claims, citations=citations)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (claimed("Ann left in May.", 1), 1),
        (claimed("Ann left in May.", 2), 0),
        (claimed("Ann left in June.", 1), 0),
        (claimed("Ann left in June.", 1, grounding="supported"), 1),
        (claimed("Ann left in May."), 0),
        (claimed("Ann left in May.", 1, 3), 0),
    ],
)
def test_a_claim_is_grounded_in_quotes_that_stand(claim: Claim, expected: float) -> None:
    """Its words stand in a quote it cites; a mark that names no citation is none."""
    assert judged("grounding_rate", question(), given(claim)) == (expected, 1)


def test_a_quote_that_is_not_there_grounds_nothing() -> None:
    """The span holds other words than the quote."""
    moved = (cited(1, 17, quote="Ann left in May."),)
    claim = claimed("Ann left in May.", 1)
    assert judged("grounding_rate", question(), given(claim, citations=moved)) == (0, 1)


def test_without_claims_there_is_no_rate() -> None:
    """Refused, failed."""
    assert judged("grounding_rate", question(), abstained()) is None
    assert judged("grounding_rate", question(), None) is None


def test_claims_are_counted_by_expected_quotes() -> None:
    """One of two claims cites the place that shows the answer."""
    asked = question(sources=("a.txt",), quotes=("Bob stayed until June.",))
    both = given(claimed("Ann left in May.", 1), claimed("Bob stayed until June.", 2))
    assert judged("citation_recall_claim", asked, both) == (1, 2)
    assert judged("citation_recall_claim", asked, abstained()) is None
    assert judged("citation_recall_claim", question(), both) is None


@pytest.mark.parametrize(
    ("short", "expected"),
    [("28; June", (2, 2)), ("28; 28", (1, 2)), ("28; May; July; 3", (1, 4)), (None, None)],
)
def test_a_list_is_as_precise_as_its_items(
    short: str | None, expected: tuple[float, float] | None
) -> None:
    """A fact said twice counts once."""
    asked = question(kind="list", answers=(("28",), ("June",)))
    assert judged("list_precision", asked, answer(short_answer=short)) == expected


def test_usage_is_measured_where_a_model_reports_it() -> None:
    """Tokens of both directions; cost only where it is known."""
    usage = {"prompt_tokens": 900.0, "completion_tokens": 30.0}
    assert judged("tokens", question(), answer(usage=usage)) == (930, 1)
    assert judged("cost", question(), answer(usage=usage)) is None
    assert judged("cost", question(), answer(usage={"cost_usd": 0.5})) == (0.5, 1)
    assert judged("tokens", question(), answer()) is None


def test_less_is_better_of_errors_times_and_costs() -> None:
    """`compare` must not call a slower or worse calibrated run better."""
    lower = {"aurc", "e_aurc", "ece", "brier", "latency_p50", "latency_p95", "tokens", "cost"}
    assert lower == {one.name for one in measures() if one.better == "lower"}
