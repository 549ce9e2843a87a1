"""The sentence embedder as an ONNX graph, written node by node from the published weights.

A traced export spends half of its int8 time outside the matrix products.
This layout keeps what was measured to be fast on a CPU:

- tokens as rows of one `(batch * length, 384)` matrix, so that ONNX Runtime keeps `Add` and
  `LayerNormalization`; on 3-d tensors it fuses them into `SkipLayerNormalization`, which took
  twice as long;
- the standard `Attention` operator on `(batch, length, 384)`, which replaces four transposes, two
  products, a softmax and a mask by one node;
- dense layers as `MatMulIntegerToFloat`, already fused, whatever optimisation level is asked for.

The activations' ranges are fixed beforehand. Ranges found at run time (dynamic quantisation) span a
whole batch: the vector of a passage then depends on its neighbours (cosine 0.995 to the same
passage embedded alone), and a synced index would differ from a rebuilt one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

HIDDEN = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
# 7 bits: without VNNI, x86 adds two u8*s8 products in 16 signed bits, at most 32,767:
# 2 * 255 * 127 saturates, 2 * 255 * 63 does not.
WEIGHT_LIMIT = 63
# Word vectors are looked up, never multiplied in integers: they can use all 8 bits.
WORD_LIMIT = 127
# Far below any real score, so that exp() is exactly 0; finite, so that a row of padding is no NaN.
MASKED_SCORE = -10_000.0
# Opset 23 is the first with `Attention`; 11 is the IR version that goes with it.
OPSET = 23
IR_VERSION = 11
MICROSOFT = "com.microsoft"

Array = npt.NDArray[np.generic]
Weights = dict[str, npt.NDArray[np.float32]]


@dataclass(frozen=True)
class Range:
    """The least and greatest value that enters a dense layer; what lies beyond is clipped."""

    low: float
    high: float


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


class EmbedderGraph:
    """Builds the embedder: int8 when it is given `ranges`, float32 otherwise.

    `ranges` holds one range for each of `dense_inputs`, in that order.
    """

    def __init__(self, weights: Weights, ranges: Sequence[Range] | None = None) -> None:
        self._weights = weights
        self._ranges = ranges
        self._graph = Graph()
        self._quantised: dict[str, Quantised] = {}
        self.dense_inputs: list[str] = []

    def build(self) -> onnx.ModelProto:
        """Return the model: `input_ids`, `attention_mask` -> `sentence_embedding`, unit rows.

        The mask may have its zeros anywhere.
        """
        self._prepare_shapes_and_masks()
        rows = self._embed_tokens()
        for layer in range(LAYERS):
            rows = self._encode(rows, f"encoder.layer.{layer}")
        self._pool(rows)
        return self._model()

    def _prepare_shapes_and_masks(self) -> None:
        graph = self._graph
        batch_length = graph.add("Shape", "input_ids")
        self._length = graph.add("Shape", "input_ids", start=1, end=2)
        width = graph.constant("hidden", np.array([HIDDEN]))
        self._cube = graph.add("Concat", batch_length, width, axis=0)
        self._flat = graph.constant("flat", np.array([-1, HIDDEN]))
        self._mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
        self._bias = self._attention_bias()

    def _attention_bias(self) -> str:
        """`(batch, 1, length, length)`: 0 for a real key, `MASKED_SCORE` for padding."""
        graph = self._graph
        padding = graph.add("Sub", graph.constant("one", np.array([1], np.float32)), self._mask)
        score = graph.add(
            "Mul", padding, graph.constant("masked", np.array([MASKED_SCORE], np.float32))
        )
        per_key = graph.add("Unsqueeze", score, graph.constant("axes", np.array([1, 2])))
        ones = graph.constant("ones", np.array([1, 1]))
        square = graph.add("Concat", ones, self._length, self._length, axis=0)
        return graph.add("Expand", per_key, square)

    def _embed_tokens(self) -> str:
        """Word and position vectors, normalised, as rows."""
        graph = self._graph
        # Every token is of type 0: its vector is a constant and moves into the positions.
        types = self._weights["embeddings.token_type_embeddings.weight"]
        positions = self._weights["embeddings.position_embeddings.weight"] + types[0]
        table = graph.constant("positions", positions)
        start = graph.constant("start", np.array([0]))
        summed = graph.add("Add", self._words(), graph.add("Slice", table, start, self._length))
        return self._normalise(graph.add("Reshape", summed, self._flat), "embeddings.LayerNorm")

    def _words(self) -> str:
        graph = self._graph
        table = self._weights["embeddings.word_embeddings.weight"]
        if self._ranges is None:
            return graph.add("Gather", graph.constant("words", table), "input_ids")
        values, scales = quantise(table, axis=1, limit=WORD_LIMIT)
        taken = graph.add("Gather", graph.constant("words", values), "input_ids")
        scale = graph.add("Gather", graph.constant("words.scale", scales), "input_ids")
        return graph.add("Mul", graph.add("Cast", taken, to=TensorProto.FLOAT), scale)

    def _encode(self, rows: str, layer: str) -> str:
        """One layer: attention and feed-forward, each added to its input and normalised."""
        attended = self._dense(self._attend(rows, layer), f"{layer}.attention.output.dense")
        rows = self._add_and_normalise(rows, attended, f"{layer}.attention.output.LayerNorm")
        inner = self._graph.add(
            "Gelu", self._dense(rows, f"{layer}.intermediate.dense"), domain=MICROSOFT
        )
        outer = self._dense(inner, f"{layer}.output.dense")
        return self._add_and_normalise(rows, outer, f"{layer}.output.LayerNorm")

    def _attend(self, rows: str, layer: str) -> str:
        graph = self._graph
        names = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        cubes = [graph.add("Reshape", self._dense(rows, name), self._cube) for name in names]
        mixed = graph.add("Attention", *cubes, self._bias, q_num_heads=HEADS, kv_num_heads=HEADS)
        return graph.add("Reshape", mixed, self._flat)

    def _dense(self, rows: str, name: str) -> str:
        """`rows @ weight + bias`, in integers if there are ranges."""
        graph = self._graph
        if rows not in self.dense_inputs:
            self.dense_inputs.append(rows)
        weight = self._weights[f"{name}.weight"].T
        bias = graph.constant(f"{name}.bias", self._weights[f"{name}.bias"])
        if self._ranges is None:
            product = graph.add("MatMul", rows, graph.constant(f"{name}.weight", weight))
            return graph.add("Add", product, bias)
        values, scales = quantise(weight, axis=0, limit=WEIGHT_LIMIT)
        table = graph.constant(f"{name}.weight", values)
        scale = graph.constant(f"{name}.scale", scales.reshape(-1))
        x = self._quantise_rows(rows, self._ranges)
        ports = (x.values, table, x.scale, scale, x.zero_point, "", bias)
        return graph.add("MatMulIntegerToFloat", *ports, domain=MICROSOFT)

    def _quantise_rows(self, rows: str, ranges: Sequence[Range]) -> Quantised:
        """`rows` as u8 under its calibrated range; query, key and value share one copy."""
        if rows not in self._quantised:
            graph = self._graph
            scale, zero_point = scale_and_zero_point(ranges[len(self._quantised)])
            scale_name = graph.constant(f"{rows}.scale", scale)
            zero_name = graph.constant(f"{rows}.zero_point", zero_point)
            values = graph.add("QuantizeLinear", rows, scale_name, zero_name)
            self._quantised[rows] = Quantised(values, scale_name, zero_name)
        return self._quantised[rows]

    def _add_and_normalise(self, rows: str, change: str, name: str) -> str:
        return self._normalise(self._graph.add("Add", rows, change), name)

    def _normalise(self, rows: str, name: str) -> str:
        graph = self._graph
        gain = graph.constant(f"{name}.weight", self._weights[f"{name}.weight"])
        bias = graph.constant(f"{name}.bias", self._weights[f"{name}.bias"])
        return graph.add("LayerNormalization", rows, gain, bias, axis=-1, epsilon=EPSILON)

    def _pool(self, rows: str) -> None:
        """The sum over real tokens at length 1; a mean, at length 1, is the same."""
        graph = self._graph
        cube = graph.add("Reshape", rows, self._cube)
        mask = graph.add("Unsqueeze", self._mask, graph.constant("last", np.array([2])))
        axis = graph.constant("tokens", np.array([1]))
        total = graph.add("ReduceSum", graph.add("Mul", cube, mask), axis, keepdims=0)
        unit = helper.make_node("LpNormalization", [total], ["sentence_embedding"], axis=1, p=2)
        graph.nodes.append(unit)

    def _model(self) -> onnx.ModelProto:
        names = ("input_ids", "attention_mask")
        shape = ["batch", "length"]
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names]
        output = helper.make_tensor_value_info(
            "sentence_embedding", TensorProto.FLOAT, ["batch", HIDDEN]
        )
        graph = helper.make_graph(
            self._graph.nodes, "embedder", inputs, [output], self._graph.initializers
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def quantise(
    values: npt.NDArray[np.float32], *, axis: int, limit: int
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return integers in [-limit, limit] and scales; their product is close to `values`.

    The greatest magnitude along `axis` sets the scale; `axis` stays, with length 1.
    """
    scales = np.abs(values).max(axis=axis, keepdims=True) / np.float32(limit)
    integers = np.clip(np.rint(values / scales), -limit, limit)
    return integers.astype(np.int8), scales


def scale_and_zero_point(span: Range) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Return the scale and zero point, both of shape (), that map `span` onto 0..255."""
    scale = (span.high - span.low) / 255
    return np.array(scale, np.float32), np.array(round(-span.low / scale), np.uint8)
