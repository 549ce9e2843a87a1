"""The trained reader from its checkpoint, and an ONNX file in its place: both for `read`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from embedder_runtime import Feed, make_feed, open_session, pad
from encoder_graph import Weights
from reader_model import Reader, Window

BUILD = Path(__file__).parent / "build"
CHECKPOINT = BUILD / "reader" / "reader.pt"
BASE = BUILD / "weights"


class OnnxReader(nn.Module):
    """An ONNX reader, a file or serialised, called like `Reader`."""

    def __init__(self, model: Path | bytes) -> None:
        super().__init__()
        self._session = open_session(model)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, length, 3)."""
        given = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}
        feed = {name: tensor.numpy() for name, tensor in given.items()}
        return torch.from_numpy(self._session.run(None, feed)[0])


class Float32Reader(nn.Module):
    """A reader computed in float32 where its caller asks for bfloat16."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, length, 3)."""
        with torch.autocast("cpu", enabled=False):
            logits: torch.Tensor = self._reader(ids, types, mask)
        return logits


def load_reader(checkpoint: Path, base: Path) -> Reader:
    """Return the trained reader, in float32: of a checkpoint, or of an exported `.onnx` file.

    Raises:
        SystemExit: the checkpoint is not one of this model's.
    """
    reader = Reader(base)
    if checkpoint.suffix == ".onnx":
        state = {**reader.state_dict(), **_exported(checkpoint)}
    else:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    try:
        reader.load_state_dict(state)
    except RuntimeError as error:
        raise SystemExit(
            f"{checkpoint} does not fit the reader: {error}. Give the reader.pt that "
            "training/train_reader.py wrote."
        ) from error
    return reader.float().eval()


def _exported(path: Path) -> dict[str, torch.Tensor]:
    """The weights in an int8 file, as coarse as they are there, by the names of `Reader`.

    Without the word vectors, which are the base weights' own: training leaves them as they are.
    """
    graph = onnx.load(path).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    made_by = {node.output[0]: node for node in graph.node}
    weights = {
        n: each for n, each in constants.items() if n.endswith(("LayerNorm.weight", ".bias"))
    }
    for node in graph.node:
        if node.op_type == "MatMulIntegerToFloat":
            values, table, _, scale = node.input[:4]
            weight = constants[table] * constants[scale]
            divided = made_by[made_by[values].input[0]]
            if divided.op_type == "Mul":
                weight = weight * constants[divided.input[1]][:, None]
            weights[table] = weight.T
    weights["embeddings.position_embeddings.weight"] = constants["positions"]
    weights["embeddings.token_type_embeddings.weight"] = constants["types"]
    weights["head.weight"] = constants["head.weight"].T
    return {
        name if name.startswith("head.") else f"bert.{name}": torch.tensor(each)
        for name, each in weights.items()
    }


def read_weights(reader: Reader) -> Weights:
    """Return the encoder's tensors by their published names, and the head's."""
    return {
        name.removeprefix("bert."): np.ascontiguousarray(tensor.numpy())
        for name, tensor in reader.state_dict().items()
    }


def make_reader_feed(rows: Sequence[Window]) -> Feed:
    """Return the windows padded to the longest, for a session on `ReaderGraph`."""
    types = pad([row.types for row in rows])
    return {**make_feed([list(row.ids) for row in rows]), "token_type_ids": types}
