"""The one document of the app, rendered once at start: the same bytes for everybody, so it can be cached."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.web.build import Build, Stored
from app.web.words import WORDS

TABS = (("/", "today"), ("/explore", "explore"), ("/us", "us"), ("/me", "me"))
SPRITES = ("sprite.svg", "drawings.svg")
LIGHT, DARK = "#fbf6ee", "#12181a"


@dataclass(frozen=True, slots=True)
class Shell:
    """The rendered document, the hash its inline style is allowed by, and the version of the whole client.

    `welcome` is the same document with the first words of the welcome in it, for who was never here.
    """

    page: Stored
    welcome: Stored
    style_hash: str
    version: str

    def worker(self, build: Build) -> Stored:
        """`/sw.js`: what this build is made of, then the worker itself."""
        facts = {"version": self.version, "shell": "/", "assets": build.precached()}
        code = f"self.__TEND={json.dumps(facts, separators=(',', ':'))};\n{build.worker}"
        return Stored.of(code.encode(), "text/javascript; charset=utf-8")


def render_shell(build: Build, shell_dir: Path) -> Shell:
    """Renders `shell.html` from `shell_dir` (`pwa/shell`). Raises ValueError on a style that a CSP would stop."""
    plain, welcome = (_render(build, shell_dir, stranger=stranger) for stranger in (False, True))
    pages = [Stored.of(html.encode(), "text/html; charset=utf-8") for html in (plain, welcome)]
    return Shell(pages[0], pages[1], style_hash(build.critical), _version(plain, build))


def _render(build: Build, shell_dir: Path, *, stranger: bool) -> str:
    html = (
        _environment(shell_dir)
        .get_template("shell.html")
        .render(
            build=build,
            critical=Markup(build.critical),
            sprites=[Markup(_sprite(shell_dir / "icons" / name)) for name in SPRITES],
            stranger=stranger,
            tabs=TABS,
            words=WORDS,
            catalogue=as_json(build.words),
            light=LIGHT,
            dark=DARK,
        )
    )
    if re.search(r"<[^>]*\sstyle=", html.replace(build.critical, "")):
        raise ValueError("shell.html has a style attribute, which the content security policy stops")
    return html


def style_hash(css: str) -> str:
    """A source expression for `style-src` that allows exactly this inline style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"


def as_json(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _environment(shell_dir: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(shell_dir),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _sprite(path: Path) -> str:
    """Drawings as a hidden part of the document that every `<use>` refers to, so that its colours are theirs."""
    drawn = path.read_text("utf-8").strip()
    return drawn.replace("<svg ", '<svg class="sprite" aria-hidden="true" ', 1).replace("\n", "")


def _version(html: str, build: Build) -> str:
    """The same on every process that serves the same build; another as soon as one byte differs."""
    parts = [html, *sorted(build.files), build.worker]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
