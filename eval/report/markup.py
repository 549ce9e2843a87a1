"""HTML that cannot be broken by what it shows: text is escaped unless it is markup already."""

from html import escape


class Markup(str):
    """Text that is HTML; only `element` and `raw` make it."""

    __slots__ = ()


Child = Markup | str | int | None
Value = str | float | bool | None


def element(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """An element; children that are no `Markup` are escaped, None is left out.

    `class_` is class, other underscores are hyphens; an attribute that is True stands alone, one
    that is False or None is left out.
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """The children one after the other, escaped where they are text."""
    return Markup("".join(_shown(child) for child in children if child is not None))


def raw(markup: str) -> Markup:
    """Our own style, script or SVG as it stands; never anything that a run holds."""
    return Markup(markup)


_VOID = frozenset({"meta", "input"})  # of HTML, not of SVG: there every element is closed
# Would turn the direction of what follows, or be invisible: shown as a box with its number.
_HIDDEN = {
    code: f"\u27e8U+{code:04X}\u27e9"
    for code in (
        *range(0x09),
        *range(0x0B, 0x0D),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}


def _shown(child: Markup | str | int) -> str:
    return child if isinstance(child, Markup) else escape(str(child).translate(_HIDDEN))


def _attribute(key: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value).translate(_HIDDEN))}"'
