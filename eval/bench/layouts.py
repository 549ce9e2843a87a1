"""One corpus laid out in several ways: `python -m eval.bench.layouts`.

The words of the bundled articles stay; what changes is how lines, paragraphs and marks stand, or
the format of the files. A reader of words should answer as well. `CORPUS --set FILE` takes others.
"""

import argparse
import html
import re
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from tqdm import tqdm

from eval.bench.folders import FOLDERS, judged
from eval.intervals import wilson
from eval.questions import Question, load_questions

_CORPUS = FOLDERS.parents[2] / "corpus"
_SET = FOLDERS.parent / "moratorium.jsonl"
_LONG = 80  # characters; shorter lines are titles and dates, which nobody breaks
_WIDTH = 72

Layout = Callable[[str], str]


def main() -> None:
    """Print a row for each layout, with 95 % intervals."""
    arguments = corpus_and_set(__doc__.partition("\n")[0])
    questions = load_questions(arguments.set)
    texts = {path.stem: path.read_text("utf-8") for path in sorted(arguments.corpus.glob("*.txt"))}
    print("| layout | questions | right |\n|---|---|---|")
    for name, (suffix, layout) in tqdm(LAYOUTS.items(), desc="layouts", disable=None):
        files = {f"{stem}{suffix}": layout(text) for stem, text in texts.items()}
        right = _right(files, questions)
        low, high = wilson(right, len(questions))
        share = right / len(questions)
        print(f"| {name} | {len(questions)} | {share:.3f} ({low:.2f} to {high:.2f}) |", flush=True)


def corpus_and_set(description: str) -> argparse.Namespace:
    """The `corpus` and `set` of the command line; the bundled ones by default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("corpus", type=Path, nargs="?", default=_CORPUS)
    parser.add_argument("--set", type=Path, default=_SET)
    return parser.parse_args()


def _right(files: dict[str, str], questions: Sequence[Question]) -> int:
    """How many questions are answered rightly from these files."""
    with tempfile.TemporaryDirectory() as corpus:
        for name, text in files.items():
            Path(corpus, name).write_text(text, encoding="utf-8", newline="")
        return sum(is_right for _, is_right in judged(Path(corpus), questions))


def broken(text: str, indent: str = "", mark: str = "") -> str:
    """Long lines broken at one width, the first of a paragraph indented, all with a mark before."""
    return "".join(
        "\n".join(f"{mark}{piece}" for piece in textwrap.wrap(line, _WIDTH, initial_indent=indent))
        if len(line) > _LONG
        else line
        for line in re.split(r"(\n+)", text)
    )


def tight(text: str) -> str:
    """No empty line between paragraphs."""
    return re.sub(rf"(?<=[^\n]{{{_LONG}}})\n\n+(?=[^\n]{{{_LONG}}})", "\n", text)


def page(text: str) -> str:
    """A web page with navigation and a foot."""
    first, *rest = (html.escape(line) for line in text.split("\n") if line.strip())
    paragraphs = "\n".join(f"<p>{line}</p>" for line in rest)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{first}</title></head>'
        f'<body><nav><a href="/">Home</a> <a href="/tech">Technology</a></nav><article>'
        f"<h1>{first}</h1>\n{paragraphs}</article><footer><p>All rights reserved.</p></footer>"
        "</body></html>"
    )


LAYOUTS: dict[str, tuple[str, Layout]] = {
    "as they are, a paragraph a line": (".txt", lambda text: text),
    "lines broken at 72 characters": (".txt", broken),
    "the same with Windows line ends": (".txt", lambda text: broken(text).replace("\n", "\r\n")),
    "no empty lines between paragraphs": (".txt", tight),
    "the same, broken and indented": (".txt", lambda text: broken(tight(text), "    ")),
    "broken and quoted as in a reply": (".txt", lambda text: broken(text, mark="> ")),
    "items of a list": (".md", lambda text: re.sub(rf"(?m)^(?=.{{{_LONG}}})", "- ", text)),
    "web pages": (".html", page),
}


if __name__ == "__main__":
    main()
