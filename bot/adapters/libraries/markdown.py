"""Markdown of our own files, and of what staff publish as terms, as HTML."""

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def html_of(text: str) -> Markup:
    """Give a text as HTML; HTML that stands in it is escaped, and an image stays a text with its link."""
    return Markup(_writer().render(text))  # noqa: S704 - HTML in it is escaped


@cache
def _writer() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # 62 modules, for pages that are seldom looked at

    return MarkdownIt("commonmark", {"html": False}).disable("image")
