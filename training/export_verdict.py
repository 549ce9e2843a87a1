"""Export the trained verdict model as an int8 ONNX file.

    python training/export_verdict.py DATA_DIR --out qa/models

`train_verdict.py` does the same at its end. Ranges and rounding come from questions that it was
trained on, the agreement with the float32 model from others.
"""

import random
from pathlib import Path

from embedder_weights import find_weights
from export_reader import correlation, options, quantised, save
from qa.reading.verdict_model import FILE
from reader_model import Window, open_tokenizer
from reader_runtime import BUILD, Float32Reader, OnnxReader, load_reader, read_weights
from reading_sets import SEED, Part
from verdict_examples import Verdicts, first_windows, log_odds

CHECKPOINT = BUILD / "verdict" / "verdict.pt"
CALIBRATED = 800
CHECKED = 400
MIN_CORRELATION = 0.99


def export(checkpoint: Path, base: Path, data: Path, out: Path) -> None:
    """Write `verdict.onnx` into `out` and its line into `checksums.txt` there.

    Raises:
        SystemExit: the base weights or the checkpoint are not the right ones, or the int8 file
            strays from the checkpoint; nothing is written then.
    """
    folder = find_weights(base).parent
    model = load_reader(checkpoint, folder)
    int8 = quantised(read_weights(model), _draw(folder, data, "read", CALIBRATED))
    int8.producer_name = "training/export_verdict.py"
    rows = _draw(folder, data, "mix", CHECKED)
    expected = log_odds(Float32Reader(model), rows)
    actual = log_odds(OnnxReader(int8.SerializeToString()), rows)
    least = min(correlation(expected[:, n], actual[:, n]) for n in range(expected.shape[1]))
    if least < MIN_CORRELATION:
        raise SystemExit(
            f"The int8 verdict model strays from {checkpoint}: the least correlation is {least:.3f}"
            f", wanted is {MIN_CORRELATION}. Nothing was written. Was it trained to its end?"
        )
    save(int8, out / FILE, f"{least:.4f}")


def _draw(base: Path, data: Path, part: Part, count: int) -> list[Window]:
    generator = random.Random(SEED)
    examples = generator.sample(Verdicts(data, part).draw(generator), count)
    return first_windows(open_tokenizer(base), examples, generator)


def main() -> None:
    """Write the model and its checksum."""
    arguments = options(__doc__.splitlines()[0], CHECKPOINT)
    export(arguments.checkpoint, arguments.weights, arguments.data, arguments.out)


if __name__ == "__main__":
    main()
