"""Assets: from memory, for ever, compressed, and nothing but what the build lists."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web.build import read_build
from tests.web.serving import make_app


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("main-AAAA.js", "text/javascript; charset=utf-8"),
        ("app-DDDD.css", "text/css; charset=utf-8"),
        ("icon-192-EEEE.png", "image/png"),
        ("icon-EEEE.svg", "image/svg+xml"),
    ],
)
def test_an_asset_may_be_kept_for_ever_and_has_its_type(client: TestClient, name: str, kind: str) -> None:
    answer = client.get(f"/assets/{name}")
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_code_travels_compressed_to_who_can_read_that(client: TestClient, dist: Path) -> None:
    small = client.get("/assets/main-AAAA.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/assets/main-AAAA.js", headers={"Accept-Encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert small.text == plain.text == (dist / "assets" / "main-AAAA.js").read_text()


def test_what_the_build_compressed_itself_is_sent_as_it_is(dist: Path) -> None:
    packed = gzip.compress(b"start()" * 200, 1, mtime=7)
    (dist / "assets" / "main-AAAA.js.gz").write_bytes(packed)
    assert read_build(dist).files["main-AAAA.js"].compressed == packed
    client = TestClient(make_app(dist))
    assert client.get("/assets/main-AAAA.js", headers={"Accept-Encoding": "gzip"}).text == "start()" * 200
    assert client.get("/assets/main-AAAA.js.gz").status_code == 404


def test_the_assets_of_the_builds_before_are_still_served(client: TestClient) -> None:
    assert client.get("/assets/main-OLD0.js").text == "old()"


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fsw.js", "%2e%2e/manifest.json", "main-GONE.js"])
def test_what_the_build_does_not_list_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_without_a_build_the_api_works_and_the_door_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = TestClient(make_app(tmp_path / "dist"))
    assert "npm --prefix pwa run build" in capsys.readouterr().out
    door = client.get("/")
    assert (door.status_code, door.json()["code"]) == (503, "client_not_built")
    assert "npm --prefix pwa run build" in door.json()["detail"]
    assert client.post("/api/v1/notes", content=b"hello").json()["bytes"] == 5


def test_half_a_build_is_no_build(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (dist / "assets" / "kit-CCCC.js").unlink()
    client = TestClient(make_app(dist))
    assert "kit-CCCC.js" in capsys.readouterr().out
    assert client.get("/").status_code == 503
