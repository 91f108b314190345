"""A small client build beside the real templates and drawings, and an app that serves it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.serving import SHELL, STYLES, make_app

CRITICAL = "".join((STYLES / name).read_text("utf-8") for name in ("tokens.css", "base.css", "frame.css"))


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """`pwa/dist` as the build leaves it, with one asset of an older build."""
    (tmp_path / "shell").symlink_to(SHELL)
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    code = {
        "main-AAAA.js": "start()" * 200,
        "start-IIII.js": "begin()",
        "explore-BBBB.js": "explore()",
        "kit-CCCC.js": "kit()",
        "aside-JJJJ.js": "aside()",
    }
    for name, text in code.items():
        (dist / "assets" / name).write_text(text)
    (dist / "assets" / "app-DDDD.css").write_text(".card{color:red}" * 100)
    (dist / "words.json").write_text('{"done":"Done"}')
    (dist / "assets" / "words-GGGG.json").write_text('{"us.title":"Us"}')
    (dist / "assets" / "words-KKKK.json").write_text('{"help.lead":"Help"}')
    (dist / "assets" / "main-OLD0.js").write_text("old()")
    (dist / "critical.css").write_text(CRITICAL)
    (dist / "sw.js").write_text("listen()")
    pictures = {}
    for path in sorted((SHELL / "icons").iterdir()):
        name = f"{path.stem}-EEEE{path.suffix}"
        (dist / "assets" / name).write_bytes(path.read_bytes())
        pictures[f"icons/{path.name}"] = {"file": name}
    screenshot = (SHELL / "icons" / "icon-192.png").read_bytes()
    (dist / "assets" / "today-narrow-FFFF.png").write_bytes(
        screenshot[:16] + (390).to_bytes(4) + (844).to_bytes(4) + screenshot[24:]
    )
    pictures["screenshots/today-narrow.png"] = {"file": "today-narrow-FFFF.png"}
    manifest = {
        "entries": {"main": {"file": "main-AAAA.js"}, "start": {"file": "start-IIII.js"}},
        "chunks": {"explore-BBBB.js": {}, "kit-CCCC.js": {}, "aside-JJJJ.js": {}},
        "words": {
            "first": {"file": "words.json"},
            "rest": {"file": "words-GGGG.json"},
            "aside": {"file": "words-KKKK.json"},
        },
        "css": {"critical": {"file": "critical.css"}, "rest": {"file": "app-DDDD.css"}},
        "worker": {"file": "sw.js"},
        "assets": pictures,
        "older": [["main-OLD0.js", "main-GONE.js"]],
    }
    (dist / "manifest.json").write_text(json.dumps(manifest))
    return dist


@pytest.fixture
def app(dist: Path) -> FastAPI:
    return make_app(dist)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)
