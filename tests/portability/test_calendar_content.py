"""What stands in a calendar, and what never does: nothing of a partner's, nothing that is silent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.kit.ids import derived
from tests.cast import DAY, Cast, another_browser, canary, check_in, couple, new_id, practice, sign_up
from tests.portability.conftest import Program, make, program
from tests.reminders.conftest import House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEUTRAL = "Something small for today"


def days(calendar: Program) -> list[str]:
    return [instant.date().isoformat() for instant in calendar.rings()]


def said(calendar: Program) -> set[str]:
    return {event.summary.value for event in calendar.events()}


def test_neutral_words_tell_nothing(house: House, alices: Program) -> None:
    made = house.adopt(body={"title": "A secret hug", "summary": "secret", "plan": {"cue": "secret", "then": ""}})
    ring = house.remind(house.pair.alice, made, body={"cue": "a secret cue"})
    text = alices.text()
    assert said(alices) == {NEUTRAL}
    for told in ("secret", made, ring, house.pair.space, house.pair.alice.id, house.pair.alice.own, "alice", "Alice"):
        assert told not in text
    [event] = alices.events()
    assert event.valarm.action.value == "DISPLAY"
    assert event.valarm.description.value == NEUTRAL
    assert event.transp.value == "TRANSPARENT"


def test_own_words_are_the_names_in_ones_own_space_and_in_the_catalogue_and_else_ones_own_cue(house: House) -> None:
    alice, bob = house.pair.alice, house.pair.bob
    mine = new_id()
    house.write(alice, "practice", mine, practice("Evening, pages; and rest", requires=f"one:{alice.id}"), alice.own)
    bobs = new_id()
    house.write(bob, "practice", bobs, practice("In Bob's words"), house.pair.space)
    known = house.adopt(body={"title": "Hand in hand"}, catalogue="hand-in-hand")
    house.remind(alice, mine, ref_space=alice.own)
    house.remind(alice, bobs, body={"cue": "after tea"})
    house.remind(alice, bobs, time="09:00")
    house.remind(alice, known, time="10:00")
    calendar = program(house, make(alice, "own")["address"])
    assert said(calendar) == {"Evening, pages; and rest", "after tea", NEUTRAL, "Hand in hand"}
    assert alice.browser.patch("/api/v1/me/calendar", json={"words": "neutral"}).status_code == 200
    assert said(calendar) == {NEUTRAL}


@pytest.mark.parametrize("words", ["neutral", "own"])
def test_nothing_of_anybody_else_is_in_it(cast: Cast, words: str) -> None:
    """Alice, who is with Bob and has a row of each type. Bob's whole life, and Carol's, against every byte."""
    for who in ("alice", "bob"):
        for place in ("ab", f"own-{who}"):
            about = {"ref_space": cast.places[place].id, "ref_id": cast.places[place].records["practice"]}
            rule = {"time": "19:30", "days": [0, 3], "body": {"cue": canary("cue-of", f"{who}-{place}")}}
            wrote(cast, who, cast[who].own, "reminder", "put", new_id(), {**about, **rule})
            for kind in ("pause", "rest"):
                author, records = cast.places[place].author, cast.places[place].records
                wrote(cast, author, about["ref_space"], kind, "patch", records[kind], {"withdrawn": True})
    ours = cast.places["ab"]
    for kind in ("practice", "goal"):
        wrote(cast, "bob", ours.id, kind, "patch", ours.records[kind], {"body": {"title": "canary-by-bob"}})
    assert cast["alice"].browser.put(f"/api/v1/couples/{ours.id}/continuation").status_code == 204  # since Fay left
    made = make(cast["alice"], words)
    answer = another_browser(cast.app).get(made["address"].removeprefix("http://localhost"))
    text = answer.text.replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 3 + 2  # and the days of a goal of each space
    hers = {canary("cue-of", "alice-ab"), canary("title", "own-alice"), canary("goal", "own-alice")}
    seen = hers if words == "own" else set()
    assert {word for word in seen if word in text} == seen
    others = {word for word in _canaries(cast) if word in text}
    assert others - seen == set()
    assert ("canary" in text) == (words == "own")


def wrote(cast: Cast, who: str, *change: Any) -> None:
    result = cast[who].write(*change, base_seq=2**53)
    assert result["outcome"] in ("applied", "merged"), result


def _canaries(cast: Cast) -> set[str]:
    """Every string of the house that has a meaning: words of rows, names, ids of people, spaces and records."""
    words = {
        canary(word, place)
        for word in ("title", "summary", "cue", "note", "ring", "about", "goal", "why", "milestone", "support")
        for place in cast.places
    }
    ids = {id_ for place in cast.places.values() for id_ in (place.id, *place.records.values())}
    people = {id_ for one in cast.people.values() for id_ in (one.id, one.own, one.session, canary("name", one.name))}
    cues = {canary("cue-of", f"{who}-{space}") for who in ("alice", "bob") for space in ("ab", f"own-{who}")}
    return words | ids | people | cues | {"canary-by-bob"}


def test_what_is_off_or_deleted_is_not_in_it(house: House, alices: Program) -> None:
    made = house.remind(house.pair.alice, house.adopt())
    house.write(house.pair.alice, "reminder", made, {**_as_written(house, made), "active": False})
    assert alices.rings() == []
    assert "VEVENT" not in alices.text()


def _as_written(house: House, reminder: str) -> dict[str, object]:
    return dict(house.pair.alice.records(house.pair.alice.own)[reminder]["fields"])


def test_pauses_and_rests_leave_their_days_out(house: House, alices: Program) -> None:
    alice, bob = house.pair.alice, house.pair.bob
    shared, rested = house.adopt(requires="together"), house.adopt(requires="together")
    house.remind(alice, shared)
    house.remind(alice, rested)
    pause = {"practice_id": shared, "member_id": bob.id, "first": "2026-12-01", "last": "2026-12-10"}
    house.write(bob, "pause", new_id(), pause, house.pair.space)
    house.write(
        alice,
        "rest",
        derived("rest", rested, "2026-11-25"),
        {"practice_id": rested, "label": "2026-11-25"},
        house.pair.space,
    )
    found = days(alices)
    assert found.count("2026-11-30") == 2
    assert found.count("2026-12-01") == found.count("2026-12-10") == 1
    assert found.count("2026-12-11") == 2
    assert found.count("2026-11-25") == 1
    house.write(bob, "pause", new_id(), {"practice_id": None, "member_id": bob.id, "first": DAY}, house.pair.space)
    assert alices.rings() == []


def test_it_begins_and_ends_with_its_practice(house: House, alices: Program) -> None:
    made = house.adopt(start="2026-11-30")
    house.remind(house.pair.alice, made)
    assert days(alices)[0] == "2026-11-30"
    ended = house.pair.alice.write(house.pair.space, "practice", "patch", made, {"ended": "2026-12-02"}, base_seq=2**53)
    assert ended["outcome"] == "applied"
    assert days(alices) == ["2026-11-30", "2026-12-01"]
    gone = house.pair.alice.write(house.pair.space, "practice", "delete", made, {}, base_seq=2**53)
    assert gone["outcome"] == "applied"
    assert alices.rings() == []


def test_leaving_a_couple_silences_it_at_once_and_leaves_the_rest(house: House, alices: Program) -> None:
    alice, erin = house.pair.alice, sign_up(house.pair.app, "erin")
    other = couple(erin, alice)
    theirs = new_id()
    house.write(erin, "practice", theirs, practice(area="quality-time"), other)
    house.remind(alice, house.adopt())
    house.remind(alice, theirs, time="09:00", ref_space=other)
    assert len(alices.events()) == 2
    assert alice.browser.delete(f"/api/v1/couples/{house.pair.space}/members/me").status_code == 204
    [left] = alices.events()
    assert left.dtstart.value.hour == 9


def test_who_stays_hears_nothing_until_they_go_on(house: House, alices: Program) -> None:
    """With two, the space closes; either way what was shared is silent for the one who was left."""
    house.remind(house.pair.alice, house.adopt())
    assert house.pair.bob.browser.delete(f"/api/v1/couples/{house.pair.space}/members/me").status_code == 204
    assert alices.rings() == []


def test_a_reminder_of_what_another_is_asked_for_is_not_in_it(house: House, alices: Program) -> None:
    house.remind(house.pair.alice, house.adopt(requires=f"one:{house.pair.bob.id}"))
    assert alices.rings() == []


def test_without_a_known_clock_there_is_nothing(house: House) -> None:
    erin = sign_up(house.pair.app, "erin")
    made = new_id()
    house.write(erin, "practice", made, practice(requires=f"one:{erin.id}"), erin.own)
    house.remind(erin, made, ref_space=erin.own)
    calendar = program(house, make(erin)["address"])
    assert calendar.rings() == []
    house.prefer(erin, "Asia/Tokyo")
    assert len(calendar.rings()) > 300


def test_what_is_done_today_says_nothing_about_the_calendar(house: House, alices: Program) -> None:
    """Neither one's own act nor a partner's is told to whoever keeps the calendar."""
    made = house.adopt(requires="either")
    house.remind(house.pair.alice, made)
    before = alices.text()
    id_, fields = check_in(made, house.pair.bob.id)
    house.write(house.pair.bob, "check_in", id_, fields, house.pair.space)
    assert alices.text() == before


def test_it_begins_today_and_ends_in_a_year(house: House, alices: Program) -> None:
    house.remind(house.pair.alice, house.adopt())
    found = [date.fromisoformat(day) for day in days(alices)]
    assert (found[0].isoformat(), found[-1].isoformat()) == ("2026-11-23", "2027-11-22")
    house.clock.advance(days=40)
    assert days(alices)[0] == "2027-01-02"
