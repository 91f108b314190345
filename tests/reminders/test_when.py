"""The rules of reminders where the vectors are silent."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest

from app.kit.clock import zone
from app.reminders.respect import Candidate, backoff, cap
from app.reminders.when import (
    Mode,
    Occurrence,
    Quiet,
    Rule,
    Whereabouts,
    Window,
    fixed,
    floating,
    latest_due,
    next_occurrence,
    outside_quiet,
    resolve,
    snooze,
)

BERLIN, NEW_YORK, HELSINKI = zone("Europe/Berlin"), zone("America/New_York"), zone("Europe/Helsinki")
NIGHT = Quiet(time(22), time(7, 30))
MONDAY = date(2026, 6, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AT_HOME = Whereabouts([(LONG_AGO, BERLIN)], NIGHT)
EVENING = Rule(time(20))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_next_ring_is_strictly_after() -> None:
    noon, ring = at("2026-06-01T12:00Z"), at("2026-06-01T18:00Z")
    first = next_occurrence(EVENING, AT_HOME, after=noon)
    assert first == Occurrence(MONDAY, ring, useful_until=at("2026-06-01T20:00Z"))
    second = next_occurrence(EVENING, AT_HOME, after=ring)
    assert second
    assert second.instant == ring + timedelta(days=1)


def test_only_the_chosen_weekdays_ring_and_after_midnight_still_counts_as_the_evening() -> None:
    sundays = Rule(time(0, 30), frozenset({6}))
    found = next_occurrence(sundays, Whereabouts([(LONG_AGO, BERLIN)]), after=at("2026-06-01T12:00Z"))
    assert found
    assert (found.label, found.instant) == (date(2026, 6, 7), at("2026-06-07T22:30Z"))
    assert found.useful_until == at("2026-06-08T02:00Z")


def test_a_label_that_has_rung_does_not_ring_again_even_when_the_clock_is_moved_later() -> None:
    later = Rule(time(21))
    found = next_occurrence(later, AT_HOME, after=at("2026-06-01T18:00Z"), last_label=MONDAY)
    assert found
    assert found.label == date(2026, 6, 2)


def test_who_flies_into_yesterday_is_not_asked_twice() -> None:
    landed = at("2026-05-12T18:00Z")
    trip = [(LONG_AGO, zone("Pacific/Auckland")), (landed, zone("America/Los_Angeles"))]
    morning = Rule(time(8))
    rings = []
    after, last = at("2026-05-10T21:00Z"), None
    for _ in range(3):
        found = next_occurrence(morning, Whereabouts(trip), after=after, last_label=last)
        assert found
        after, last = found.instant, found.label
        rings.append((str(found.label), found.instant))
    assert rings == [
        ("2026-05-12", at("2026-05-11T20:00Z")),
        ("2026-05-13", at("2026-05-13T15:00Z")),
        ("2026-05-14", at("2026-05-14T15:00Z")),
    ]


def test_a_journey_that_jumps_over_the_time_rings_on_landing_up_to_two_hours_late() -> None:
    for landed, expected in [("2026-06-01T20:00Z", "2026-06-01T20:00Z"), ("2026-06-01T20:01Z", None)]:
        trip = [(LONG_AGO, NEW_YORK), (at(landed), BERLIN)]
        assert floating(MONDAY, time(20), trip) == (at(expected) if expected else None)


def test_what_a_journey_jumped_over_is_asked_for_from_just_before_the_move() -> None:
    moved = at("2026-06-01T19:00Z")
    trip = Whereabouts([(LONG_AGO, NEW_YORK), (moved, BERLIN)], NIGHT)
    before = moved - timedelta(microseconds=1)
    found = next_occurrence(EVENING, trip, after=before, last_label=date(2026, 5, 31))
    assert found == Occurrence(MONDAY, moved, useful_until=at("2026-06-01T20:00Z"))


def test_nothing_is_caught_up_into_quiet_hours_or_into_the_next_day() -> None:
    asleep = [(LONG_AGO, NEW_YORK), (at("2026-06-01T20:15Z"), BERLIN)]
    assert floating(MONDAY, time(21, 30), asleep) is not None
    assert floating(MONDAY, time(21, 30), asleep, NIGHT) is None
    over = [(LONG_AGO, NEW_YORK), (at("2026-06-02T02:15Z"), BERLIN)]
    assert floating(MONDAY, time(3, 30), over) is None


def test_a_zone_that_was_only_crossed_decides_nothing() -> None:
    moved = at("2026-06-01T12:00Z")
    trip = [(LONG_AGO, BERLIN), (moved, zone("Asia/Tokyo")), (moved, NEW_YORK)]
    assert floating(MONDAY, time(20), trip) == at("2026-06-02T00:00Z")


def test_a_time_that_the_gap_pushes_over_the_rollover_still_rings_once_for_its_evening() -> None:
    saturday = date(2026, 3, 28)
    found = next_occurrence(Rule(time(3, 30)), Whereabouts([(LONG_AGO, HELSINKI)]), after=at("2026-03-28T12:00Z"))
    assert found
    assert (found.label, found.instant) == (saturday, at("2026-03-29T01:30Z"))
    assert found.useful_until > found.instant


def test_a_day_that_a_country_left_out_does_not_make_two_rings_of_one() -> None:
    samoa = Whereabouts([(LONG_AGO, zone("Pacific/Apia"))])
    found = next_occurrence(Rule(time(10)), samoa, after=at("2011-12-30T00:00Z"))
    assert found
    assert (found.label, found.instant) == (date(2011, 12, 31), at("2011-12-30T20:00Z"))


def test_quiet_hours_within_one_day_only_delay() -> None:
    nap = Quiet(time(13), time(14))
    assert outside_quiet(MONDAY, time(13, 30), BERLIN, nap) == at("2026-06-01T12:00Z")
    assert outside_quiet(MONDAY, time(14), BERLIN, nap) == at("2026-06-01T12:00Z")


def test_quiet_hours_that_end_in_a_gap_end_after_it() -> None:
    late = Quiet(time(22), time(2, 30))
    assert outside_quiet(date(2026, 3, 28), time(1), BERLIN, late) == at("2026-03-29T01:30Z")


def test_quiet_hours_of_no_length_are_none() -> None:
    none = Whereabouts([(LONG_AGO, BERLIN)], Quiet(time(21), time(21)))
    found = next_occurrence(EVENING, none, after=at("2026-06-01T12:00Z"))
    assert found == Occurrence(MONDAY, at("2026-06-01T18:00Z"), useful_until=at("2026-06-02T02:00Z"))


def test_quiet_hours_hold_from_their_first_minute() -> None:
    assert outside_quiet(MONDAY, time(22), BERLIN, NIGHT) is None
    assert outside_quiet(MONDAY, time(21, 59), BERLIN, NIGHT) == at("2026-06-01T19:59Z")


def test_quiet_hours_that_a_gap_lets_run_into_themselves_let_go() -> None:
    nearly_always = Quiet(time(3, 15), time(2, 30))
    assert outside_quiet(date(2026, 3, 28), time(1), BERLIN, nearly_always) is None


def test_a_ring_at_the_rollover_is_the_first_of_its_day() -> None:
    found = next_occurrence(Rule(time(4)), Whereabouts([(LONG_AGO, BERLIN)]), after=at("2026-06-01T00:00Z"))
    assert found == Occurrence(MONDAY, at("2026-06-01T02:00Z"), useful_until=at("2026-06-02T02:00Z"))


def test_a_rule_that_only_ever_falls_into_the_night_never_rings() -> None:
    assert next_occurrence(Rule(time(23)), AT_HOME, after=LONG_AGO) is None
    assert next_occurrence(Rule(time(20), frozenset()), AT_HOME, after=LONG_AGO) is None


def test_a_shared_moment_is_dropped_for_who_sleeps_and_kept_for_the_other() -> None:
    auckland = [(LONG_AGO, zone("Pacific/Auckland"))]
    assert fixed(MONDAY, time(20), BERLIN, auckland, NIGHT) is None
    assert fixed(MONDAY, time(20), BERLIN, [(LONG_AGO, BERLIN)], NIGHT) == at("2026-06-01T18:00Z")


def test_a_shared_moment_comes_back_when_the_clocks_of_the_two_places_allow_it() -> None:
    night = Quiet(time(22), time(7))  # 20:00 in Berlin is 06:00 in Auckland in June and 08:00 in December
    far = Whereabouts([(LONG_AGO, zone("Pacific/Auckland"))], night, home=BERLIN)
    found = next_occurrence(Rule(time(20), mode=Mode.FIXED), far, after=at("2026-06-01T00:00Z"))
    assert found
    assert (found.label, found.instant) == (date(2026, 9, 26), at("2026-09-26T18:00Z"))


def test_the_day_of_a_shared_moment_ends_by_the_home_clock_and_its_use_at_the_members_night() -> None:
    shared = Rule(time(20), mode=Mode.FIXED)
    far = Whereabouts([(LONG_AGO, NEW_YORK)], Quiet(time(20), time(7)), home=BERLIN)
    found = next_occurrence(shared, far, after=at("2026-06-01T12:00Z"))
    assert found == Occurrence(MONDAY, at("2026-06-01T18:00Z"), useful_until=at("2026-06-02T00:00Z"))
    awake = Whereabouts([(LONG_AGO, NEW_YORK)], home=BERLIN)
    found = next_occurrence(shared, awake, after=at("2026-06-01T12:00Z"))
    assert found == Occurrence(MONDAY, at("2026-06-01T18:00Z"), useful_until=at("2026-06-02T02:00Z"))


def test_a_shared_moment_without_a_home_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="home zone"):
        next_occurrence(Rule(time(20), mode=Mode.FIXED), AT_HOME, after=LONG_AGO)


@pytest.mark.parametrize(
    ("strength", "expected"),
    [(0.0, "17:00Z"), (0.3499, "17:00Z"), (0.35, "19:00Z"), (0.6499, "19:00Z"), (0.65, None), (1.0, None)],
)
def test_a_cue_moves_to_the_end_of_its_window_and_then_falls_silent(strength: float, expected: str | None) -> None:
    after_dinner = Rule(Window(time(19), time(21)))
    found = next_occurrence(after_dinner, AT_HOME, after=at("2026-06-01T12:00Z"), strength=strength)
    assert (found and found.instant) == (at(f"2026-06-01T{expected}") if expected else None)


def test_a_window_may_cross_midnight_but_not_the_end_of_its_day() -> None:
    assert Window(time(23), time(1)).end == time(1)
    with pytest.raises(ValueError, match="04:00"):
        Window(time(23), time(5))


def test_a_weekday_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        Rule(time(20), frozenset({7}))


def test_a_server_that_was_down_sends_only_the_latest_and_only_while_it_is_of_use() -> None:
    down, up = at("2026-06-01T12:00Z"), at("2026-06-03T18:30Z")
    due = latest_due(EVENING, AT_HOME, since=down, now=up)
    assert due
    assert due.label == date(2026, 6, 3)
    assert latest_due(EVENING, AT_HOME, since=down, now=up, last_label=date(2026, 6, 3)) is None
    assert latest_due(EVENING, AT_HOME, since=down, now=at("2026-06-03T20:00Z")) is None
    assert latest_due(EVENING, AT_HOME, since=LONG_AGO, now=up) == due


def test_a_snooze_of_a_shared_moment_ends_with_the_day_of_the_home_clock() -> None:
    now = at("2026-06-02T01:30Z")  # 03:30 in Berlin, 21:30 of the evening before in New York
    assert snooze(MONDAY, NEW_YORK, now=now, minutes=29, used=0, home=BERLIN)
    assert snooze(MONDAY, NEW_YORK, now=now, minutes=30, used=0, home=BERLIN) is None
    assert snooze(MONDAY, NEW_YORK, now=now, minutes=30, used=2)


def test_a_snooze_counts_elapsed_minutes_over_a_change_of_the_clock() -> None:
    again = snooze(date(2026, 3, 28), BERLIN, now=at("2026-03-29T00:45Z"), minutes=30, used=0)
    assert again == at("2026-03-29T01:15Z")


def test_a_snooze_of_no_length_is_refused() -> None:
    with pytest.raises(ValueError, match="minute"):
        snooze(MONDAY, BERLIN, now=at("2026-06-01T18:00Z"), minutes=0, used=0)


@pytest.mark.parametrize(
    ("ignored", "days", "rings"),
    [(0, 0, True), (2, 0, True), (5, 1, False), (5, 2, True), (6, 6, False), (6, 7, True), (9, 365, False)],
)
def test_the_more_it_is_left_alone_the_rarer_it_rings(ignored: int, days: int, rings: bool) -> None:
    assert backoff(ignored, days) is rings


def test_of_one_practice_the_more_important_cue_rings_then_the_earlier() -> None:
    early, late = at("2026-06-01T06:00Z"), at("2026-06-01T18:00Z")
    hug = [Candidate(early, "hug", 0, "a"), Candidate(late, "hug", 1, "b"), Candidate(late, "hug", 0, "c")]
    assert [c.reminder for c in cap(hug)] == ["b"]
    assert [c.reminder for c in cap(hug[::2])] == ["a"]


def test_three_a_day_are_enough_and_none_is_possible() -> None:
    many = [Candidate(at(f"2026-06-01T{hour:02}:00Z"), f"practice {hour}") for hour in range(23, 5, -1)]
    assert [c.practice for c in cap(many)] == ["practice 6", "practice 7", "practice 8"]
    assert cap(many, most=0) == []


def test_a_zone_that_does_not_know_its_offset_is_refused() -> None:
    class Nowhere(tzinfo):
        def utcoffset(self, _: datetime | None) -> None:
            return None

        dst = utcoffset

        def tzname(self, _: datetime | None) -> str:
            return "nowhere"

    with pytest.raises(ValueError, match="offset"):
        resolve(MONDAY, time(20), Nowhere())
