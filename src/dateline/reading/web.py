"""Web pages: the article's text by trafilatura, what the page says of itself, and one reason where a page holds no article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dateline.errors import UnreadableInput
from dateline.reading import language
from dateline.reading.encoding import NoText, declared_encoding, decode
from dateline.reading.found import Found, Item, too_large
from dateline.reading.options import ReadOptions
from dateline.reading.stream import ByteStream
from dateline.reading.web_dates import decide
from dateline.reading.web_head import Head, head, same_words

_PAGE_FACTOR = 4
"""A page may have this many times the bytes of a text: its markup needs room."""
_MOST_ELEMENTS = 20_000
"""Elements of a page that is read; long live pages of news have 15,000. trafilatura's time grows with their square in the worst case:
20,000 take it up to 7 seconds."""
_MOST_ATTRIBUTE_PAIRS = 50_000_000
"""The parser compares each attribute of a tag with all others of it: this many pairs take about a second. A page has 100,000."""

_HTML = re.compile(rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++html|html[\s>])", re.IGNORECASE | re.DOTALL)
_CONTROLS = {code: " " for code in (*range(32), 127) if chr(code) not in "\t\n\r"}
_NO_WIDTH = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
"""Soft hyphens and spaces without width, which say where a line may break."""
_RAW = re.compile(r"<(?:(!--)|(script|style|textarea|title)(?=[\s/>])|[a-z])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']*+))?+""")

_BLOCKS = frozenset(("p", "head", "quote", "item", "list", "div", "table", "row", "cell", "code", "fw", "body", "main", "figure"))
_CLOSED = re.compile(r"[.!?…؟۔。！？।]['\"”’»)\]]*$")
_WALL = re.compile(
    r"cookie|javascript|privacy|consent|captcha|ad[ -]?block|browser|subscri|sign in|log ?in|robot|paywall|register", re.IGNORECASE
)
_ADDRESSED = re.compile(r"\b(?:you|your|we|our|please)\b", re.IGNORECASE)
_LONGEST_WALL = 3000
"""Characters; a longer text is an article, whatever it speaks of."""
_MANY_ARTICLES = 5
"""So many articles with links in their headings, on a page that claims to be none, make an index."""
_LONG_BLOCK = 300
"""Characters of a paragraph that no teaser has."""
_WORDS_THAT_TELL = 20
"""Words from which on the language of a text is told more surely by the words than by what the page's template declares."""

_NONE = "holds no article text"


class NoArticle(ValueError):
    """A page that is no report; its text is the reason."""


def is_html(sample: bytes) -> bool:
    """Whether the beginning of a source is that of a web page, perhaps after comments or an XML declaration."""
    return _HTML.match(sample[:8192]) is not None


def read_html(stream: ByteStream, options: ReadOptions, source: str) -> Iterator[Item]:
    """The report of a web page, with what the page says about itself, or why there is none.

    `published` is the page's own claim of its publication; on what it rests, and what speaks against it, is the field
    `published_basis`, which is kept with the report as is `modified`, the page's last modification. See docs/reading.md.
    """
    limit = _PAGE_FACTOR * options.max_bytes
    data = stream.whole(limit)
    if data is None:
        yield too_large(source, limit, what="the page")
        return
    try:
        yield Found(page_fields(decode(data, declared_encoding(data)), options))
    except (NoText, NoArticle) as reason:
        yield UnreadableInput(source, str(reason))


def page_fields(page: str, options: ReadOptions) -> dict[str, Any]:
    """The fields of the report that a page holds. Raises `NoArticle` where it holds none."""
    page = page.translate(_CONTROLS)
    if not page.strip():
        raise NoArticle(f"{_NONE}: it is blank")
    tree = tree_of(page)
    about = head(tree, page)
    listed = about.kind == "index" or (about.kind is None and _links_to_many(tree))
    blocks = _blocks(_extracted(tree), about)
    _refuse(blocks, listed=listed)
    text = "\n\n".join(blocks)
    publication = decide(about.dates)
    basis = publication.basis
    if publication.date is None and options.published is not None:
        basis = f"given as an option; of the page: {basis}"
    fields: dict[str, Any] = {
        "text": text,
        "title": about.title,
        "outlet": about.outlet,
        "url": about.url,
        "byline": about.byline,
        "published": publication.date,
        "published_basis": basis,
    }
    if publication.modified is not None:
        fields["modified"] = publication.modified.isoformat()
    declared = language.code_of(about.language)
    told = language.detect(text) if len(text.split()) > _WORDS_THAT_TELL else language.UNKNOWN
    if declared is None or told in (declared, language.UNKNOWN):
        fields["language"] = about.language
    else:
        fields["language_declared"] = about.language
    return fields


def tree_of(page: str) -> Any:
    """The elements of a page, or of a piece of one. Raises `NoArticle` for what would take too long, or has none."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if _attribute_pairs(page) > _MOST_ATTRIBUTE_PAIRS:
        raise NoArticle("has tags with too many attributes to be a page of news; save its text as plain text (.txt)")
    # HTML knows no entities of its own making, and this parser opens nothing: no file, no address.
    parser = HTMLParser(encoding="utf-8", collect_ids=False, default_doctype=False, remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise NoArticle(f"{_NONE}: it has no elements") from None
    if any(error.level == etree.ErrorLevels.FATAL and "XML_PARSE_HUGE" in error.message for error in parser.error_log):
        raise NoArticle("has elements nested more than 250 deep, so that its end cannot be read; save its text as plain text (.txt)")
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise NoArticle(
            f"has more than {_MOST_ELEMENTS:,} elements, too many for a page with one report; save its text as plain text (.txt)"
        )
    return tree


def _attribute_pairs(page: str) -> int:
    pairs = place = 0
    while (tag := _RAW.search(page, place)) is not None:
        place = tag.end()
        if tag[1]:
            place = page.find("-->", place)
            if place < 0:
                break
            continue
        count = 0
        while (attribute := _ATTRIBUTE.match(page, place)) is not None:
            place, count = attribute.end(), count + 1
        pairs += count * count
        if tag[2]:
            end = re.compile(f"</{tag[2]}", re.IGNORECASE).search(page, place)
            if end is None:
                break
            place = end.end()
    return pairs


def _extracted(tree: Any) -> Any:
    """The body of the article as trafilatura sees it, an element, or None."""
    import logging

    from trafilatura import bare_extraction

    log = logging.getLogger("trafilatura")
    if not log.handlers:  # what it has to say is said by our reasons, not on standard error
        log.addHandler(logging.NullHandler())
    try:
        document = bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=False)
    except Exception as error:  # whatever a stranger's page makes of it, the other inputs are to be read
        raise NoArticle(f"{_NONE} that can be taken out of it ({type(error).__name__}); save its text as plain text (.txt)") from error
    return getattr(document, "body", None)


def _blocks(body: Any, about: Head) -> list[str]:
    """The paragraphs, headings and points of lists; the title above them left out, so that a dateline comes first."""
    if body is None:
        return []
    parts: list[str] = []
    heading: list[str] = []

    def walk(element: Any) -> None:
        own = element.tag in _BLOCKS
        if element.tag == "lb":
            parts.append("\n")
        elif own:
            parts.append("\n\n")
        if element.tag == "head" and not heading and not "".join(parts).strip():
            heading.append(" ".join("".join(element.itertext()).split()))
        if element.text:
            parts.append(_line(element.text))
        for child in element:
            walk(child)
            if child.tail:
                parts.append(_line(child.tail))
        if own:
            parts.append("\n\n")

    walk(body)
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    blocks = [block for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n")) if block]
    if heading and len(blocks) > 1 and blocks[0] == heading[0] and same_words(blocks[0], about.title):
        del blocks[0]
    return blocks


def _line(text: str) -> str:
    """White space in the source is none of the text's: only elements break lines."""
    return re.sub(r"\s+", " ", text.translate(_NO_WIDTH))


def _refuse(blocks: list[str], *, listed: bool) -> None:
    """Raise where the text is not that of an article."""
    prose = [block for block in blocks if len(block.split()) > 2 and _CLOSED.search(block)]
    if not blocks:
        raise NoArticle(f"{_NONE}: it is empty, or a script fills it; save the page after it has loaded")
    if not prose and not any(len(block) >= _LONG_BLOCK and _CLOSED.search(block[:-1]) for block in blocks):
        raise NoArticle(f"{_NONE}: no paragraph is a sentence, as on a page of links")
    size = sum(map(len, prose))
    walls = sum(len(block) for block in prose if _WALL.search(block) and _ADDRESSED.search(block))
    if size < _LONGEST_WALL and 2 * walls > size:
        raise NoArticle(f"{_NONE}: it asks for consent, a login or a script; save the page after these are given")
    if listed and all(len(block) < _LONG_BLOCK for block in blocks):
        raise NoArticle(f"{_NONE}: it lists other pages; save these")


def _links_to_many(tree: Any) -> bool:
    # Parts of one article may be <article>s as well; only teasers have links for headings.
    path = ".//article[.//h1//a[@href] or .//h2//a[@href] or .//h3//a[@href] or .//a[@href][.//h2 or .//h3]][not(ancestor::aside)]"
    return len(tree.xpath(path)) >= _MANY_ARTICLES
