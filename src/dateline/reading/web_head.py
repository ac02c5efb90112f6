"""What a web page says about itself: the JSON-LD, the meta elements and the marks in its body, as plain values."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dateline.model import Date
from dateline.reading.web_dates import Claim, Claims, dates_in_url, read_date

_LONGEST = 1000
"""Characters of a title, name or address; longer ones are something else."""
_MOST_NODES = 10_000
_MOST_MARKS = 500
"""Objects of JSON-LD, and marked elements of a page, that are looked at."""

_INDEX_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage", "ContactPage", "AboutPage"))
_PAGE_TYPES = frozenset(("WebPage", "ItemPage"))

_PUBLISHED_TIME = frozenset(("article:published_time", "og:article:published_time", "og:published_time", "article:published"))
_PUBLISHED_META = frozenset(
    """
    date pubdate pub_date publishdate publish_date publish-date published published_date published-date publication_date
    publication-date datepublished date-published originalpublicationdate dc.date dc.date.issued dc.date.published dcterms.date
    dcterms.issued dcterms.created sailthru.date parsely-pub-date cxenseparse:recs:publishtime citation_publication_date
    citation_date article.published article_date_original displaydate
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
_MODIFIED_META = frozenset(
    """
    article:modified_time article:modified og:article:modified_time og:modified_time og:updated_time lastmod last-modified
    last_modified lastmodified modified datemodified date-modified dc.date.modified dcterms.modified revised updated
    article.updated moddate
    """.split()  # noqa: SIM905  # likewise
)
_PUBLISHED_CLASSES = frozenset(("published", "dt-published", "entry-date", "pubdate", "date-published"))
"""Classes that microformats and the common systems give to the time of publication."""
_MODIFIED_CLASSES = frozenset(("updated", "modified", "dt-updated", "date-modified"))
_BESIDE = frozenset(("aside", "nav", "footer"))
_BESIDE_CLASS = re.compile(r"comment|related|recommend|teaser|sidebar|widget|most-", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9-]{1,20})?")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,1000})")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself; what it does not say is None. `kind` is "article" or "index" where it says which it is."""

    title: str | None
    outlet: str | None
    url: str | None
    language: str | None
    byline: str | None
    kind: str | None
    dates: Claims


def head(tree: Any, text: str) -> Head:
    """The head of a page from its tree; `text` is the page as it stands, of which browsers mark a saved copy at the beginning."""
    metas = list(_metas(tree))
    nodes = list(_nodes(tree))
    url = _url(tree, metas, nodes, text)
    plain_title = _first(metas, "og:title") or _only_heading(tree) or _words(_text(tree.find(".//title")))
    articles = _main_articles([n for n in nodes if _is_article(n)], plain_title, url)
    outlet = _first(metas, "og:site_name") or _name(articles, "publisher") or _first(metas, "publisher", "application-name")
    title = next((t for a in articles if (t := _value(a.get("headline")))), None) or plain_title
    signs = bool(articles) or _first(metas, "og:type") == "article" or any(key in _PUBLISHED_TIME for key, _ in metas)
    index = any(_types(n) & _INDEX_TYPES for n in nodes)
    dates = _dates(tree, metas, articles or [n for n in nodes if _types(n) & _PAGE_TYPES], url)
    return Head(
        title=_without_outlet(title, outlet),
        outlet=outlet,
        url=url,
        language=_language(tree, metas),
        byline=_byline(tree, metas, articles),
        kind="article" if signs else "index" if index else None,
        dates=dates,
    )


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two titles say the same: at least half of the words of each stand in the other."""
    a, b = (set(re.findall(r"\w+", (t or "").casefold())) for t in (one, other))
    return bool(a and b) and 2 * len(a & b) >= max(len(a), len(b))


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        content = element.get("content")
        if content and content.strip():
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                for key in (element.get(attribute) or "").lower().split()[:5]:
                    yield (f"itemprop {key}" if attribute == "itemprop" else key), content.strip()


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The objects that the JSON-LD of a page puts at its top; what they hold (other articles, comments) is not looked into."""
    pending: list[Any] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                pending.append(json.loads(_WRAPPING.sub("", _WRAPPING.sub("", script.text)), strict=False))
            except (ValueError, RecursionError):
                continue
    pending.reverse()
    seen = 0
    while pending and seen < _MOST_NODES:
        seen += 1
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            pending.extend(node[key] for key in ("mainEntity", "@graph") if isinstance(node.get(key), dict | list))


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    given = node.get("@type")
    return frozenset(t.rpartition("/")[2] for t in (given if isinstance(given, list) else [given]) if isinstance(t, str))


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(t.endswith(("Article", "BlogPosting", "SocialMediaPosting")) or t in ("Report", "Reportage") for t in _types(node))


def _main_articles(articles: list[Mapping[str, Any]], title: str | None, url: str | None) -> list[Mapping[str, Any]]:
    """The articles that are this page's own, where that can be told; else all of them."""
    own = [a for a in articles if url is not None and url in _addresses(a)]
    own = own or [a for a in articles if same_words(_value(a.get("headline")), title)]
    return own or articles


def _addresses(node: Mapping[str, Any]) -> list[str]:
    main = node.get("mainEntityOfPage")
    return [a for a in (node.get("url"), node.get("@id"), main, main.get("@id") if isinstance(main, dict) else None) if isinstance(a, str)]


def _dates(tree: Any, metas: list[tuple[str, str]], articles: list[Mapping[str, Any]], url: str | None) -> Claims:
    published: list[Claim] = []
    modified: list[Date] = []
    unread: list[tuple[str, str]] = []
    unmarked: list[Date] = []

    def claim(kind: str, words: object) -> None:
        if isinstance(words, int | float):
            words = str(words)
        if isinstance(words, str) and words.strip():
            date = read_date(words)
            if date is None:
                unread.append((kind, " ".join(words[:200].split())))
            else:
                published.append(Claim(kind, date))

    def modification(words: object) -> None:
        date = read_date(words) if isinstance(words, str) else None
        if date is not None:
            modified.append(date)

    for article in articles:
        claim("json-ld", article.get("datePublished"))
        modification(article.get("dateModified"))
    for key, content in metas:
        if key in _PUBLISHED_TIME:
            claim("article:published_time", content)
        elif key in _PUBLISHED_META:
            claim("meta", content)
        elif key == "itemprop datepublished":
            claim("itemprop", content)
        elif key in _MODIFIED_META or key == "itemprop datemodified":
            modification(content)
    for element in itertools.islice(tree.iter("time"), _MOST_MARKS):
        if (words := element.get("datetime") or "") and not _beside(element):
            classes = set((element.get("class") or "").lower().split())
            if element.get("pubdate") is not None or classes & _PUBLISHED_CLASSES:
                claim("time", words)
            elif classes & _MODIFIED_CLASSES:
                modification(words)
            elif element.get("itemprop") is None and (date := read_date(words)) is not None:
                unmarked.append(date)
    for element in tree.xpath(".//*[@itemprop and not(self::meta)]")[:_MOST_MARKS]:
        names = element.get("itemprop").lower().split()
        if ("datepublished" in names or "datemodified" in names) and not _beside(element):
            words = element.get("content") or element.get("datetime") or _text(element)
            if "datepublished" in names:
                claim("itemprop", words)
            else:
                modification(words)
    days, months = dates_in_url(url) if url else ([], [])
    published.extend(Claim("url", day) for day in days)
    return Claims(published, modified, months, unread, unmarked)


def _beside(element: Any) -> bool:
    """Whether an element stands beside the article: in a list of other articles, a comment, a footer."""
    return any(
        above.tag in _BESIDE or (above.tag not in ("html", "body") and _BESIDE_CLASS.search(above.get("class") or ""))
        for above in element.iterancestors()
    )


def _url(tree: Any, metas: list[tuple[str, str]], nodes: list[Mapping[str, Any]], text: str) -> str | None:
    canonical = [e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    saved = _SAVED_FROM.search(text[:4000])
    told = [content for key, content in metas if key == "og:url"]
    linked = [a for n in nodes if _is_article(n) for a in _addresses(n)]
    return next((u for given in (*canonical, *told, *linked, saved and saved[1]) if given and (u := _address(given))), None)


def _address(given: str) -> str | None:
    stripped = given.strip()
    try:
        parts = urlsplit(stripped)
    except ValueError:
        return None
    whole = parts.scheme in ("http", "https") and bool(parts.netloc) and len(stripped) <= _LONGEST
    return stripped if whole and not any(c.isspace() for c in stripped) else None


def _language(tree: Any, metas: list[tuple[str, str]]) -> str | None:
    root = tree if tree.tag == "html" else tree.find(".//html")
    given = [] if root is None else [root.get("lang"), root.get("xml:lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")]
    given.append(_first(metas, "content-language"))
    return next((g.strip() for g in given if g and _LANGUAGE.fullmatch(g.strip())), None)


def _byline(tree: Any, metas: list[tuple[str, str]], articles: list[Mapping[str, Any]]) -> str | None:
    named = _name(articles, "author")
    if named is None:
        told = [content for key, content in metas if key in ("author", "article:author", "dc.creator", "parsely-author", "byl")]
        named = next((w for t in told if "://" not in t and (w := _words(t))), None)
    if named is None:
        marked = tree.xpath(".//*[@rel='author' or @itemprop='author']")
        named = next((w for e in marked[:20] if not _beside(e) and (w := _words(_text(e)))), None)
    return named if named and len(named) <= 200 else None


def _name(nodes: list[Mapping[str, Any]], key: str) -> str | None:
    """The name, or the names with commas, of what a node gives as its author or publisher."""
    for node in nodes:
        given = node.get(key)
        names = [_value(g.get("name") if isinstance(g, dict) else g) for g in (given if isinstance(given, list) else [given])]
        kept = list(dict.fromkeys(n for n in names if n and "://" not in n))
        if kept:
            return ", ".join(kept)
    return None


def _first(metas: list[tuple[str, str]], *keys: str) -> str | None:
    return next((w for wanted in keys for key, content in metas if key == wanted and (w := _words(content))), None)


def _only_heading(tree: Any) -> str | None:
    headings = [w for e in tree.iter("h1") if (w := _words(_text(e)))]
    return headings[0] if len(headings) == 1 else None


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """The title without the name of the outlet behind it: Nine held - The Daily → Nine held."""
    if title is None or outlet is None or not title.casefold().endswith(outlet.casefold()):
        return title
    bare = re.sub(r"\s+[-–—|:·»/]+\s*$", "", title[: len(title) - len(outlet)])
    return bare if bare.strip() and bare != title[: len(title) - len(outlet)] else title


def _value(given: object) -> str | None:
    """A text of JSON-LD, where entities are often written as in HTML."""
    return _words(html.unescape(given)) if isinstance(given, str) else None


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())


def _words(text: str | None) -> str | None:
    words = " ".join((text or "").split())
    return words if 0 < len(words) <= _LONGEST else None
