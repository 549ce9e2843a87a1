"""What enters each dense layer, seen while a float32 graph runs: ranges and second moments."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnx import TensorProto, helper
from tqdm import tqdm

from embedder_runtime import Feed, open_session
from encoder_graph import EncoderGraph, Moments
from quantisation import Range

# Far finer than a step of the 8-bit scale; hides the last bits, in which processors differ.
DIGITS = 3

Channels = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Extremes:
    """The least and greatest value of each channel of one tensor."""

    lows: Channels
    highs: Channels


def measure_ranges(graph: EncoderGraph, feeds: Sequence[Feed]) -> list[Range]:
    """Return the least and greatest value of each dense input of a float32 graph over `feeds`."""
    return [whole_range(extremes) for extremes in measure_extremes(graph, feeds)]


def measure_extremes(graph: EncoderGraph, feeds: Sequence[Feed]) -> list[Extremes]:
    """Return what `measure_ranges` does, by channel."""
    session = open_probe(graph)
    names = list(graph.dense_inputs)
    lows, highs = [], []
    for feed in tqdm(feeds, desc="calibrate", disable=None):
        found = session.run(names, feed)
        lows.append([tensor.min(axis=0) for tensor in found])
        highs.append([tensor.max(axis=0) for tensor in found])
    return [
        Extremes(np.min(low, axis=0), np.max(high, axis=0))
        for low, high in zip(zip(*lows, strict=True), zip(*highs, strict=True), strict=True)
    ]


def measure_moments(graph: EncoderGraph, feeds: Sequence[Feed]) -> list[Moments]:
    """Return the second moments of the channels of each dense input, summed over all tokens."""
    session = open_probe(graph)
    names = list(graph.dense_inputs)
    found: dict[str, Moments] = {}
    for feed in tqdm(feeds, desc="moments", disable=None):
        for name, rows in zip(names, session.run(names, feed), strict=True):
            found[name] = found.get(name, np.float64(0)) + rows.T @ rows
    return list(found.values())


def whole_range(extremes: Extremes) -> Range:
    """Return the range of all channels together."""
    low, high = float(extremes.lows.min()), float(extremes.highs.max())
    return Range(round(low, DIGITS), round(high, DIGITS))


def open_probe(graph: EncoderGraph) -> onnxruntime.InferenceSession:
    """Return a session on the graph with its dense inputs as further outputs."""
    model = graph.build()
    for name in graph.dense_inputs:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    return open_session(model.SerializeToString())
