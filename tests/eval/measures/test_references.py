"""Measures against numbers that others publish for their own implementation of the same definition.

Each case names where its numbers stand; where a reference publishes none for a fixed case, its
definition is written out a second time, slowly, and compared.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import measure
from qa.types import Claim
from tests.eval.building import answer, cited, judged, question, ranked

AURC, E_AURC, ECE = (measure(name).aggregate for name in ("aurc", "e_aurc", "ece"))


@pytest.mark.parametrize(
    ("relevant", "ndcg", "reciprocal"), [("b.txt", 0.6309297535714575, 0.5), ("a.txt", 1.0, 1.0)]
)
def test_rankings_score_as_in_the_readme_of_ir_measures(
    relevant: str, ndcg: float, reciprocal: float
) -> None:
    """Its first example, by trec_eval: second of two, and first; nDCG 0.8155 and RR 0.75 in all."""
    retrieved = [*ranked((0, 16)), *ranked((0, 16), source_id="b.txt")]
    asked = question(sources=(relevant,))

    for name, expected in (("ndcg@10_file", ndcg), ("mrr@10_file", reciprocal)):
        points, _ = judged(name, asked, answer(), retrieved) or (None, None)
        assert pytest.approx(expected) == points


@pytest.mark.parametrize(
    ("short_answer", "gold", "exact", "f1"),
    [
        ("1976", "1976", 1, 1),
        ("Beyonce", "Beyoncé and Bruno Mars", 0, 0),
        ("climate change", "climate change", 1, 1),
    ],
)
def test_short_answers_score_as_in_the_readme_of_evaluates_squad(
    short_answer: str, gold: str, exact: float, f1: float
) -> None:
    """The example of a partial match, which the SQuAD script gives 66.67 in the mean of three."""
    asked, given_answer = question(answers=((gold,),)), answer(short_answer=short_answer)

    assert (exact, 1) == judged("exact_match", asked, given_answer)
    assert (f1, 1) == judged("token_f1", asked, given_answer)


def test_calibration_as_in_the_documentation_of_torchmetrics() -> None:
    """BinaryCalibrationError with norm l1 gives 0.2900; its two bins and our ten agree on this."""
    right = np.array([0.0, 0.0, 1.0, 1.0, 1.0])
    confidences = np.array([0.25, 0.25, 0.55, 0.75, 0.75])

    assert pytest.approx(0.29) == float(ECE(1 - right, confidences))


@pytest.mark.parametrize(
    ("is_right", "confidence"), [(False, 0.1), (True, 0.9), (True, 0.8), (False, 0.3)]
)
def test_brier_as_in_the_documentation_of_scikit_learn(is_right: bool, confidence: float) -> None:
    """Its example has the mean 0.0375: a hundredth, a hundredth, four and nine."""
    told = answer("28 people." if is_right else "30 people.", confidence=confidence)
    points, _ = judged("brier", question(), told) or (None, None)

    assert pytest.approx({0.1: 0.01, 0.9: 0.01, 0.8: 0.04, 0.3: 0.09}[confidence]) == points


@pytest.mark.parametrize("rate", [0.05, 0.25, 0.6])
def test_the_best_area_is_the_closed_form_of_geifman(rate: float) -> None:
    """Equation of section 3: the optimum tends to r + (1 - r) ln(1 - r) as answers grow many."""
    count = 20_000
    errors = (np.arange(count) < rate * count).astype(np.float64)
    confidences = np.linspace(0.9, 0.1, count)  # the worst order: errors first
    best = float(AURC(errors, confidences)) - float(E_AURC(errors, confidences))

    assert pytest.approx(rate + (1 - rate) * np.log(1 - rate), abs=1e-3) == best


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_area_is_the_mean_of_selective_risks(wrong: list[bool], generator: object) -> None:
    """Geifman and El-Yaniv's definition, threshold by threshold, for confidences without ties."""
    confidences = [(position + 1) / (len(wrong) + 1) for position in range(len(wrong))]
    generator.shuffle(confidences)  # type: ignore[attr-defined]  # a random.Random
    selective = []
    for threshold in confidences:
        taken = [one for one, sure in zip(wrong, confidences, strict=True) if sure >= threshold]
        selective.append(sum(taken) / len(taken))

    area = float(AURC(np.array(wrong, dtype=np.float64), np.array(confidences)))
    assert pytest.approx(sum(selective) / len(selective)) == area


def test_citations_by_the_definition_of_alce() -> None:
    """Section 4: recall counts statements that their citations support, precision citations.

    Three statements: one cites a supporting and an irrelevant place, one only an irrelevant place,
    one a supporting place. Recall is 2 of 3; two of four citations are precise.
    """
    ann, bob = (0, 16), (17, 39)
    asked = question(sources=("a.txt",), quotes=("Ann left in May.",))
    told = answer(
        claims=tuple(
            Claim(text, markers, 1, "verbatim")
            for text, markers in (("One.", (1, 2)), ("Two.", (3,)), ("Three.", (4,)))
        ),
        citations=tuple(
            cited(*span, marker=marker) for marker, span in enumerate((ann, bob, bob, ann), start=1)
        ),
    )

    assert (2, 3) == judged("citation_recall_claim", asked, told)
    assert (2, 4) == judged("citation_precision_quote", asked, told)
