"""The reader as an ONNX graph: the encoder with token types, and three numbers a token."""

import numpy as np
import onnx

from encoder_graph import EncoderGraph

INPUTS = ("input_ids", "token_type_ids", "attention_mask")
OUTPUT = "logits"
LOGITS = 3  # start, end and, at the first token, 'has the answer'


class ReaderGraph(EncoderGraph):
    """Builds the reader: int8 when it is given `ranges`, float32 otherwise; its head is float32."""

    def build(self) -> onnx.ModelProto:
        """Return the model: `INPUTS` -> `logits` of shape `(batch, length, 3)`.

        A row's logits at its real tokens are its own, whatever else is in the batch.
        """
        graph = self.graph
        rows = self.encode(has_types=True)
        weight = graph.constant("head.weight", self.weights["head.weight"].T)
        bias = graph.constant("head.bias", self.weights["head.bias"])
        logits = graph.add("Add", graph.add("MatMul", rows, weight), bias)
        last = graph.constant("logits.last", np.array([LOGITS]))
        shape = graph.add("Concat", self.batch_length, last, axis=0)
        graph.finish("Reshape", logits, shape, output=OUTPUT)
        return self.model("reader", INPUTS, OUTPUT, ["batch", "length", LOGITS])
