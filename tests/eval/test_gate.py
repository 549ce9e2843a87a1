"""A baseline file, and what it stops."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval.baseline import Check, gate, parse_limits, read_baseline, write_baseline
from eval.junit import junit
from eval.recorded import read_run
from eval.run import Run
from qa.errors import CorpusError, SettingsError
from tests.eval.test_cli import invoke


@pytest.fixture
def baseline(small_run: Run, tmp_path: Path) -> Path:
    """The baseline of the small run."""
    path = tmp_path / "baseline.json"
    write_baseline(read_run(small_run.folder), path, floors={"citation_location": 1.0})
    return path


def edited(path: Path, how: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The baseline, edited by hand."""
    value = read_baseline(path)
    how(value)
    return value


def test_the_same_run_passes(small_run: Run, baseline: Path) -> None:
    """Every measure of the file is checked, the one with a floor too."""
    checks = gate(read_run(small_run.folder), read_baseline(baseline))
    assert all(check.passed for check in checks)
    assert {"accuracy", "citation_location"} <= {check.name for check in checks}


def test_what_got_worse_stops(small_run: Run, baseline: Path) -> None:
    """Six of six lost is seen (p 0.03) and more than a tolerance of 0.1; not more than 1."""
    run = read_run(small_run.folder)

    def raise_all(value: dict[str, Any]) -> None:
        value["measures"] = {"hit@5": {"tolerance": 0.1, "floor": None}}
        for question in value["questions"].values():
            question["scores"] = {"hit@5": [100.0, 100.0]}

    for row in run.rows:
        row["scores"]["hit@5"] = [0.0, 100.0]
    value = edited(baseline, raise_all)
    (check,) = gate(run, value)
    assert not check.passed
    assert "It fell by 1 (from 1 to 0;" in check.reason
    value["measures"]["hit@5"]["tolerance"] = 1.0
    assert [check.passed for check in gate(run, value)] == [True]


def test_a_floor_stops_what_chance_could_explain(small_run: Run, baseline: Path) -> None:
    """One citation that is not where it says is one too many."""
    run = read_run(small_run.folder)
    run.rows[0]["scores"]["citation_location"] = [0.0, 1.0]
    stopped = [check for check in gate(run, read_baseline(baseline)) if not check.passed]
    assert [check.name for check in stopped] == ["citation_location"]
    assert "beyond its floor of 1" in stopped[0].reason


def test_a_measure_that_is_gone_stops(small_run: Run, baseline: Path) -> None:
    """A run that no longer cites at all does not pass for one that cites well."""
    run = read_run(small_run.folder)
    for row in run.rows:
        row["scores"].pop("citation_location", None)
    checks = {check.name: check for check in gate(run, read_baseline(baseline))}
    assert not checks["citation_location"].passed


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (lambda value: value["questions"].popitem(), r"different sets \(5 questions in the base"),
        (lambda value: value.update(corpus="0"), r"corpora differ \(0 in the baseline"),
    ],
)
def test_another_set_or_corpus_is_refused(
    small_run: Run, baseline: Path, how: Callable[[dict[str, Any]], None], told: str
) -> None:
    """Numbers about other questions say nothing."""
    with pytest.raises(CorpusError, match=told):
        gate(read_run(small_run.folder), edited(baseline, how))


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "not JSON"), ("[]", "not of format"), ('{"format": 2}', "no measures")],
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """The message says what it is not."""
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(CorpusError, match=told):
        read_baseline(path)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (lambda value: value.pop("corpus"), "corpus: field required"),
        (lambda value: value["measures"].update(accuracy=0.5), "measures.accuracy: input should"),
        (
            lambda value: value["measures"]["accuracy"].update(floor="0.9"),
            "measures.accuracy.floor: input should be a valid number",
        ),
        (lambda value: value["measures"]["accuracy"].update(floor=float("nan")), "a finite number"),
        (lambda value: value["questions"]["moratorium-001"].pop("asked"), "001.asked: field"),
        (
            lambda value: value["questions"]["moratorium-001"]["scores"].update(accuracy=[1]),
            "001.scores.accuracy: list should have at least 2 items",
        ),
    ],
)
def test_a_wrong_edit_is_named(
    baseline: Path, how: Callable[[dict[str, Any]], None], told: str
) -> None:
    """People edit the file: the message has it and the place in it."""
    value = json.loads(baseline.read_text())
    how(value)
    baseline.write_text(json.dumps(value))

    with pytest.raises(CorpusError, match=re.escape(told)) as caught:
        read_baseline(baseline)

    assert str(baseline) in caught.value.message


@pytest.mark.parametrize(
    "pair", ["accuracy", "accuracy=much", "=1", "accuracy=nan", "accuracy=inf"]
)
def test_limits_are_a_measure_and_a_number(pair: str) -> None:
    """Anything else names the option."""
    with pytest.raises(SettingsError):
        parse_limits([pair], "--tolerance")


@pytest.mark.parametrize("option", ["floors", "tolerances"])
def test_a_limit_on_what_the_run_has_no_score_of_is_refused(
    small_run: Run, tmp_path: Path, option: str
) -> None:
    """Left out in silence, it would hold nothing although somebody set it."""
    run = read_run(small_run.folder)
    del run.summary["measures"]["token_f1"]

    with pytest.raises(SettingsError, match="no score of 'token_f1'") as caught:
        write_baseline(run, tmp_path / "b.json", **{option: {"token_f1": 0.5}})

    assert "accuracy" in caught.value.hint
    assert not (tmp_path / "b.json").exists()


def test_junit_is_xml_whatever_the_reasons_hold() -> None:
    """Control characters have no place in XML; quotes and brackets are escaped."""
    checks = [Check("a", False, 'fell <by> "2"\x00\x1b', None), Check("b", True, "as before", None)]
    suite = ElementTree.fromstring(junit("set & co", checks)).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == 'fell <by> "2"\ufffd\ufffd'


def test_the_commands_write_and_hold(small_run: Run, tmp_path: Path) -> None:
    """Exit code 0 and JUnit where it passes; 1 where a floor stops it."""
    path, xml = tmp_path / "b.json", tmp_path / "junit.xml"
    invoke("baseline", small_run.folder, "--out", path, "--tolerance", "accuracy=0.02")
    passed = invoke("gate", small_run.folder, "--baseline", path, "--junit", xml)
    assert (passed.exit_code, passed.stdout.splitlines()[-1]) == (0, "The gate is open.")
    assert ElementTree.parse(xml).getroot().get("failures") == "0"
    value = json.loads(path.read_text())
    value["measures"]["accuracy"]["floor"] = 1.1
    path.write_text(json.dumps(value))
    stopped = invoke("gate", small_run.folder, "--baseline", path, "--json")
    assert stopped.exit_code == 1
    assert json.loads(stopped.stdout)["passed"] is False


def test_compare_prints_the_verdict(small_run: Run) -> None:
    """As text and as JSON."""
    text = invoke("compare", small_run.folder, small_run.folder).stdout
    assert "Changed: nothing that was recorded" in text
    assert "\nno difference seen (too few questions" in text
    assert max(map(len, text.splitlines())) > 80  # a pipe has no width to wrap at
    found = invoke("compare", small_run.folder, small_run.folder, "--json", "--measure", "hit@5")
    assert found.stdout.count("\n") == 1
    judged = [one["name"] for one in json.loads(found.stdout)["measures"] if one["verdict"]]
    assert judged == ["hit@5"]
