"""HTML and XML as trees, within limits, and the plain text of a tree."""

from collections.abc import Iterator
from typing import Any

from qa.errors import CorpusError
from qa.ingest.limits import MAX_DEPTH, MAX_ELEMENTS, require_at_most

_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead "
    "title tr ul".split()
)
_HIDDEN = frozenset(
    "head script style template noscript svg math iframe object nav del s strike".split()
)
_CELLS = frozenset(("td", "th"))


def parse_html(text: str, source_id: str) -> Any:
    """The root element of an HTML page, mended where it is broken; None where it is empty.

    Raises:
        CorpusError: it has too many elements or nests too deep.
    """
    from lxml import etree, html

    require_at_most(text.count("<"), 2 * MAX_ELEMENTS, "mark-up tags", source_id)
    # with its own limits the parser would leave out, silently, what lies deeper than 256
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    content = text.encode("utf-8", "replace").replace(b"\x00", b"")
    try:
        root = html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # nothing in it, or comments only
        return None
    _require_shallow(root, source_id)
    return root


def parse_xml(content: bytes, source_id: str) -> Any:
    """The root element of an XML part; entities are not expanded, nothing is fetched.

    Raises:
        CorpusError: it is not XML, has too many elements or nests too deep.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser=parser)
    except etree.XMLSyntaxError as error:
        raise CorpusError(
            f"{source_id} has a part that is not valid XML: {error}.",
            "Open it in the program that made it and save it again.",
        ) from error
    _require_shallow(root, source_id)
    return root


def _require_shallow(root: Any, source_id: str) -> None:
    """Count elements and depth with a stack of our own: recursion is what deep trees break."""
    elements, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        elements += 1
        require_at_most(depth, MAX_DEPTH, "levels of nested elements", source_id)
        require_at_most(elements, MAX_ELEMENTS, "elements", source_id)
        waiting.extend((child, depth + 1) for child in element)


def text_of(root: Any) -> str:
    """The visible text of an HTML tree, one block a paragraph, paragraphs apart by a blank line."""
    pieces: list[str] = []
    for piece in _pieces(root):
        if piece == "\n" and (not pieces or pieces[-1] == "\n"):
            continue
        pieces.append(piece)
    blocks = "".join(piece if piece == "\n" else _spaced(piece) for piece in pieces).split("\n")
    return "\n\n".join(text for block in blocks if (text := " ".join(block.split())))


def _spaced(piece: str) -> str:
    return piece.replace("\r", " ").replace("\n", " ")


def _pieces(root: Any) -> Iterator[str]:
    """The texts in document order, with `"\\n"` where a block begins or ends."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, is_leaving = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        name = name.rsplit("}", 1)[-1].lower()
        if is_leaving:
            yield from ([" | "] if name in _CELLS else ["\n"] if name in _BLOCKS else [])
        elif name and name not in _HIDDEN:
            yield from ([] if name in _CELLS or name not in _BLOCKS else ["\n"])
            if element.text:
                yield element.text
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if element is not root and element.tail:
            yield element.tail
