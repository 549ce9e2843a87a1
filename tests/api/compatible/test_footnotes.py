"""Texts with footnote numbers of their own: only the service's markers are citations."""

from api.compatible.rendering import read_back, render
from tests.conftest import MakePipeline

TEXT = "The Elmsport Tower was built by Otto Brandt in 1887.[2] It is 84 metres high.[1]\n"
QUESTION = "Who built the Elmsport Tower, and how high is it?"


def test_a_number_in_the_quoted_text_is_no_citation(make_pipeline: MakePipeline) -> None:
    """There are as many marks as claims cite places, each behind its claim."""
    answer = make_pipeline({"a.txt": TEXT}).ask(QUESTION)
    rendered = render(answer)
    cited = [marker for claim in answer.claims for marker in claim.citations]

    assert "1887.[2]" in rendered.text
    assert cited == [mark.citation.marker for mark in rendered.marks]
    for mark in rendered.marks:
        assert f" [{mark.citation.marker}]" == rendered.text[mark.start - 1 : mark.end]


def test_a_number_in_the_question_is_no_citation(make_pipeline: MakePipeline) -> None:
    """Nor one in how a follow-up was understood."""
    answer = make_pipeline({"a.txt": TEXT}).ask(QUESTION)
    rendered = render(answer, "Who built tower [1]?")

    assert min(mark.start for mark in rendered.marks) > rendered.text.index("\n\n")


def test_a_number_in_the_quoted_text_is_read_back(make_pipeline: MakePipeline) -> None:
    """It is a part of what was told; the service's markers are not."""
    answer = make_pipeline({"a.txt": TEXT}).ask(QUESTION)

    assert " ".join(claim.text for claim in answer.claims) == read_back(render(answer).text)[1]


def test_a_reply_of_another_service_keeps_its_numbers() -> None:
    """Without a list of sources nothing says that they are markers."""
    assert "Built in 1887. [2]" == read_back("Built in 1887. [2]")[1]
