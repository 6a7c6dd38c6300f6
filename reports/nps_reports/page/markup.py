"""HTML that escapes what it is given: only `Markup` goes in as it is."""

from collections.abc import Iterable
from html import escape

_VOID = frozenset({"meta", "br", "input"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = str | Iterable[str]


def text(content: Content) -> Markup:
    """Content as HTML: strings escaped, `Markup` as it is, several joined."""
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return Markup(escape(content))
    return Markup("".join(text(each) for each in content))


def tag(name: str, content: Content = "", /, **attributes: str) -> Markup:
    """An element; a trailing underscore in an attribute's name is dropped, others become hyphens.

    An attribute of "" is left out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{text(content)}</{name}>")


def rows(cells: Iterable[tuple[str, Content]]) -> Markup:
    """A list of terms and what they are; terms without content are left out."""
    said = [(term, text(content)) for term, content in cells]
    return tag("dl", [Markup(tag("dt", term) + tag("dd", what)) for term, what in said if what])
