"""The shell: one document for everybody, small, and allowed by its own policy."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web.build import read_build
from app.web.shell import SPRITES, as_json, render_shell
from app.web.words import WORDS
from tests.web.serving import ROOT

ADDRESSES = [
    "/",
    "/explore",
    "/explore/affection",
    "/practice/0190",
    "/us",
    "/me",
    "/me/devices",
    "/welcome",
    "/sign-in",
    "/sign-up",
    "/join",
    "/pair",
    "/help",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_screen_has_an_address_that_answers_with_the_same_shell(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content == client.get("/").content
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_every_address_that_the_client_knows_is_served(client: TestClient) -> None:
    known = re.findall(r'path: "([^"]+)"', (ROOT / "pwa" / "routes.ts").read_text("utf-8"))
    assert "/" in known
    for path in known:
        address = re.sub(r":\w+", "x", path)
        assert client.get(address).status_code == 200, address


def test_a_phone_that_has_the_shell_gets_nothing_again(client: TestClient) -> None:
    etag = client.get("/").headers["etag"]
    again = client.get("/us", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")


def test_the_policy_allows_the_inline_style_and_nothing_else_inline(client: TestClient) -> None:
    answer = client.get("/")
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.S)
    assert len(styles) == 1
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in answer.headers["content-security-policy"]
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", answer.text.replace(styles[0], ""))


def test_a_style_attribute_in_the_templates_stops_the_start(dist: Path) -> None:
    (dist.parent / "shell").unlink()
    (dist.parent / "shell" / "icons").mkdir(parents=True)
    for name in SPRITES:
        (dist.parent / "shell" / "icons" / name).write_text("<svg ></svg>")
    (dist.parent / "shell" / "shell.html").write_text('<p style="color: red">')
    with pytest.raises(ValueError, match="style attribute"):
        render_shell(read_build(dist), dist.parent / "shell")


def test_the_shell_fits_the_first_window_of_a_connection(client: TestClient) -> None:
    assert len(gzip.compress(client.get("/").content, 9)) <= 14_000


def test_the_tabs_are_links_that_work_without_a_script(client: TestClient) -> None:
    nav = re.search(r"<nav.*?</nav>", client.get("/").text, re.S)
    assert nav is not None
    assert re.findall(r'<a href="([^"]+)"', nav[0]) == ["/", "/explore", "/us", "/me"]


def test_what_the_shell_refers_to_is_there(client: TestClient) -> None:
    for address in re.findall(r'(?:src|href)="(/[^"#]*)"', client.get("/").text):
        assert client.get(address).status_code == 200, address


def test_the_shell_holds_every_icon_that_the_client_can_name(client: TestClient) -> None:
    source = (ROOT / "pwa" / "elements" / "icon-names.ts").read_text("utf-8")
    names = re.findall(r'"([a-z-]+)"', source.split("as const")[0])
    drawn = re.findall(r'<symbol id="i-([a-z-]+)"', client.get("/").text)
    assert sorted(drawn) == sorted(names)


def test_the_shell_holds_a_drawing_of_every_step_onto_the_home_screen(client: TestClient) -> None:
    source = (ROOT / "pwa" / "screens" / "install" / "index.tsx").read_text("utf-8")
    steps = re.findall(r'"([a-z]+-\d)"', source)
    drawn = re.findall(r'<symbol id="d-([a-z]+-\d)"', client.get("/").text)
    assert len(steps) == 8
    assert sorted(drawn) == sorted(steps)


def test_the_shell_holds_the_first_words_and_names_the_file_of_each_bundle_with_others(client: TestClient) -> None:
    found = re.search(
        r'<script type="application/json" id="words" data-rest="([^"]+)" data-aside="([^"]+)">(.*?)</script>',
        client.get("/").text,
    )
    assert found is not None
    assert json.loads(found[3]) == {"done": "Done"}
    rest, aside = client.get(found[1]), client.get(found[2])
    assert rest.json() == {"us.title": "Us"}
    assert aside.json() == {"help.lead": "Help"}
    assert rest.headers["content-type"] == aside.headers["content-type"] == "application/json"


def test_words_cannot_end_the_element_they_stand_in() -> None:
    words = as_json({"a": "</script><script>"})
    assert "<" not in words
    assert json.loads(words) == {"a": "</script><script>"}


def test_who_was_never_here_reads_the_first_words_before_any_script(client: TestClient) -> None:
    for address in ("/", "/welcome"):
        welcome = client.get(address, headers={"Sec-Fetch-Mode": "navigate"})
        assert "<h1>Closeness grows" in welcome.text
        assert "Cookie" in welcome.headers["vary"]


def test_the_app_begins_after_the_first_words_of_a_stranger_and_at_once_for_all_others(client: TestClient) -> None:
    welcome = client.get("/", headers={"Sec-Fetch-Mode": "navigate"}).text
    assert '<script defer src="/assets/start-IIII.js" data-main="/assets/main-AAAA.js">' in welcome
    assert '<link rel="modulepreload" href="/assets/main-AAAA.js">' in welcome
    assert 'type="module"' not in welcome
    assert '<script type="module" src="/assets/main-AAAA.js">' in client.get("/").text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {"Sec-Fetch-Mode": "navigate", "Cookie": "sid=x"}),
        ("/", {"Sec-Fetch-Mode": "navigate", "Cookie": "__Host-sid=x"}),
        ("/explore", {"Sec-Fetch-Mode": "navigate"}),
        ("/", {"Sec-Fetch-Mode": "cors"}),
    ],
)
def test_all_others_and_the_worker_get_the_plain_shell(
    client: TestClient, address: str, headers: dict[str, str]
) -> None:
    assert client.get(address, headers=headers).content == client.get("/").content


def test_the_first_words_are_those_of_the_client() -> None:
    words = (ROOT / "pwa" / "words" / "welcome.ts").read_text("utf-8")
    assert f'"welcome.1.title": "{WORDS["welcome"]}"' in words
    assert f'"{WORDS["welcome_text"]}"' in words
