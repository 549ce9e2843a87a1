"""The encoder of all-MiniLM-L6-v2 as an ONNX graph, written node by node from its weights.

A traced export spends half of its int8 time outside the matrix products.
This layout keeps what was measured to be fast on a CPU:

- tokens as rows of one `(batch * length, 384)` matrix, so that ONNX Runtime keeps `Add` and
  `LayerNormalization`; on 3-d tensors it fuses them into `SkipLayerNormalization`, which took
  twice as long;
- the standard `Attention` operator on `(batch, length, 384)`, which replaces four transposes, two
  products, a softmax and a mask by one node;
- dense layers as `MatMulIntegerToFloat`, already fused, whatever optimisation level is asked for.

The activations' ranges are fixed beforehand. Ranges found at run time (dynamic quantisation) span a
whole batch: what is computed for a passage then depends on its neighbours (vectors: cosine 0.995 to
the same passage alone), and a synced index would differ from a rebuilt one.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from quantisation import (
    WEIGHT_LIMIT,
    WORD_LIMIT,
    Range,
    quantise,
    quantise_for,
    scale_and_zero_point,
)

HIDDEN = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
# Far below any real score, so that exp() is exactly 0; finite, so that a row of padding is no NaN.
MASKED_SCORE = -10_000.0
# Opset 23 is the first with `Attention`; 11 is the IR version that goes with it.
OPSET = 23
IR_VERSION = 11
MICROSOFT = "com.microsoft"

Array = npt.NDArray[np.generic]
Weights = dict[str, npt.NDArray[np.float32]]
Moments = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Quantised:
    """Names of a tensor in 8 bits, its scale and its zero point."""

    values: str
    scale: str
    zero_point: str


class Graph:
    """Nodes and initializers in the order they were added.

    Names come from a count, so two builds give the same bytes.
    """

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        """Return `name`, which now stands for `value`."""
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Return the name of the one output of a new node."""
        output = f"{operator}_{len(self.nodes)}"
        node = helper.make_node(operator, inputs, [output], output, domain=domain, **attributes)
        self.nodes.append(node)
        return output

    def finish(self, operator: str, *inputs: str, output: str, **attributes: Any) -> None:
        """Add the node whose output is the model's."""
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))


class EncoderGraph(ABC):
    """Adds the encoder to `graph`: int8 when it is given `ranges`, float32 otherwise.

    `dense_inputs` says, once the graph is built, which dense layers read which tensor; `ranges`
    holds one range for each tensor, in that order, and `moments`, where weights are to be rounded
    for what they read, its second moments, of shape (channels, channels). The models derive from
    this: they add what turns the encoder's rows into their output, and wrap it all with `model`.
    """

    def __init__(
        self,
        weights: Weights,
        ranges: Sequence[Range] | None = None,
        moments: Sequence[Moments] | None = None,
    ) -> None:
        self.weights = weights
        self._moments = moments
        self.graph = Graph()
        self.dense_inputs: dict[str, list[str]] = {}
        self._ranges = ranges
        self._quantised: dict[str, Quantised] = {}

    @abstractmethod
    def build(self) -> onnx.ModelProto:
        """Return the model; call it once."""

    def encode(self, *, has_types: bool) -> str:
        """Return the name of the rows of the last layer, `(batch * length, 384)`.

        Reads the inputs `input_ids`, `attention_mask`, whose zeros may stand anywhere, and, where
        the model has types, `token_type_ids`; otherwise every token is of type 0.
        Sets `cube`, the shape `(batch, length, 384)`, and `mask`, `(batch, length)` in float32.
        """
        self._prepare_shapes_and_masks()
        rows = self._embed_tokens(has_types=has_types)
        for layer in range(LAYERS):
            rows = self._encode_layer(rows, f"encoder.layer.{layer}")
        return rows

    def model(
        self, name: str, inputs: Sequence[str], output: str, shape: Sequence[str | int]
    ) -> onnx.ModelProto:
        """Return the model: `inputs`, int64 `(batch, length)`, to `output`, float32 `shape`."""
        size = ["batch", "length"]
        graph = helper.make_graph(
            self.graph.nodes,
            name,
            [helper.make_tensor_value_info(each, TensorProto.INT64, size) for each in inputs],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            self.graph.initializers,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

    def _prepare_shapes_and_masks(self) -> None:
        graph = self.graph
        self.batch_length = graph.add("Shape", "input_ids")
        self._length = graph.add("Shape", "input_ids", start=1, end=2)
        width = graph.constant("hidden", np.array([HIDDEN]))
        self.cube = graph.add("Concat", self.batch_length, width, axis=0)
        self._flat = graph.constant("flat", np.array([-1, HIDDEN]))
        self.mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
        self._bias = self._attention_bias()

    def _attention_bias(self) -> str:
        """`(batch, 1, length, length)`: 0 for a real key, `MASKED_SCORE` for padding."""
        graph = self.graph
        padding = graph.add("Sub", graph.constant("one", np.array([1], np.float32)), self.mask)
        score = graph.add(
            "Mul", padding, graph.constant("masked", np.array([MASKED_SCORE], np.float32))
        )
        per_key = graph.add("Unsqueeze", score, graph.constant("axes", np.array([1, 2])))
        ones = graph.constant("ones", np.array([1, 1]))
        square = graph.add("Concat", ones, self._length, self._length, axis=0)
        return graph.add("Expand", per_key, square)

    def _embed_tokens(self, *, has_types: bool) -> str:
        """Word, position and type vectors, normalised, as rows."""
        graph = self.graph
        types = self.weights["embeddings.token_type_embeddings.weight"]
        positions = self.weights["embeddings.position_embeddings.weight"]
        if not has_types:
            positions = positions + types[0]  # a constant: it moves into the positions
        table = graph.constant("positions", positions)
        start = graph.constant("start", np.array([0]))
        summed = graph.add("Add", self._words(), graph.add("Slice", table, start, self._length))
        if has_types:
            typed = graph.add("Gather", graph.constant("types", types), "token_type_ids")
            summed = graph.add("Add", summed, typed)
        return self._normalise(graph.add("Reshape", summed, self._flat), "embeddings.LayerNorm")

    def _words(self) -> str:
        graph = self.graph
        table = self.weights["embeddings.word_embeddings.weight"]
        if self._ranges is None:
            return graph.add("Gather", graph.constant("words", table), "input_ids")
        values, scales = quantise(table, axis=1, limit=WORD_LIMIT)
        taken = graph.add("Gather", graph.constant("words", values), "input_ids")
        scale = graph.add("Gather", graph.constant("words.scale", scales), "input_ids")
        return graph.add("Mul", graph.add("Cast", taken, to=TensorProto.FLOAT), scale)

    def _encode_layer(self, rows: str, layer: str) -> str:
        """One layer: attention and feed-forward, each added to its input and normalised."""
        attended = self._dense(self._attend(rows, layer), f"{layer}.attention.output.dense")
        rows = self._add_and_normalise(rows, attended, f"{layer}.attention.output.LayerNorm")
        inner = self.graph.add(
            "Gelu", self._dense(rows, f"{layer}.intermediate.dense"), domain=MICROSOFT
        )
        outer = self._dense(inner, f"{layer}.output.dense")
        return self._add_and_normalise(rows, outer, f"{layer}.output.LayerNorm")

    def _attend(self, rows: str, layer: str) -> str:
        graph = self.graph
        names = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        cubes = [graph.add("Reshape", self._dense(rows, name), self.cube) for name in names]
        mixed = graph.add("Attention", *cubes, self._bias, q_num_heads=HEADS, kv_num_heads=HEADS)
        return graph.add("Reshape", mixed, self._flat)

    def _dense(self, rows: str, name: str) -> str:
        """`rows @ weight + bias`, in integers if there are ranges."""
        graph = self.graph
        self.dense_inputs.setdefault(rows, []).append(name)
        weight = self.weights[f"{name}.weight"].T
        bias = graph.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        if self._ranges is None:
            product = graph.add("MatMul", rows, graph.constant(f"{name}.weight", weight))
            return graph.add("Add", product, bias)
        number = list(self.dense_inputs).index(rows)
        span = self._ranges[number]
        divisors = np.array(span.divisors or [1.0], np.float32)[:, None]
        weight = weight * divisors
        if self._moments is None:
            values, scales = quantise(weight, axis=0, limit=WEIGHT_LIMIT)
        else:
            moments = self._moments[number] / divisors / divisors.T
            values, scales = quantise_for(weight, moments, limit=WEIGHT_LIMIT)
        table = graph.constant(f"{name}.weight", values)
        scale = graph.constant(f"{name}.scale", scales.reshape(-1))
        x = self._quantise_rows(rows, span)
        ports = (x.values, table, x.scale, scale, x.zero_point, "", bias)
        return graph.add("MatMulIntegerToFloat", *ports, domain=MICROSOFT)

    def _quantise_rows(self, rows: str, span: Range) -> Quantised:
        """`rows` as u8 under its calibrated range; query, key and value share one copy."""
        if rows not in self._quantised:
            graph = self.graph
            scale, zero_point = scale_and_zero_point(span)
            scale_name = graph.constant(f"{rows}.scale", scale)
            zero_name = graph.constant(f"{rows}.zero_point", zero_point)
            divided = self._divide(rows, span.divisors) if span.divisors else rows
            values = graph.add("QuantizeLinear", divided, scale_name, zero_name)
            self._quantised[rows] = Quantised(values, scale_name, zero_name)
        return self._quantised[rows]

    def _divide(self, rows: str, divisors: Sequence[float]) -> str:
        # One scale a channel in QuantizeLinear would do the same, a hundred times slower.
        factors = np.reciprocal(np.array(divisors, np.float32))
        return self.graph.add("Mul", rows, self.graph.constant(f"{rows}.factors", factors))

    def _add_and_normalise(self, rows: str, change: str, name: str) -> str:
        return self._normalise(self.graph.add("Add", rows, change), name)

    def _normalise(self, rows: str, name: str) -> str:
        graph = self.graph
        gain = graph.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = graph.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return graph.add("LayerNormalization", rows, gain, bias, axis=-1, epsilon=EPSILON)
