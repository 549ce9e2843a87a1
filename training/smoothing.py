"""Ranges in which a few outlying channels do not cost the others their precision.

In the feed-forward layers some channels reach twenty times further than most, and one 8-bit scale
for all leaves those a few steps. So each channel is divided by a number of its own, and the
weights that read it are multiplied by the same: SmoothQuant (Xiao et al., ICML 2023, equation 4).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from calibration import Channels, Extremes, whole_range
from encoder_graph import EncoderGraph, Weights
from quantisation import Range

# 0 leaves all of the difference between channels in the activations, 1 moves it to the weights.
STRENGTH = 0.85
# Below these a channel says nothing, and its divisor would be at the mercy of noise.
LEAST_VALUE = 1e-3
LEAST_WEIGHT = 1e-4
# Steps of a divisor's exponent; hides the last bits, in which processors differ.
STEPS = 8


def smooth_ranges(graph: EncoderGraph, extremes: Sequence[Extremes]) -> list[Range]:
    """Return a range for each of the graph's dense inputs, smoothed for feed-forward layers."""
    return [
        whole_range(each)
        if any("attention" in name for name in names)
        else smooth(each, greatest_weights(graph.weights, names))
        for each, names in zip(extremes, graph.dense_inputs.values(), strict=True)
    ]


def greatest_weights(weights: Weights, names: Sequence[str]) -> Channels:
    """Return the greatest magnitude of the weights that read each channel."""
    found: Channels = np.max([np.abs(weights[f"{name}.weight"]).max(axis=0) for name in names], 0)
    return found


def smooth(extremes: Extremes, weights: Channels) -> Range:
    """Return the range of the values divided by their channels' divisors.

    The divisors' geometric mean is near 1.
    """
    values = np.maximum(np.abs(extremes.lows), np.abs(extremes.highs))
    exponents = STRENGTH * np.log2(np.maximum(values, LEAST_VALUE))
    exponents -= (1 - STRENGTH) * np.log2(np.maximum(weights, LEAST_WEIGHT))
    divisors = np.exp2(np.round((exponents - exponents.mean()) * STEPS) / STEPS)
    span = whole_range(Extremes(extremes.lows / divisors, extremes.highs / divisors))
    return replace(span, divisors=tuple(divisors.tolist()))
