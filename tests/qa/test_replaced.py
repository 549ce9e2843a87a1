"""Questions that are being answered while the index is made anew by somebody else."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import Pipeline
from tests.conftest import SettingsFor


class InterruptedEmbedder(MiniLMEmbedder):
    """The embedded model, in the middle of whose next work something else happens."""

    def __init__(self) -> None:
        super().__init__()
        self.interrupt: Callable[[], object] | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors, after what was to happen did."""
        happening, self.interrupt = self.interrupt, None
        if happening:
            happening()
        return super().embed(texts)


@pytest.fixture
def interrupted(tmp_path: Path, settings_for: SettingsFor) -> Iterator[Pipeline]:
    """A pipeline whose next question is interrupted by a rebuild that another caller sees."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mayor.txt").write_text("Tarn\n\nThe mayor of Tarn is Ada Lund.\n", encoding="utf-8")
    embedder = InterruptedEmbedder()
    with Pipeline(settings_for(), embedder) as pipeline:
        pipeline.sync(folder)

        def rebuild() -> None:
            pipeline.sync(rebuild=True)
            pipeline.status()

        pipeline.status()
        embedder.interrupt = rebuild
        yield pipeline


def test_a_question_survives_a_rebuild(interrupted: Pipeline) -> None:
    """It is answered from the new index."""
    assert "Ada Lund" == interrupted.ask("Who is the mayor of Tarn?").short_answer


def test_a_search_survives_a_rebuild(interrupted: Pipeline) -> None:
    """It finds in the new index."""
    assert ["mayor.txt"] == [each.passage.source_id for each in interrupted.search("the mayor")]


def test_a_prospect_survives_a_rebuild(interrupted: Pipeline) -> None:
    """What a conversation asks before it chooses a question is read in the new index."""
    assert 0 < interrupted.prospect("Who is the mayor of Tarn?")
