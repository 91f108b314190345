"""What a phone installs: the manifest, and the worker with what it has to keep."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fastapi.testclient import TestClient

from app.web.build import read_build
from app.web.manifest import png_size
from app.web.shell import render_shell
from tests.web.serving import make_app


def facts(client: TestClient) -> dict[str, object]:
    """What the prefix of the worker tells it."""
    found = re.match(r"self\.__TEND=(\{.*\});\n", client.get("/sw.js").text)
    assert found is not None
    said: dict[str, object] = json.loads(found[1])
    return said


def test_the_worker_knows_the_shell_and_every_asset_it_needs(client: TestClient) -> None:
    said = facts(client)
    assert said["shell"] == "/"
    assert said["assets"] == [
        "/assets/main-AAAA.js",
        "/assets/aside-JJJJ.js",
        "/assets/explore-BBBB.js",
        "/assets/kit-CCCC.js",
        "/assets/words-GGGG.json",
        "/assets/words-KKKK.json",
        "/assets/app-DDDD.css",
        "/assets/icon-192-EEEE.png",
        "/assets/badge-96-EEEE.png",
    ]
    assert client.get("/sw.js").text.endswith("listen()")


def test_the_worker_is_asked_for_each_time(client: TestClient) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


def test_two_processes_agree_on_the_version(dist: Path) -> None:
    versions = {facts(TestClient(make_app(dist)))["version"] for _ in range(2)}
    assert len(versions) == 1


def test_any_change_of_shell_assets_or_worker_is_a_new_version(dist: Path) -> None:
    def version() -> str:
        return render_shell(read_build(dist), dist.parent / "shell").version

    seen = [version()]
    (dist / "sw.js").write_text("listen(2)")
    seen.append(version())
    (dist / "critical.css").write_text("p{}")
    seen.append(version())
    manifest = json.loads((dist / "manifest.json").read_text())
    (dist / "assets" / "later-HHHH.js").write_text("later()")
    manifest["chunks"]["later-HHHH.js"] = {}
    (dist / "manifest.json").write_text(json.dumps(manifest))
    seen.append(version())
    assert len(set(seen)) == 4


def test_the_manifest_has_what_installing_needs(client: TestClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["id"] == "/"
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    assert 2 <= len(manifest["shortcuts"]) <= 4
    assert all(client.get(shortcut["url"]).status_code == 200 for shortcut in manifest["shortcuts"])


def test_the_icons_are_as_large_as_the_manifest_says(client: TestClient) -> None:
    for icon in client.get("/manifest.webmanifest").json()["icons"]:
        width, height = png_size(client.get(icon["src"]).content)
        assert f"{width}x{height}" == icon["sizes"]


def test_screenshots_say_their_form_from_their_own_size(client: TestClient) -> None:
    assert client.get("/manifest.webmanifest").json()["screenshots"] == [
        {
            "src": "/assets/today-narrow-FFFF.png",
            "sizes": "390x844",
            "type": "image/png",
            "form_factor": "narrow",
            "label": "Today",
        }
    ]
