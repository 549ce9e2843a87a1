"""The plain float32 export: the model of the transformers package, pooled, traced by PyTorch."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

INPUTS = ["input_ids", "attention_mask"]
OUTPUT = "sentence_embedding"


class PooledBert(torch.nn.Module):
    """BERT, the mean over real tokens, length 1: what sentence-transformers does."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return unit rows `(batch, 384)`."""
        types = torch.zeros_like(input_ids)
        output = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=types)
        states = output.last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def load_model(weights: Path) -> PooledBert:
    """Return the model with the published weights, less the unused next-sentence pooler."""
    config = BertConfig.from_json_file(weights.parent / "config.json")
    # Eager attention traces to plain matrix products; the fused one does not.
    config._attn_implementation = "eager"
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict(load_file(weights), strict=False)
    return PooledBert(bert).eval()


def write_reference(weights: Path, target: Path) -> None:
    """Export to `target` with dynamic batch and length."""
    ids = torch.tensor([[101, 2023, 2003, 102, 0], [101, 2023, 2003, 2004, 102]])
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS} | {OUTPUT: {0: "batch"}}
    torch.onnx.export(
        load_model(weights),
        (ids, (ids != 0).long()),
        str(target),
        input_names=INPUTS,
        output_names=[OUTPUT],
        dynamic_axes=axes,
        opset_version=17,
        # The tracing exporter: its graph is the one that ONNX Runtime's fusions know.
        dynamo=False,
    )
