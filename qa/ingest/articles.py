"""What of a web page is its article: the words within it, its blocks, the day it was published.

trafilatura finds the article. It takes some elements for furniture wherever they stand, such as
the `time` in the middle of a sentence, and falls back on one line, or on loose cells, where it
finds little.
"""

import re
from copy import copy, deepcopy
from typing import Any

from qa.ingest.dates import parse_date
from qa.ingest.markup import text_of

_CONTROLS = ("button", "label", "output")  # words where they stand within a sentence
_SENTENCES = frozenset("p li td th dd dt blockquote h1 h2 h3 h4 h5 h6".split())
_VERBATIM = frozenset(("pre", "script", "style", "textarea"))
_STRUCK_OUT = ("del", "s", "strike")
_BOXES = ("fieldset", "dialog")
_QUOTED = ".//blockquote|.//q|.//table|.//pre|.//p[not(ancestor::figcaption)]"
_FURNITURE = ("footer", "button", "select", "textarea", "datalist")
_MOST_LINKS = 0.5  # of a box's characters; one with more leads elsewhere
_SURE_CHARACTERS = 250  # with less trafilatura itself tries something else
_LIKE_OURS = 0.5  # of its characters stand in blocks of the page; with less it has lost them
_STATING = ".//meta|.//link[@rel='canonical']|.//script[@type='application/ld+json']"
_PUBLISHED = (
    "(.//*[@itemprop='datePublished']|.//time[@pubdate or contains(@class, 'published')]"
    "|.//article//header//time|.//main//header//time|.//header[.//h1]//time)"
)


def prepare(root: Any) -> None:
    """Make ordinary text of what belongs to the article and reads like furniture; in place.

    What is struck out goes, a raised number behind another one is its power, and line ends of the
    source are blanks: trafilatura would begin a paragraph at some of them.
    """
    _join_lines(root)
    for element in list(root.iter(*_STRUCK_OUT)):
        element.drop_tree()
    for element in list(root.iter("sup")):
        _raise(element)
    for element in list(root.iter("time", *_CONTROLS)):
        if element.tag == "time" or _is_in_sentence(element):
            element.drop_tag()
    for element in list(root.iter("legend")):
        element.tag = "p"
    for element in list(root.iter("aside", "figure", *_BOXES)):
        if element.tag in _BOXES or _belongs(element):
            element.tag = "div"


def with_blocks(found: str, root: Any) -> str:
    """The text that was found in a page, or that of its main content where blocks are lost in it.

    Lost they are in a line that several of them became, and in several lines that one became.
    """
    own = _main_text(root)
    if not found or 2 * len(own) < len(found):  # the article stands in no element
        return found
    blocks = set(map(_letters, own.splitlines()))
    lines = list(map(_letters, found.splitlines()))
    like_ours = sum(len(line) for line in lines if line in blocks)
    is_sure = len(found) >= _SURE_CHARACTERS and like_ours >= _LIKE_OURS * sum(map(len, lines))
    return found if is_sure else own


def stated_date(root: Any) -> str | None:
    """The day of publication by meta tags, JSON-LD or an element that is there to state it.

    htmldate's own bounds move with today's date; ours do not, so a page always has one date.
    """
    from htmldate import find_date
    from lxml import html

    page = html.Element("html")
    head = html.Element("head")
    page.append(head)
    head.extend(copy(element) for element in root.xpath(_STATING))
    found: str | None = find_date(
        page,
        original_date=True,
        extensive_search=False,
        min_date="1900-01-01",
        max_date="2100-01-01",
    )
    elements = root.xpath(_PUBLISHED)
    said = (element.get("datetime") or element.text_content() for element in elements)
    return found or next((day for each in said if (day := parse_date(each))), None)


def _join_lines(root: Any) -> None:
    listings = {element for listing in root.iter("pre") for element in listing.iterdescendants()}
    for element in root.iter():
        if element in listings:
            continue
        if element.text and element.tag not in _VERBATIM:
            element.text = element.text.replace("\r", " ").replace("\n", " ")
        if element.tail:
            element.tail = element.tail.replace("\r", " ").replace("\n", " ")


def _raise(element: Any) -> None:
    """Part a raised number from the one before it: 10<sup>6</sup> is 10^6, and a note goes."""
    before = element.getprevious()
    text = element.getparent().text if before is None else before.tail
    raised = element.text_content().strip()
    if not (text and text[-1:].isdigit() and re.fullmatch(r"[-+\u2212]?\d{1,3}", raised)):
        return
    if element.xpath(".//a[starts-with(@href, '#')]"):
        element.drop_tree()
    else:
        element.text = f"^{element.text or ''}"


def _is_in_sentence(element: Any) -> bool:
    parent = element.getparent()
    if parent is None or parent.tag not in _SENTENCES:
        return False
    around = [parent.text, *(child.tail for child in parent)]
    return any(text and text.strip() for text in around)


def _belongs(box: Any) -> bool:
    """Whether an `aside` or `figure` holds text of the article it stands in."""
    if box.tag == "figure":
        return bool(box.xpath(_QUOTED))
    if not box.xpath("ancestor::article|ancestor::main") or box.xpath(".//form|.//input"):
        return False
    links = sum(len(link.text_content()) for link in box.iter("a"))
    return links < _MOST_LINKS * len(box.text_content())


def _main_text(root: Any) -> str:
    """The blocks of the main content, with `- ` before items and bars between cells."""
    mains = root.xpath(".//main|.//*[@role='main']")[:1]
    articles = root.xpath(".//article[not(ancestor::article)]")
    main = deepcopy((mains or (articles if len(articles) == 1 else [root]))[0])
    main.tail = None
    furniture = _FURNITURE if mains or articles else (*_FURNITURE, "aside")
    for element in list(main.iter(*furniture)):
        if element is not main:
            element.drop_tree()
    for item in main.iter("li"):
        first = item if len(item) == 0 or (item.text or "").strip() else item[0]
        opened = first if first.tag in ("p", "div") else item
        opened.text = f"- {opened.text or ''}"
    for preformatted in list(main.iter("pre")):
        _part_lines(preformatted)
    for row in main.iter("tr"):
        _put_bars(row)
    return text_of(main)


def _part_lines(preformatted: Any) -> None:
    """The lines of a `pre` as blocks."""
    from lxml import html

    lines = preformatted.text_content().splitlines()
    preformatted.clear(keep_tail=True)
    for line in lines:
        html.etree.SubElement(preformatted, "p").text = line


def _put_bars(row: Any) -> None:
    """A row as `| Crown | 650 euros |`, with a ruler below it where it is a heading."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if not cells or row.xpath(".//table"):  # such a table only places blocks
        return
    for cell in cells:
        words = " ".join(text_of(cell).removesuffix("|").split())
        cell.clear(keep_tail=True)
        cell.text = words
    row.text = "| "
    if all(cell.tag == "th" for cell in cells) and row.getprevious() is None:
        row.tail = f"|{'---|' * len(cells)}"


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, line)).casefold()
