"""Features are bounded, in their stated order, and blind to the corpus."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from qa.reading.features import FEATURES, Around, analyse, measure
from qa.reading.questions import asked_for

WORDS = st.text(alphabet="abc ABC 12?", max_size=40)


def words(text: str) -> Sequence[str]:
    """Lower-case words, each once: stands in for the stemmer."""
    return list(dict.fromkeys(text.casefold().split()))


def features(question: str, sentence: str, neighbours: str, passage: str) -> dict[str, float]:
    """The features by name, for a corpus of ten passages in which every word stands once."""
    asked = analyse(question, asked_for(question), words, [1] * len(words(question)), 10)
    values = measure(asked, Around(sentence, neighbours, passage), words, (0.5, 0.4), 1.0)
    return dict(zip(FEATURES, values, strict=True))


@given(WORDS, WORDS, WORDS, WORDS)
def test_shares_lie_between_nothing_and_all(q: str, sentence: str, near: str, far: str) -> None:
    """Coverage grows from the sentence to the passage; shares stay in [0, 1]."""
    found = features(q, sentence, near, far)

    assert 0 <= found["coverage"] <= found["context_coverage"] <= found["passage_coverage"] <= 1
    assert 0 <= found["missing_names"] <= found["missing_names_near"] <= 1
    assert 0 <= found["missing_rarest"] <= 1


def test_a_name_that_the_passage_lacks_is_missing() -> None:
    """Of 'Paris' and 'Rome' only Paris is supported; the opening word is no name."""
    found = features("did Paris fight Rome", "it was in Paris", "", "")

    assert found["missing_names"] == 0.5


def test_a_heading_is_not_a_complete_sentence() -> None:
    """Only what ends like a sentence counts as one."""
    assert features("what", "Harbour news", "", "")["is_complete"] == 0.0
    assert features("what", "The harbour is closed.", "", "")["is_complete"] == 1.0
