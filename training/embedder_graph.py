"""The sentence embedder as an ONNX graph: the encoder, a mean over the tokens, length 1."""

import numpy as np
import onnx

from encoder_graph import HIDDEN, EncoderGraph

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "sentence_embedding"


class EmbedderGraph(EncoderGraph):
    """Builds the embedder: int8 when it is given `ranges`, float32 otherwise."""

    def build(self) -> onnx.ModelProto:
        """Return the model: `input_ids`, `attention_mask` -> `sentence_embedding`, unit rows."""
        self._pool(self.encode(has_types=False))
        return self.model("embedder", INPUTS, OUTPUT, ["batch", HIDDEN])

    def _pool(self, rows: str) -> None:
        """The sum over real tokens at length 1; a mean, at length 1, is the same."""
        graph = self.graph
        cube = graph.add("Reshape", rows, self.cube)
        mask = graph.add("Unsqueeze", self.mask, graph.constant("last", np.array([2])))
        axis = graph.constant("tokens", np.array([1]))
        total = graph.add("ReduceSum", graph.add("Mul", cube, mask), axis, keepdims=0)
        graph.finish("LpNormalization", total, output=OUTPUT, axis=1, p=2)
