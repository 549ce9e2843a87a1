"""Files of all kinds, some of them broken: `python -m tests.qa.ingest.mixed FOLDER 2000`.

For trying an ingest of a size that takes minutes; the same number gives the same files.
"""

import csv
import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

from eval.bench.articles import made_passages
from tests.qa.ingest import files

Story = list[str]  # its title, then paragraphs

CODECS = ("utf-8", "utf-16", "utf-8-sig", "cp1252", "utf-8", "koi8-r", "utf-8", "shift_jis")
FOREIGN = {
    "koi8-r": "Новости долины: река поднялась на два метра.",
    "shift_jis": "谷の知らせ：川は二メートル上がり、橋が流されました。",
    "cp1252": "Le café de la vallée était fermé – l’été fut très chaud.",
}


def main() -> None:
    """Write so many files, in folders of a hundred."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(count)
    texts = iter(made_passages(count * 3, seed=7))
    stories: list[Story] = []
    for number in range(count):
        story = [f"Story {number}", *(next(texts) for _ in range(dice.randrange(1, 4)))]
        stories.append(story)
        kind = dice.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
        if kind == "copy.txt" and number:
            story = dice.choice(stories)
        name, data = KINDS[kind][1](story, number)
        place = folder / f"{number // 100:02d}" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def text(story: Story, number: int) -> tuple[str, bytes]:
    """Plain text in one of several encodings."""
    codec = CODECS[number % len(CODECS)]
    lines = [*story, FOREIGN.get(codec, "")]
    return f"{number}.txt", "\n\n".join(lines).encode(codec, "replace")


def markdown(story: Story, number: int) -> tuple[str, bytes]:
    """With front matter and headings."""
    front = f"---\ntitle: {story[0]}\ndate: 2020-06-{1 + number % 28:02d}\ntags: [a, b]\n---\n"
    return f"{number}.md", (front + "\n\n## Part\n\n".join(story)).encode()


def html(story: Story, number: int) -> tuple[str, bytes]:
    """A page with a menu and a footer."""
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in story[1:])
    page = f"<html><head><title>{story[0]}</title></head><body><nav>Home Sport</nav><article>"
    return f"{number}.html", f"{page}{inside}</article><footer>Imprint</footer></body>".encode()


def pdf(story: Story, number: int) -> tuple[str, bytes]:
    """A page for each paragraph."""
    return f"{number}.pdf", files.pdf(story[1:], title=story[0])


def docx(story: Story, number: int) -> tuple[str, bytes]:
    """A Word document."""
    return f"{number}.docx", files.docx(files.paragraphs(*story))


def mail(story: Story, number: int) -> tuple[str, bytes]:
    """A message."""
    return f"{number}.eml", files.mail("\n\n".join(story))


def table(story: Story, number: int) -> tuple[str, bytes]:
    """A CSV file of some records."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["title", "text"])
    rows.writerows([story[0], paragraph] for paragraph in story[1:])
    return f"{number}.csv", written.getvalue().encode()


def lines(story: Story, number: int) -> tuple[str, bytes]:
    """JSON Lines of some records, one of them broken."""
    records = [json.dumps({"title": story[0], "text": paragraph}) for paragraph in story[1:]]
    return f"{number}.jsonl", "\n".join([*records, "{broken"][: 1 + number % 4]).encode()


def broken(story: Story, number: int) -> tuple[str, bytes]:
    """Cut off, of another format than its name says, or not text at all."""
    name, data = (docx, pdf, mail)[number % 3](story, number)
    if number % 2:
        return name, data[: len(data) // 3]
    return f"{number}.{('txt', 'pdf', 'docx', 'html')[number % 4]}", bytes(range(256)) * 20


def picture(_story: Story, number: int) -> tuple[str, bytes]:
    """A kind that is not read."""
    return f"{number}.png", b"\x89PNG"


KINDS: dict[str, tuple[int, Callable[[Story, int], tuple[str, bytes]]]] = {
    "text": (30, text),
    "markdown": (20, markdown),
    "html": (15, html),
    "pdf": (6, pdf),
    "docx": (8, docx),
    "mail": (8, mail),
    "table": (3, table),
    "lines": (3, lines),
    "copy.txt": (4, text),
    "broken": (2, broken),
    "picture": (1, picture),
}


if __name__ == "__main__":
    main()
