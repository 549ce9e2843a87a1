"""`qa search` on the bundled corpus."""

import json
from pathlib import Path

from qa.pipeline import Pipeline
from tests.cli.conftest import Qa


def test_results_are_numbered_and_placed(qa: Qa, index: Path) -> None:
    """Each result has its rank, file and line, and below it the beginning of the passage."""
    ended = qa("search", "ban on police use", "-k", 2, "--data-dir", index)
    assert ended.code == 0
    assert [line[:2] for line in ended.output.splitlines()[::2]] == ["1.", "2."]


def test_json_results_are_those_of_the_pipeline_with_their_lines(
    qa: Qa, index: Path, pipeline: Pipeline
) -> None:
    """Passages come in the same order, and `line` is where the passage starts in its source."""
    printed = json.loads(qa("search", "IBM letter", "--data-dir", index, "--json").output)
    expected = pipeline.search("IBM letter")
    assert [found.passage.id for found in expected] == [
        result["passage_id"] for result in printed["results"]
    ]
    for result in printed["results"]:
        text = pipeline.source_text(result["source_id"])
        assert text[result["start"] : result["end"]] == result["text"]
        assert 1 + text.count("\n", 0, result["start"]) == result["line"]


def test_k_limits_the_results(qa: Qa, index: Path) -> None:
    """At most that many are printed."""
    printed = json.loads(qa("search", "Amazon", "-k", "3", "--data-dir", index, "--json").output)
    assert [result["rank"] for result in printed["results"]] == [1, 2, 3]


def test_options_limit_the_sources(qa: Qa, index: Path) -> None:
    """By pattern of the id; an unknown tag is a wrong call that says so."""
    ended = qa("search", "Amazon", "--source", "002_*", "--data-dir", index, "--json")
    unknown = qa("search", "Amazon", "--tag", "news", "--data-dir", index)

    found = {result["source_id"] for result in json.loads(ended.output)["results"]}
    assert {"002_moratorium-broadcast-news.txt"} == found
    assert (2, "") == (unknown.code, unknown.output)
    assert "No source has the tag 'news'." in unknown.errors


def test_a_source_that_is_not_there_is_a_wrong_call(qa: Qa, index: Path) -> None:
    """A misspelt name says so, with the names there are."""
    unknown = qa("search", "Amazon", "--source", "latim.txt", "--data-dir", index)

    assert 2 == unknown.code
    assert "No source fits 'latim.txt'." in unknown.errors


def test_a_search_without_words_is_a_wrong_call(qa: Qa) -> None:
    """Exit code 2, and the way to the help page."""
    ended = qa("search")
    assert ended.code == 2
    assert ended.errors.endswith("Fix: see `qa search --help`\n")
