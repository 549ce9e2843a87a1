"""Export all-MiniLM-L6-v2 as an int8 ONNX file that turns token ids into unit sentence vectors.

    python training/export_embedder.py --weights WEIGHTS --out qa/models

Also writes a plain float32 export of the same weights, through PyTorch's own exporter: the
reference for the check here and for `measure_embedder.py`.
"""

import argparse
from pathlib import Path

import onnx
from tokenizers import Tokenizer

from calibrate_embedder import load_ranges
from checksums import record_checksum
from embedder_graph import EmbedderGraph
from embedder_runtime import embed, encode, open_session, open_tokenizer
from embedder_weights import find_weights, read_weights, sha256

REFERENCE = Path(__file__).parent / "build" / "embedder-fp32.onnx"
# 7-bit weights leave about 0.994; a wrong layer, mask or table falls below 0.9.
MIN_COSINE = 0.98
SAMPLES = (
    "The committee voted on Tuesday to delay the rules by a year.",
    "How many members of Congress were wrongly matched?",
    "Water boils at a lower temperature on a mountain, because the air presses less.",
)


def write_tokenizer(source: Path, target: Path) -> None:
    """Copy the tokenizer without the padding and truncation to 128 tokens baked into it."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)


def write_int8(weights: Path, target: Path) -> None:
    """Write the quantised graph."""
    model = EmbedderGraph(read_weights(weights), load_ranges()).build()
    model.producer_name = "training/export_embedder.py"
    onnx.save(model, target)


def check_agreement(reference: Path, model: Path, tokenizer: Path) -> float:
    """Return the least cosine between both models' vectors of `SAMPLES`.

    Raises:
        SystemExit: it is below `MIN_COSINE`, so the int8 graph is wrong and not just coarse.
    """
    rows = encode(open_tokenizer(tokenizer), SAMPLES)
    expected, actual = (embed(open_session(path), rows) for path in (reference, model))
    cosine = float((expected * actual).sum(axis=1).min())
    if cosine < MIN_COSINE:
        raise SystemExit(f"{model} strays from {reference}: cosine {cosine:.3f} < {MIN_COSINE}.")
    return cosine


def main() -> None:
    """Write the model, its tokenizer, the checksums and the reference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True, help="model.safetensors or a folder")
    parser.add_argument("--out", type=Path, required=True, help="folder for the models")
    parser.add_argument("--reference", type=Path, default=REFERENCE, help="the float32 export")
    arguments = parser.parse_args()
    weights = find_weights(arguments.weights)
    for folder in (arguments.out, arguments.reference.parent):
        folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer = arguments.out / "embedder.onnx", arguments.out / "tokenizer.json"
    write_tokenizer(weights.parent / "tokenizer.json", tokenizer)
    write_int8(weights, model)
    # torch and transformers take seconds to import and only the reference needs them.
    from embedder_reference import write_reference

    write_reference(weights, arguments.reference)
    cosine = check_agreement(arguments.reference, model, tokenizer)
    for path in (model, tokenizer):
        record_checksum(path)
    print(f"{model}: {model.stat().st_size:,} bytes, sha256 {sha256(model)}, cosine {cosine:.4f}")


if __name__ == "__main__":
    main()
