"""HTML that escapes what it is given: only `Markup` goes in as it is."""

from collections.abc import Iterable, Iterator, Mapping
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
    begun = _begun(name, attributes)
    return Markup(begun if name in _VOID else f"{begun}{text(content)}</{name}>")


def pieces(name: str, content: Iterable[Content], /, **attributes: str) -> Iterator[Markup]:
    """The same element in pieces, for content that is too much to be held at once."""
    yield Markup(_begun(name, attributes))
    for each in content:
        yield text(each)
    yield Markup(f"</{name}>")


def _begun(name: str, attributes: Mapping[str, str]) -> str:
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return f"<{name}{said}>"


def rows(cells: Iterable[tuple[str, Content]]) -> Markup:
    """A list of terms and what they are; terms without content are left out."""
    said = [(term, text(content)) for term, content in cells]
    return tag("dl", [Markup(tag("dt", term) + tag("dd", what)) for term, what in said if what])
