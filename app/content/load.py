"""The catalogue of areas and practices: YAML beside this file, checked when it is read.

Content is data that people write by hand, so each file is checked as strictly as an outsider's request:
a slip in a text stops the start of the server, with the file and the place in it, and never reaches a phone.
No database and no web: whoever serves or adopts a practice asks here.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

HERE = Path(__file__).parent
AREAS = 10
FEWEST_PRACTICES = 6
FEWEST_GESTURES = 60

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, Field(min_length=3, max_length=120, pattern=r"^\S.*\S$")]
Text = Annotated[str, Field(min_length=10, max_length=700)]
Question = Annotated[str, Field(min_length=10, max_length=120, pattern=r"^\S.*\?$")]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
AreaSlug = Literal[
    "communicate",
    "empathy",
    "quality-time",
    "trust",
    "goals",
    "affection",
    "emotions",
    "interests",
    "conflict",
    "self-care",
]
"""The ten areas of intimacy."""
SupportSlug = Literal["celebrate", "listen", "advise", "help", "space"]
"""The kinds of help that somebody may ask for."""
MethodSlug = Literal["good-news", "if-then", "unseen-help"]
"""What the pages of goals suggest."""


def _as_steps(value: Any) -> Any:
    """A paragraph is a single step, so that readers only ever meet a list."""
    return [value] if isinstance(value, str) else value


class ContentError(Exception):
    """The content on disk is not what it should be; the message names the file and the place."""


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


M = TypeVar("M", bound=Model)


class UsualCadence(Model):
    """How often: daily, N times a week or a calendar month (`times`), or once in every N days (`days`)."""

    kind: Literal["daily", "weekly", "every", "monthly"] = Field(description="As in the cadence of a practice.")
    times: int | None = Field(None, description="weekly, monthly: on how many days.")
    days: int | None = Field(None, description="every: the length of the window in days.")

    @model_validator(mode="after")
    def _one_number_that_fits(self) -> Self:
        fits = {
            "daily": self.times is None and self.days is None,
            "weekly": self.days is None and self.times in range(1, 8),
            "every": self.times is None and self.days in range(2, 366),
            "monthly": self.days is None and self.times in range(1, 29),
        }
        if not fits[self.kind]:
            raise ValueError("daily takes no number, weekly times 1-7, every days 2-365, monthly times 1-28")
        return self


class Window(Model):
    """The hours in which the cue of a practice usually falls, on one person's own clock, as HH:MM."""

    start: Clock = Field(description="The earliest, on one's own clock.")
    end: Clock = Field(description="The latest, on one's own clock.")

    @model_validator(mode="after")
    def _within_one_day(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a window ends after it starts, on the same day")
        return self


class Source(Model):
    """Where a finding was published; `doi` only when it is certain."""

    authors: Line = Field(description="Who wrote it.")
    year: int = Field(ge=1900, le=2026, description="When it appeared.")
    title: Annotated[str, Field(min_length=3, max_length=250)] = Field(description="What it is called.")
    where: Line = Field(description="The journal or the publisher.")
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")] | None = Field(None, description="Where it is certain.")


class Evidence(Model):
    """What is known of a practice, how sure one can be, and what speaks against leaning on it."""

    measured: Text = Field(description="What was measured.")
    who: Text = Field(description="On whom.")
    found: Text = Field(description="What was found.")
    confidence: Literal["strong", "moderate", "weak", "none"] = Field(description="How sure one can be.")
    caveat: Text = Field(description="What speaks against leaning on it.")
    source: Source = Field(description="Where it was published.")


class Practice(Model):
    """One act that can be adopted. `private` ones live in a person's own space and are for one alone."""

    slug: Slug = Field(description="Its name in `catalogue` of a practice.")
    title: Annotated[Line, Field(max_length=40)] = Field(description="What it is called.")
    summary: Line = Field(description="What it is, in a line.")
    how: Annotated[tuple[Text, ...], BeforeValidator(_as_steps), Field(min_length=1, max_length=6)] = Field(
        description="How it goes, a step each."
    )
    minutes: int = Field(ge=1, le=240, description="About how long it takes.")
    requires: Literal["either", "together", "each", "one"] = Field(description="Who it takes.")
    private: bool = Field(False, description="It is for one person alone, in their own space.")
    cadence: UsualCadence = Field(description="How often it usually is.")
    plan_cues: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)] = Field(
        description="After what it may come, for an if-then plan."
    )
    window: Window = Field(description="When its cue usually falls.")
    when_not: Text = Field(description="When it is better left.")
    evidence: Evidence = Field(description="What is known of it.")

    @model_validator(mode="after")
    def _private_is_for_one(self) -> Self:
        if self.private and self.requires != "one":
            raise ValueError("a private practice is done by one person, so it requires: one")
        return self


class PracticeFile(Model):
    area: AreaSlug
    practices: tuple[Practice, ...]


class Gesture(Model):
    """Something small to surprise a partner with. It names nobody, and asks for nothing in return."""

    slug: Slug = Field(description="Its name.")
    text: Line = Field(description="What one may do.")


class GestureFile(Model):
    gestures: tuple[Gesture, ...] = Field(min_length=FEWEST_GESTURES)


class Support(Model):
    """A kind of help that one asks for, and how the other is there: questions that ask for more, and no praise."""

    slug: SupportSlug = Field(description="Its name in the `kind` of a support.")
    title: Annotated[Line, Field(max_length=24)] = Field(description="What it is called.")
    wish: Line = Field(description="What one says with it.")
    how: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)] = Field(description="How to be there.")
    starters: Annotated[tuple[Question, ...], Field(min_length=3, max_length=3)] = Field(
        description="Questions to begin with."
    )


class MethodEvidence(Evidence):
    """The same of a method; some rest on two publications."""

    beside: Source | None = Field(None, description="Where it was found as well.")


class Method(Model):
    """A way of going about a goal, with what is known of it."""

    slug: MethodSlug = Field(description="Its name.")
    title: Line = Field(description="What it is called.")
    evidence: MethodEvidence = Field(description="What is known of it.")


class SupportFile(Model):
    supports: tuple[Support, ...]
    methods: tuple[Method, ...]


class AreaText(Model):
    """An area as it stands in `areas.yaml`; `hue` is a whole oklch hue angle in degrees."""

    slug: AreaSlug = Field(description="Its name in the `area` of a practice.")
    number: int = Field(ge=1, le=AREAS, description="Its place.")
    title: Line = Field(description="What it is called.")
    short: Annotated[str, Field(min_length=3, max_length=14)] = Field(description="The same, for a narrow place.")
    hue: int = Field(ge=0, lt=360, description="Its colour: an oklch hue angle in degrees.")
    icon: Slug = Field(description="The name of its picture.")
    intro: Text = Field(description="What it is about.")
    note: Text | None = Field(None, description="What is to be borne in mind.")


class AreaFile(Model):
    areas: tuple[AreaText, ...]


class Area(AreaText):
    practices: tuple[Practice, ...] = Field(description="At least six.")


class Catalogue(Model):
    """All areas in their order, small gestures, and how to be there for each other's goals. `version` changes when,
    and only when, some content does.
    """

    version: str = Field(description="Changes when some content does.")
    areas: tuple[Area, ...] = Field(description="All ten, in their order.")
    gestures: tuple[Gesture, ...] = Field(description="Small surprises.")
    supports: tuple[Support, ...] = Field(description="The five kinds of help.")
    methods: tuple[Method, ...] = Field(description="What the pages of goals suggest.")

    def area(self, slug: str) -> Area | None:
        return next((area for area in self.areas if area.slug == slug), None)

    def practice(self, slug: str) -> Practice | None:
        everything = (practice for area in self.areas for practice in area.practices)
        return next((practice for practice in everything if practice.slug == slug), None)


def catalogue_json() -> dict[str, Any]:
    """The catalogue as plain JSON values: `{version, areas: [{slug, …, practices: [{slug, …}]}], gestures, supports,
    methods}`.

    Optional fields that are not set are left out, so a cadence reads as the rhythm rules write it.
    """
    return load_catalogue().model_dump(mode="json", exclude_none=True)


@cache
def load_catalogue(folder: Path = HERE) -> Catalogue:
    """Read and check all content once per process. Raises `ContentError` at the first thing that is wrong."""
    texts = sorted(read(folder / "areas.yaml", AreaFile).areas, key=lambda text: text.number)
    _check_areas(texts)
    areas = tuple(_with_practices(text, folder) for text in texts)
    _check_unique("practice slug", (practice.slug for area in areas for practice in area.practices))
    _check_unique("practice title", (practice.title for area in areas for practice in area.practices))
    gestures = read(folder / "gestures.yaml", GestureFile).gestures
    _check_unique("gesture slug", (gesture.slug for gesture in gestures))
    _check_unique("gesture text", (gesture.text for gesture in gestures))
    help_ = read(folder / "support.yaml", SupportFile)
    _check_whole("support", SupportSlug, (support.slug for support in help_.supports))
    _check_whole("method", MethodSlug, (method.slug for method in help_.methods))
    _check_unique("starter", (starter for support in help_.supports for starter in support.starters))
    return Catalogue(
        version=_version((*areas, *gestures, *help_.supports, *help_.methods)),
        areas=areas,
        gestures=gestures,
        supports=help_.supports,
        methods=help_.methods,
    )


def read(path: Path, kind: type[M]) -> M:
    """One file as one model. Raises `ContentError` with the file's name and every place that does not fit."""
    import yaml  # read once in the life of a server

    quick = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # ten times faster where it is there
    try:
        return kind.model_validate(yaml.load(path.read_text(encoding="utf-8"), quick))
    except (OSError, yaml.YAMLError) as problem:
        raise ContentError(f"{path.name}: {problem}") from problem
    except ValidationError as problem:
        places = (f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in problem.errors())
        raise ContentError(f"{path.name}: {'; '.join(places)}") from problem


def _check_areas(texts: list[AreaText]) -> None:
    if [text.number for text in texts] != list(range(1, AREAS + 1)):
        raise ContentError(f"areas.yaml: areas are numbered 1 to {AREAS}, each once")
    _check_unique("area slug", (text.slug for text in texts))
    _check_unique("area title", (text.title for text in texts))
    _check_unique("area hue", (str(text.hue) for text in texts))


def _with_practices(text: AreaText, folder: Path) -> Area:
    name = f"{text.number:02}-{text.slug}.yaml"
    content = read(folder / "practices" / name, PracticeFile)
    if content.area != text.slug:
        raise ContentError(f"{name}: says area {content.area}, should say {text.slug}")
    if len(content.practices) < FEWEST_PRACTICES:
        raise ContentError(f"{name}: has {len(content.practices)} practices, needs {FEWEST_PRACTICES}")
    return Area(**text.model_dump(), practices=content.practices)


def _check_whole(what: str, every: Any, slugs: Iterable[str]) -> None:
    if list(slugs) != list(get_args(every)):
        raise ContentError(f"support.yaml: {what} slugs are {', '.join(get_args(every))}, in this order, each once")


def _check_unique(what: str, values: Iterable[str]) -> None:
    twice = sorted(value for value, times in Counter(values).items() if times > 1)
    if twice:
        raise ContentError(f"{what} used more than once: {', '.join(twice)}")


def _version(everything: Iterable[Model]) -> str:
    content = [each.model_dump(mode="json", exclude_none=True) for each in everything]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
