"""One set of questions typed in several ways: `python -m eval.bench.forms`.

What is asked stays; what changes is how it is typed. Who reads what is meant should answer as well.
`CORPUS --set FILE` takes others. `eval/sets/folders/*/typed.jsonl` has questions that a person
typed so.
"""

import random
from collections.abc import Callable
from dataclasses import replace

from tqdm import tqdm

from eval.bench.folders import judged, share_of
from eval.bench.layouts import corpus_and_set
from eval.questions import load_questions

_LONG = 6  # letters of a word that gets a slip

Form = Callable[[str], str]


def main() -> None:
    """Print a row for each form, with 95 % intervals."""
    arguments = corpus_and_set(__doc__.partition("\n")[0])
    questions = load_questions(arguments.set)
    print("| typed | with an answer | right | without | refused |\n|---|---|---|---|---|")
    for name, form in tqdm(FORMS.items(), desc="forms", disable=None):
        typed = [replace(question, question=form(question.question)) for question in questions]
        outcomes = list(judged(arguments.corpus, typed))
        cells = [
            share_of([is_right for question, is_right in outcomes if question.answerable == wanted])
            for wanted in (True, False)
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def with_a_slip(question: str) -> str:
    """Two letters inside one long word changed places; the same ones every time."""
    generator = random.Random(question)
    words = question.split()
    long = [n for n, word in enumerate(words) if n and word.isalpha() and len(word) >= _LONG]
    if not long:
        return question
    chosen = generator.choice(long)
    word = words[chosen]
    at = generator.randrange(1, len(word) - 2)
    words[chosen] = f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
    return " ".join(words)


FORMS: dict[str, Form] = {
    "as it is": lambda question: question,
    "in small letters, without '?'": lambda question: question.lower().rstrip("?"),
    "IN CAPITALS": str.upper,
    "Like A Title": str.title,
    "two letters of a word changed places": with_a_slip,
    "'Hi! Quick question. ... Thanks!'": lambda question: f"Hi! Quick question. {question} Thanks!",
    "in quotation marks": lambda question: f'"{question}"',
    "'Question: ...'": lambda question: f"Question: {question}",
}

if __name__ == "__main__":
    main()
