"""Numbers in 8 bits: what a step is worth, and what lies beyond the range."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# 7 bits: without VNNI, x86 adds two u8*s8 products in 16 signed bits, at most 32,767:
# 2 * 255 * 127 saturates, 2 * 255 * 63 does not.
WEIGHT_LIMIT = 63
# Word vectors are looked up, never multiplied in integers: they can use all 8 bits.
WORD_LIMIT = 127
DAMPING = 0.01  # of the mean second moment, added to each: what was hardly ever seen counts little


@dataclass(frozen=True)
class Range:
    """The least and greatest value that enters a dense layer; what lies beyond is clipped.

    Where there are `divisors`, one a channel, the values are divided by them first; the weights of
    the layer are multiplied by them, so the product stays the same.
    """

    low: float
    high: float
    divisors: tuple[float, ...] | None = None


def quantise(
    values: npt.NDArray[np.float32], *, axis: int, limit: int
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return integers in [-limit, limit] and scales; their product is close to `values`.

    The greatest magnitude along `axis` sets the scale; `axis` stays, with length 1.
    """
    scales = np.abs(values).max(axis=axis, keepdims=True) / np.float32(limit)
    integers = np.clip(np.rint(values / scales), -limit, limit)
    return integers.astype(np.int8), scales


def quantise_for(
    values: npt.NDArray[np.float32], moments: npt.NDArray[np.float64], *, limit: int
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """As `quantise` by column, but so that the products with what the layer reads stay close.

    Each row is rounded in turn, and what that does to the product is made up for by the rows that
    are still to come, as far as their inputs vary with its own: GPTQ (Frantar et al., ICLR 2023).
    `moments` are the inputs' second moments, of shape (rows, rows); the greatest comes first.
    """
    scales = np.abs(values).max(axis=0, keepdims=True) / np.float32(limit)
    order = np.argsort(-moments.diagonal(), kind="stable")
    damped = moments[np.ix_(order, order)]
    damped = damped + DAMPING * damped.diagonal().mean() * np.eye(len(order))
    factors = np.linalg.cholesky(np.linalg.inv(damped)).T
    left = values[order].astype(np.float64)
    rounded = np.empty_like(left)
    for row, own in enumerate(factors):
        rounded[row] = np.clip(np.rint(left[row] / scales[0]), -limit, limit)
        error = (left[row] - rounded[row] * scales[0]) / own[row]
        left[row + 1 :] -= np.outer(own[row + 1 :], error)
    integers = np.empty(values.shape, np.int8)
    integers[order] = rounded.astype(np.int8)
    return integers, scales


def scale_and_zero_point(span: Range) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Return the scale and zero point, both of shape (), that map `span` onto 0..255."""
    scale = (span.high - span.low) / 255
    return np.array(scale, np.float32), np.array(round(-span.low / scale), np.uint8)
