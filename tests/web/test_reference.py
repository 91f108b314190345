"""The reference for people who build on the API: all of the document, our own files, no script."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from fastapi.testclient import TestClient

from app.cli import document
from app.web.reference import bounds, kind, prose, render
from tests.web.serving import SHELL


class Page(HTMLParser):
    """Ids that are there, and addresses that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        if known.get("id"):
            self.ids.add(known["id"] or "")
        self.links |= {known[name] or "" for name in ("href", "src") if name in known}


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def test_every_operation_and_every_schema_stands_in_it() -> None:
    found = json.loads(document())
    page = read(render(found, SHELL))
    assert {op["operationId"] for item in found["paths"].values() for op in item.values()} <= page.ids
    assert {f"schema-{name}" for name in found["components"]["schemas"]} <= page.ids
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids, "no link leads nowhere"


def test_it_is_made_of_our_own_files_without_a_script() -> None:
    html = render(json.loads(document()), SHELL)
    page = read(html)
    assert {link for link in page.links if not link.startswith("#")} == {"/docs/reference.css", "/api/v1/openapi.json"}
    assert not {"script", "style"} & page.tags
    assert not re.search(r"<[^>]*\s(style|on\w+)=", html)


def test_it_is_served_with_its_style_under_the_policy(client: TestClient) -> None:
    answer = client.get("/docs/reference.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    again = client.get("/docs/reference.css", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_words_of_the_document_are_never_markup() -> None:
    assert prose("a <b> `c` **d**\n\ne") == "<p>a &lt;b&gt; <code>c</code> <strong>d</strong></p><p>e</p>"
    assert prose("one ` alone") == "<p>one ` alone</p>"


def test_a_value_is_told_in_a_few_words() -> None:
    assert kind({"anyOf": [{"$ref": "#/components/schemas/Day"}, {"type": "null"}]}) == (
        '<a href="#schema-Day">Day</a> or null'
    )
    assert kind({"type": "array", "items": {"enum": ["a", "b"]}}) == "list of <code>a</code>, <code>b</code>"
    assert kind({"type": "object", "additionalProperties": {"type": "integer"}}) == "map to integer"
    assert bounds({"type": "array", "maxItems": 3, "items": {"type": "string", "minLength": 1}}) == [
        "at most 3 items",
        "at least 1 long",
    ]
