"""Learn a reader's weights from sentences: logistic regression, Platt scaling, a threshold."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.errors import SettingsError
from qa.reading.weights import Certainty, Choice, Weights
from sentence_examples import FOLDERS, OURS, SEED, Example, Kind, Matrix, Part, balanced

_RIDGE = 1.0  # L2 penalty; hardly matters with this many examples
_NEWTON_STEPS = 25
_SMALLEST_STEP = 1e-9
_TINY = 1e-300
_RESAMPLES = 2000
_WANTED = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
_FEWEST = 50  # answers that a risk is worth telling of
_CHOICES = np.arange(0.02, 0.98, 0.02)  # thresholds whose risk is recorded
_KINDS: dict[Kind, str] = {
    "asked": "its texts do not say, as somebody asked it",
    "withheld": "the answering passages were withheld",
    "foreign": "it is about another article",
    "unsupported": "a name, number or verb of it was changed",
}
_WORTH = {"public": 0.375, "ours": 0.375, "folders": 0.25}  # ADR 30
_PARTS: tuple[Part, ...] = ("fit", "scale", "test")


def learn(fitting: Sequence[Example], scaling: Sequence[Example]) -> Weights:
    """Weights from the first examples, scaling, threshold and risks from the second.

    Each sentence by itself is right or wrong.
    """
    rows = np.vstack([e.features[e.labels >= 0] for e in fitting])
    labels = np.concatenate([e.labels[e.labels >= 0] for e in fitting])
    return _scaled(regress(rows, labels), scaling)


def learn_by_question(fitting: Sequence[Example], scaling: Sequence[Example]) -> Weights:
    """The same, but of a question's sentences one is to be chosen, or none.

    What is weighed up at work are the sentences of one question. Taken one by one, the many that
    are plainly wrong decide what a margin counts. Questions that we wrote count half, as much as
    all others together.
    """
    return _scaled(choose(fitting, evened(fitting)), scaling)


def learn_in_two(fitting: Sequence[Example], scaling: Sequence[Example]) -> Weights:
    """Weights that choose a sentence, and a certainty that says whether the chosen one is right.

    See Kamath, Jia & Liang (2020). Small folders say when to refuse; the choice is learnt without
    them.
    """
    chosen_from = [example for example in fitting if example.corpus != FOLDERS]
    choice = learn_by_question(chosen_from, balanced(chosen_from))
    best = [(example, *best_of(choice, example)) for example in scaling]
    known = [(example, at, label) for example, at, label in best if label >= 0]
    rows = np.array([example.features[at] for example, at, _ in known])
    right = np.array([label for _, _, label in known], dtype=np.int8)
    bias, *weights = regress(rows, right, evened([example for example, _, _ in known]))
    certain = replace(choice, certainty=Certainty(float(bias), tuple(map(float, weights))))
    return replace(certain, choices=risks(certain, scaling))


def evened(examples: Sequence[Example]) -> Matrix:
    """What each question counts, 1 in mean: all of a kind as much as the kind is worth.

    Those about small folders count a quarter; of the rest, those that we wrote as much as all
    others.
    """
    kinds = np.array([_kind_of(example) for example in examples])
    worth = {kind: _WORTH[kind] for kind in np.unique(kinds)}
    total = sum(worth.values())
    return np.array([worth[kind] / total / (kinds == kind).mean() for kind in kinds])


def _kind_of(example: Example) -> str:
    if example.corpus == FOLDERS:
        return "folders"
    return "ours" if example.corpus in OURS else "public"


def _scaled(beta: Matrix, scaling: Sequence[Example]) -> Weights:
    bias, *weights = beta
    raw = Weights(float(bias), tuple(map(float, weights)), 1.0, 0.0, 0.5)
    values, right = outcomes(raw, scaling)
    offset, slope = regress(values[:, None], right)
    scaled = Weights(raw.bias, raw.weights, float(slope), float(offset), 0.5)
    threshold = best_threshold(*answering(scaled, scaling))
    return replace(scaled, threshold=threshold, choices=risks(scaled, scaling))


def regress(rows: Matrix, labels: NDArray[np.int8], shares: Matrix | None = None) -> Matrix:
    """Intercept and coefficients of a logistic regression, by Newton's method.

    `shares` are what the rows count, 1 by default.
    """
    weights = np.ones(len(rows)) if shares is None else shares
    design = np.hstack([np.ones((len(rows), 1)), rows])
    penalty = _RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0  # the intercept is free
    beta = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        expected = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (weights * (labels - expected)) - penalty @ beta
        spread = weights * expected * (1 - expected)
        curvature = (design * spread[:, None]).T @ design + penalty
        beta += np.linalg.solve(curvature, gradient)
    return beta


def choose(examples: Sequence[Example], shares: Matrix) -> Matrix:
    """Intercept and coefficients of a choice among a question's sentences and none of them.

    Conditional logit (McFadden 1974), where none has 0: a question's loss is minus the log of what
    its right sentences get together, or none where no sentence is right. Sentences of which
    nobody can tell are left out. By Newton's method, with the right sentences' shares among
    themselves held in each step, and steps halved until the loss does not rise.
    """
    asked = [n for n, e in enumerate(examples) if (e.labels >= 0).any()]
    known = [(examples[n], examples[n].labels >= 0) for n in asked]
    weights = shares[asked]
    sizes = [int(each.sum()) for _, each in known]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(known)), sizes)  # the question of each row
    rows = np.vstack([e.features[each] for e, each in known])
    right = np.concatenate([e.labels[each] for e, each in known]) == 1
    has_right = np.add.reduceat(right, starts)[of] > 0
    design = np.hstack([np.ones((len(rows), 1)), rows])
    penalty = _RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0

    def chances(beta: Matrix) -> tuple[Matrix, Matrix, float]:
        """Each sentence's share among all and none, among the right ones, and the whole loss."""
        values = design @ beta
        highest = np.maximum(np.maximum.reduceat(values, starts), 0)
        gained = np.exp(values - highest[of])
        none = np.exp(-highest)
        total = np.add.reduceat(gained, starts) + none
        rights = np.add.reduceat(gained * right, starts)
        told = np.maximum(np.where(rights > 0, rights, none), _TINY)
        among = np.divide(gained * right, rights[of], out=np.zeros_like(gained), where=has_right)
        loss = float(weights @ np.log(total / told) + beta @ penalty @ beta / 2)
        return gained / total[of], among, loss

    beta = np.zeros(design.shape[1])
    chosen, wanted, loss = chances(beta)
    for _ in range(_NEWTON_STEPS):
        gradient = design.T @ (weights[of] * (wanted - chosen)) - penalty @ beta
        means = np.add.reduceat(design * chosen[:, None], starts)
        spread = (design * (weights[of] * chosen)[:, None]).T @ design
        curvature = spread - (means * weights[:, None]).T @ means + penalty
        step = np.linalg.solve(curvature, gradient)
        while (found := chances(beta + step))[2] > loss and np.abs(step).max() > _SMALLEST_STEP:
            step /= 2
        beta = beta + step
        chosen, wanted, loss = found
    return beta


def outcomes(weights: Weights, examples: Iterable[Example]) -> tuple[Matrix, NDArray[np.int8]]:
    """The best sentence's log-odds of each question, and whether it is right; unclear ones out."""
    values, right = [], []
    for example in examples:
        best, label = best_of(weights, example)
        if label >= 0:
            values.append(weights.weigh(example.features[best]))
            right.append(label)
    return np.array(values), np.array(right, dtype=np.int8)


def answering(weights: Weights, examples: Iterable[Example]) -> tuple[Matrix, NDArray[np.bool_]]:
    """The confidence of each question's best sentence, and whether its corpus answers it."""
    rows = [(_best(weights, example)[0], example.is_answerable) for example in examples]
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def answering_rightly(
    weights: Weights, examples: Iterable[Example]
) -> tuple[Matrix, NDArray[np.bool_]]:
    """The same, and whether that sentence is right; without those of which nobody can tell."""
    rows = [(*_best(weights, example), example.is_answerable) for example in examples]
    known = [
        (value, label == 1) for value, label, answerable in rows if label >= 0 or not answerable
    ]
    return np.array([row[0] for row in known]), np.array([row[1] for row in known])


def rightly_balanced(
    weights: Weights, examples: Sequence[Example]
) -> tuple[Matrix, NDArray[np.bool_]]:
    """The same of about as many with an answer as without: a wrong answer is worse than none."""
    return answering_rightly(weights, balanced(examples))


def best_threshold(
    confidences: Matrix, wants_answer: NDArray[np.bool_], slack: float = 0.0
) -> float:
    """Where the mean of 'wanted answers given' and 'others withheld' is highest.

    With `slack`, the lowest that is no further from the highest mean: it answers most.
    """

    def balanced(threshold: float) -> float:
        answered = confidences >= threshold
        return float(answered[wants_answer].mean() + (~answered)[~wants_answer].mean()) / 2

    means = {float(threshold): balanced(threshold) for threshold in np.unique(confidences)}
    highest = max(means.values())
    return min(threshold for threshold, mean in means.items() if mean >= highest - slack)


def risks(weights: Weights, examples: Sequence[Example]) -> tuple[Choice, ...]:
    """What each threshold means: see `Choice`. Answers nobody can judge are left out.

    A risk is that of the next answer by the rule of succession (Laplace 1814): none wrong of 50 is
    no promise that none ever is.
    """
    best = [(*_best(weights, e), e) for e in examples]
    known = [(confidence, label == 1) for confidence, label, _ in best if label >= 0]
    confidences, right = (np.array(column) for column in zip(*known, strict=True))
    choices = []
    for threshold in _CHOICES:
        given = confidences >= threshold
        if given.sum() >= _FEWEST:
            risk = float((~right[given]).sum() + 1) / float(given.sum() + 2)
            coverage = float(given.mean())
            choices.append(Choice(round(float(threshold), 2), round(risk, 4), round(coverage, 4)))
    return tuple(choices)


def write(
    path: Path,
    weights: Weights,
    examples: Sequence[Example],
    features: Sequence[str],
    made_by: str,
) -> None:
    """Write the file that `qa.reading.weights` loads, with the number of questions behind it."""
    counts = {part: sum(e.part == part for e in examples) for part in _PARTS}
    store(path, weights, features, {"made_by": made_by, "questions": counts})


def store(
    path: Path, weights: Weights, features: Sequence[str], about: Mapping[str, object]
) -> None:
    """Write the file; `about` says where the weights come from."""
    stored = {
        **about,
        "features": list(features),
        "bias": round(weights.bias, 6),
        "weights": [round(weight, 6) for weight in weights.weights],
        "platt": {"slope": round(weights.slope, 6), "offset": round(weights.offset, 6)},
        "threshold": round(weights.threshold, 4),
        "certainty": _rounded(weights.certainty),
        "sure": weights.sure,
        "reach": asdict(weights.reach) if weights.reach else None,
        "choices": [[c.threshold, c.risk, c.coverage] for c in weights.choices],
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _rounded(certainty: Certainty | None) -> dict[str, object] | None:
    if certainty is None:
        return None
    weights = [round(weight, 6) for weight in certainty.weights]
    return {"bias": round(certainty.bias, 6), "weights": weights}


def tables(weights: Weights, examples: Sequence[Example]) -> str:
    """What the scripts that fit weights print of the test articles: the three tables below."""
    found = (
        report(weights, examples),
        kind_report(weights, examples),
        risk_report(weights, balanced(examples)),
    )
    return "\n\n".join("\n".join(lines) for lines in found)


def report(weights: Weights, examples: Sequence[Example]) -> list[str]:
    """A Markdown table of the scores on these examples, a row a corpus."""
    lines = [
        "| corpus | questions | answerable | best sentence right | answered | of those right "
        "| unanswerable refused |",
        "|---|---|---|---|---|---|---|",
    ]
    for corpus in [*dict.fromkeys(e.corpus for e in examples), "all"]:
        for is_reworded in (False, True):
            name = f"{corpus}, reworded" if is_reworded else corpus
            chosen = [
                e for e in examples if corpus in ("all", e.corpus) and e.is_reworded == is_reworded
            ]
            if chosen:
                lines.append(_report_row(weights, name, chosen))
    return lines


def kind_report(weights: Weights, examples: Sequence[Example]) -> list[str]:
    """A Markdown table: how many of the unanswerable questions of each kind are refused."""
    lines = ["| unanswerable because | questions | refused | AUROC |", "|---|---|---|---|"]
    plain = [e for e in examples if not e.is_reworded]
    answerable = np.array([_best(weights, e)[0] for e in plain if e.is_answerable])
    for kind, name in _KINDS.items():
        chosen = [e for e in plain if e.kind == kind and not e.is_answerable]
        if not chosen:
            continue
        confidence = np.array([_best(weights, e)[0] for e in chosen])
        refused = _with_interval(confidence < weights.threshold)
        above = answerable[:, None] - confidence[None, :]
        area = float((above > 0).mean() + (above == 0).mean() / 2)
        lines.append(f"| {name} | {len(chosen)} | {refused} | {area:.3f} |")
    answered = _with_interval(answerable >= weights.threshold)
    lines.append(f"| (answerable: answered) | {len(answerable)} | {answered} | |")
    return lines


def risk_report(weights: Weights, examples: Sequence[Example]) -> list[str]:
    """A Markdown table: what a wanted risk became on these examples, and what it cost."""
    lines = [
        "| `QA_MAX_RISK` | threshold | wrong among those given | questions that get an answer |",
        "|---|---|---|---|",
    ]
    reached = {choice.threshold: choice for choice in risks(weights, examples)}
    for wanted in _WANTED:
        try:
            threshold = weights.threshold_for(wanted)
        except SettingsError:
            lines.append(f"| {wanted} | out of reach | | |")
            continue
        if choice := reached.get(threshold):
            lines.append(f"| {wanted} | {threshold} | {choice.risk:.3f} | {choice.coverage:.3f} |")
        else:
            lines.append(f"| {wanted} | {threshold} | fewer than {_FEWEST} answers | |")
    return lines


def _report_row(weights: Weights, corpus: str, examples: Sequence[Example]) -> str:
    best = [_best(weights, example) for example in examples]
    is_answerable = np.array([e.is_answerable for e in examples])
    confident = np.array([confidence >= weights.threshold for confidence, _ in best])
    right = np.array([label != 0 for _, label in best])
    answered = confident & is_answerable
    cells = [
        right[is_answerable],
        answered[is_answerable],
        right[answered],
        ~confident[~is_answerable],
    ]
    shown = " | ".join(map(_with_interval, cells))
    return f"| {corpus} | {len(examples)} | {is_answerable.sum()} | {shown} |"


def _with_interval(values: NDArray[np.bool_]) -> str:
    """The mean with its 95 % percentile bootstrap interval (Efron & Tibshirani 1993).

    Empty where there is nothing to average.
    """
    if not len(values):
        return ""
    draws = np.random.default_rng(SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return f"{values.mean():.3f} ({low:.2f} to {high:.2f})"


def _best(weights: Weights, example: Example) -> tuple[float, int]:
    """The confidence of the best sentence, and its label."""
    best, label = best_of(weights, example)
    return weights.confidences(example.features)[best], label


def best_of(weights: Weights, example: Example) -> tuple[int, int]:
    """Which sentence is best, and its label."""
    best = int(np.argmax(example.features @ np.array(weights.weights)))
    return best, int(example.labels[best])
