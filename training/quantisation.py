"""Numbers in 8 bits: what a step is worth, and what lies beyond the range."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# 7 bits: without VNNI, x86 adds two u8*s8 products in 16 signed bits, at most 32,767:
# 2 * 255 * 127 saturates, 2 * 255 * 63 does not.
WEIGHT_LIMIT = 63
# Word vectors are looked up, never multiplied in integers: they can use all 8 bits.
WORD_LIMIT = 127


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


def scale_and_zero_point(span: Range) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Return the scale and zero point, both of shape (), that map `span` onto 0..255."""
    scale = (span.high - span.low) / 255
    return np.array(scale, np.float32), np.array(round(-span.low / scale), np.uint8)
