"""Which of the best sentences decides a question for a yes or no, and what it says."""

from pathlib import Path

from qa.pipeline import Pipeline
from qa.reading.opening import open_verdicts
from qa.reading.verdicts import VERDICT_FEATURES, Verdicts
from qa.types import Evidence
from tests.conftest import MakePipeline, SettingsFor

QUESTION = "Do pensioners pay the full fare on the tram?"
FARES = (
    "The tram has new fares from Monday.\n\n"
    "A single ticket costs three crowns. Pensioners still get theirs for half of that. "
    "The council discussed the matter for two hours on Tuesday."
)


def evidence(pipeline: Pipeline) -> list[Evidence]:
    """What the reader makes of the question."""
    return pipeline.reader.read(QUESTION, pipeline.search(QUESTION))


def test_what_no_rule_knows_is_decided(make_pipeline: MakePipeline) -> None:
    """'Half' is no opposite of 'full', and nothing is denied."""
    answer = make_pipeline({"fares.txt": FARES}).ask(QUESTION)

    assert answer.short_answer == "no"
    assert "Pensioners still get theirs" in answer.citations[0].quote


def test_the_first_few_are_judged_and_surest(make_pipeline: MakePipeline) -> None:
    """The others follow without a verdict, no surer; all stay sorted."""
    found = evidence(make_pipeline({"fares.txt": FARES * 3}))
    judged = [item for item in found if item.verdict]

    assert found[: len(judged)] == judged
    assert [e.confidence for e in found] == sorted((e.confidence for e in found), reverse=True)


def test_every_judged_sentence_has_every_feature(
    make_pipeline: MakePipeline, settings_for: SettingsFor
) -> None:
    """What the weights are learnt from is what they are applied to."""
    verdicts = open_verdicts(settings_for())
    assert isinstance(verdicts, Verdicts)
    rows = list(verdicts.features(QUESTION, evidence(make_pipeline({"fares.txt": FARES}))))

    assert {len(features) for _, features in rows} == {len(VERDICT_FEATURES)}


def test_an_installation_may_do_without(tmp_path: Path, settings_for: SettingsFor) -> None:
    """Then rules say yes or no."""
    assert open_verdicts(settings_for(), folder=tmp_path) is None
