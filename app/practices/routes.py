"""Practices over HTTP: their records, the catalogue, and what the check-ins add up to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from app.auth.refusals import CrossSite, NotJson
from app.content.load import Catalogue, load_catalogue
from app.kit.answers import IfNoneMatch, Whole
from app.kit.clock import zone
from app.kit.context import Context, Ctx
from app.kit.days import label_of
from app.kit.errors import FieldError, Invalid, NotFound, documented
from app.kit.records.entry import Entry
from app.kit.records.rest import record_routes
from app.practices import reckon, rules
from app.practices.records import CHECK_IN, MEND, PAUSE, PRACTICE, REST
from app.practices.schemas import Day
from app.spaces.access import LET_IN, let_in

MEMBERS_ONLY = documented(*LET_IN, CrossSite, NotJson)
Here = Annotated[Entry, Depends(let_in("practices:read"))]
Label = Annotated[Day | None, Query(description="Your own today, as your device reckons it (a day begins at 04:00).")]
AHEAD = timedelta(days=2)
"""As far as a day can be ahead of the server's, with a clock that is a day off: every day more costs a fold of it."""
State = Literal["ended", "upcoming", "done", "paused", "resting", "lapsed", "at_risk", "open"]

router = APIRouter(prefix="/api/v1", tags=["practices"])
records = [record_routes(kind, let_in, MEMBERS_ONLY) for kind in (PRACTICE, CHECK_IN, PAUSE, REST, MEND)]


class ProgressOut(BaseModel):
    """Logs asked in the current period, of everybody, and how many there are."""

    need: int = Field(description="How many are asked.")
    have: int = Field(description="How many there are.")


class StreakOut(Whole):
    """What a practice's check-ins add up to, as you see it. Of affection there is a total, and nothing to lose."""

    practice_id: str = Field(description="The practice.")
    area: str = Field(description="Which of the ten areas it belongs to.")
    title: str = Field(description="What it is called.")
    total: int = Field(description="Kept periods. Only taking something back lowers it.")
    state: State = Field(description="How it stands on that day.")
    strength: float | None = Field(None, description="0 to 1; forgiving.")
    run: int | None = Field(None, description="Kept periods since the last gap.")
    best: int | None = Field(None, description="The longest run there was.")
    since: date | None = Field(None, description="The first day of the run.")
    provisional: bool | None = Field(None, description="Time alone may still lower `best`: announce no record.")
    left: int | None = Field(None, description="Logs still wanted in this period, of everybody.")
    my_left: int | None = Field(None, description="Of these, your own.")
    days_left: int | None = Field(None, description="Days until the period ends, with this one.")
    rest_left: int | None = Field(None, description="Misses that would still be rested by themselves.")
    progress: ProgressOut | None = Field(
        None, description="How far this period has come; null where nothing is counted."
    )
    mend_offer: list[date] = Field(default_factory=list, description="First days of the periods a mend would close.")


class StreaksOut(BaseModel):
    """Every practice of a space."""

    label: date = Field(description="The day that it was reckoned for.")
    streaks: list[StreakOut] = Field(description="In the order of the practices.")


class TodayPractice(StreakOut):
    """A practice today, with those who did it. Who has not is never said."""

    requires: str = Field(description="Who it takes: either, together, each, or one:<member id>.")
    done_by: list[str] = Field(description="Members who did it on their own today.")


class TodayOut(BaseModel):
    """One glance."""

    label: date = Field(description="The day that it was reckoned for.")
    days_together: int = Field(description="Days on which anything was done here.")
    practices: list[TodayPractice] = Field(description="In the order of their positions.")


@router.get(
    "/catalogue",
    operation_id="get_catalogue",
    response_model=Catalogue,
    response_model_exclude_none=True,
    summary="Areas, practices, and what is known of them",
    responses={304: {"description": "You have it already."}, **documented(Invalid)},
)
def get_catalogue(response: Response, if_none_match: IfNoneMatch = None) -> Any:
    """The same for everybody; no sign-in."""
    catalogue = load_catalogue()
    tag = f'"{catalogue.version}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return catalogue


@router.get(
    "/spaces/{space_id}/streaks",
    operation_id="list_streaks",
    summary="Rhythm and streak of every practice",
    responses={**MEMBERS_ONLY, **documented(NotFound, Invalid)},
)
def list_streaks(ctx: Ctx, here: Here, label: Label = None) -> StreaksOut:
    """A fold over the check-ins, the same as the phone's own."""
    day, ground = _ground(ctx, here, label)
    return StreaksOut(
        label=day,
        streaks=[
            StreakOut.model_validate(_streak(practice, _rhythm(ctx, ground, practice, here, day)))
            for practice in ground.practices
        ],
    )


@router.get(
    "/spaces/{space_id}/today",
    operation_id="get_today",
    summary="What matters today",
    responses={**MEMBERS_ONLY, **documented(NotFound, Invalid)},
)
def get_today(ctx: Ctx, here: Here, label: Label = None) -> TodayOut:
    """Practices that run today, with what was done. Ended and upcoming ones are left out."""
    day, ground = _ground(ctx, here, label)
    found = []
    for practice in ground.practices:
        rhythm = _rhythm(ctx, ground, practice, here, day)
        if rhythm.state not in ("ended", "upcoming"):
            more = {"requires": practice["requires"], "done_by": _done_by(ctx, ground, practice, here, day)}
            found.append(TodayPractice.model_validate({**_streak(practice, rhythm), **more}))
    return TodayOut(label=day, days_together=reckon.days_together(ground), practices=found)


def _ground(ctx: Context, here: Entry, label: date | None) -> tuple[date, reckon.Ground]:
    if label is not None and label > ctx.now().date() + AHEAD:
        far = FieldError(field="label", code="too_far_ahead", message="Send your own today: check the device's clock.")
        raise Invalid(errors=[far])
    with ctx.db.read(here.reach) as session:
        ground = reckon.load(session, here)
    home = ground.zones.get(here.member_id) or ground.home or "UTC"
    return label or label_of(ctx.now(), zone(home)), ground


def _rhythm(ctx: Context, ground: reckon.Ground, practice: Any, here: Entry, day: date) -> rules.Rhythm:
    return reckon.rhythm(ground, practice, here.member_id, ctx.now(), day)


def _streak(practice: Any, rhythm: rules.Rhythm) -> dict[str, Any]:
    seen = rules.public_view(rhythm, practice["area"])
    about = {"practice_id": practice["id"], "area": practice["area"], "title": reckon.title(practice)}
    if isinstance(seen, rules.PublicRhythm):
        return {**about, "total": seen.total, "state": seen.state}
    return {
        **about,
        **{name: getattr(seen, name) for name in StreakOut.model_fields if hasattr(seen, name)},
        "progress": seen.progress._asdict() if seen.progress else None,
    }


def _done_by(ctx: Context, ground: reckon.Ground, practice: Any, here: Entry, day: date) -> list[str]:
    together = practice["requires"] == "together" and ground.home is not None
    home_day = label_of(ctx.now(), zone(ground.home)) if together and ground.home else day
    done = set()
    for event in ground.events[practice["id"]]:
        theirs = home_day if together else reckon.today_of(ground, event.member, here.member_id, ctx.now(), day)
        if event.label == theirs:
            done.add(event.member)
    return sorted(done)
