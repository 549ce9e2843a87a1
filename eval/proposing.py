"""What `qa eval draft` proposes: by rules or a model, with near misses and disputed values."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from eval.disputes import disputed
from eval.drafting import drafts, with_near_misses
from eval.model_drafting import ModelDrafter
from eval.questions import Question
from qa.endpoint import Endpoint
from qa.pipeline import Pipeline

Writer = Literal["auto", "rules", "model"]


def proposals(
    pipeline: Pipeline,
    *,
    by: Writer = "auto",
    seed: int = 0,
    conflicts_only: bool = False,
    refused: Counter[str] | None = None,
) -> Iterator[Question]:
    """Drafts from the indexed texts, without end until they are used up.

    A draft that another document disputes becomes a question about the conflict. 'auto' is the
    model where the settings name one at an endpoint, else the rules. `refused` counts, by reason,
    what a model said and is no draft.

    Raises:
        SettingsError: a model is to write them and none is set.
        EndpointError: the model gave no answer.
        IndexUnusable: there is no index, or it cannot serve.
    """
    texts = [(one.source_id, pipeline.source_text(one.source_id)) for one in pipeline.sources()]
    settings = pipeline.settings
    has_model = settings.llm_model is not None and Endpoint(settings).is_set
    if by == "model" or (by == "auto" and has_model):
        drafter = ModelDrafter(pipeline, Counter() if refused is None else refused)
        proposed = with_near_misses(drafter.drafts(seed=seed), texts, seed=seed)
    else:
        proposed = drafts(texts, seed=seed)
    for draft in proposed:
        conflict = disputed(pipeline, draft) if draft.answerable else None
        if conflict or not conflicts_only:
            yield conflict or draft
