"""What holds for every reminder, wherever its owner goes."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.kit.clock import zone
from app.kit.days import ONE_DAY, ZoneHistory, label_of, zone_at
from app.reminders.when import (
    Kind,
    Mode,
    Occurrence,
    Quiet,
    Rule,
    Whereabouts,
    Window,
    next_occurrence,
    on_label,
    resolve,
    series,
    snooze,
)

many = settings(max_examples=2000, deadline=None)
some = settings(max_examples=500, deadline=None)  # whole journeys, each of them many decisions
MOMENT = timedelta(microseconds=1)
START = datetime(2011, 1, 1, tzinfo=UTC)
MINUTES = 17 * 365 * 24 * 60
NAMES = (
    "Africa/Cairo",  # a gap at midnight
    "Africa/Casablanca",  # summer time pauses for Ramadan
    "America/Los_Angeles",
    "America/New_York",
    "America/Santiago",
    "Antarctica/Troll",  # a gap of two hours
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # a gap of half an hour
    "Europe/Berlin",
    "Europe/Dublin",  # its winter time is the exception
    "Europe/Helsinki",  # a gap that ends at the rollover
    "Pacific/Apia",  # left out a day in 2011
    "Pacific/Auckland",
    "Pacific/Kiritimati",
)

places = st.sampled_from(NAMES).map(zone)
instants = st.integers(0, MINUTES).map(lambda m: START + timedelta(minutes=m))
days = st.dates(date(2011, 1, 1), date(2027, 12, 31))
clock_times = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
small_hours = st.integers(0, 5 * 60).map(lambda m: time(m // 60, m % 60))  # where clocks change
wall_times = clock_times | small_hours
quiet_hours = st.none() | st.builds(Quiet, wall_times, wall_times)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
rules = st.builds(Rule, wall_times, weekdays, st.sampled_from(Mode))


@st.composite
def journeys(draw: st.DrawFn) -> ZoneHistory:
    """A home, then up to five moves, hours or weeks apart."""
    zones: list[tuple[datetime, tzinfo]] = [(draw(instants), draw(places))]
    for minutes in draw(st.lists(st.integers(0, 60 * 60) | st.integers(0, 30 * 24 * 60), max_size=5)):
        zones.append((zones[-1][0] + timedelta(minutes=minutes), draw(places)))
    return zones


whereabouts = st.builds(Whereabouts, journeys(), quiet_hours, places)


def rings(rule: Rule, where: Whereabouts) -> list[Occurrence]:
    """Six rings from the beginning of a journey whose every move is known."""
    found: list[Occurrence] = []
    after = where.zones[0][0]
    for _ in range(6):
        ring = next_occurrence(rule, where, after=after, last_label=found[-1].label if found else None)
        if ring is None:
            break
        found.append(ring)
        after = ring.instant
    return found


def rings_as_it_happens(rule: Rule, where: Whereabouts) -> list[Occurrence]:
    """The same, by a server that hears of each move when it is made and asks again from there."""
    found: list[Occurrence] = []
    after, known = where.zones[0][0], 1
    while len(found) < 6:
        so_far = Whereabouts(where.zones[:known], where.quiet, where.home)
        ring = next_occurrence(rule, so_far, after=after, last_label=found[-1].label if found else None)
        if known < len(where.zones) and (ring is None or ring.instant >= where.zones[known][0]):
            after = max(after, where.zones[known][0] - MOMENT)
            known += 1
        elif ring is None:
            break
        else:
            found.append(ring)
            after = ring.instant
    return found


@some
@given(rule=rules, where=whereabouts)
def test_a_reminder_never_rings_twice_for_a_label_and_its_labels_only_rise(rule: Rule, where: Whereabouts) -> None:
    labels = [ring.label for ring in rings_as_it_happens(rule, where)]
    assert labels == sorted(set(labels))
    assert {label.weekday() for label in labels} <= rule.weekdays


@some
@given(rule=rules, where=whereabouts)
def test_a_server_that_hears_of_moves_late_rings_as_if_it_had_known_them(rule: Rule, where: Whereabouts) -> None:
    assert rings_as_it_happens(rule, where) == rings(rule, where)


@some
@given(rule=rules, where=whereabouts)
def test_no_reminder_rings_in_quiet_hours(rule: Rule, where: Whereabouts) -> None:
    for ring in rings(rule, where):
        shown = ring.instant.astimezone(zone_at(where.zones, ring.instant)).time()
        assert where.quiet is None or not where.quiet.covers(shown)


@some
@given(rule=rules, where=whereabouts, after=instants)
def test_the_next_ring_is_strictly_later_and_of_some_use(rule: Rule, where: Whereabouts, after: datetime) -> None:
    ring = next_occurrence(rule, where, after=after)
    assert ring is None or after < ring.instant < ring.useful_until


@some
@given(at=wall_times, where=whereabouts)
def test_a_floating_reminder_rings_on_the_day_that_the_member_lives(at: time, where: Whereabouts) -> None:
    for ring in rings(Rule(at), where):
        here = zone_at(where.zones, ring.instant)
        pushed_by_a_gap = on_label(ring.label, at, here).kind is Kind.GAP
        assert label_of(ring.instant, here) == ring.label or pushed_by_a_gap


@some
@given(at=wall_times, chosen=weekdays, home=places, after=instants)
def test_who_stays_at_home_is_asked_on_every_chosen_day(
    at: time, chosen: frozenset[int], home: tzinfo, after: datetime
) -> None:
    assume(at.hour != 3)  # a gap can push the last hour of a day into the next
    heard = [ring.label for ring in rings(Rule(at, chosen), Whereabouts([(after, home)]))]
    span = [heard[0] + n * ONE_DAY for n in range((heard[-1] - heard[0]).days + 1)]
    left_out = {date(2011, 12, 30)}
    assert set(heard) | left_out >= {label for label in span if label.weekday() in chosen}


@many
@given(start=clock_times, length=st.integers(0, 300), strength=st.floats(0, 1), after=instants, home=places)
def test_a_cue_rings_at_an_end_of_its_window_or_not_at_all(
    start: time, length: int, strength: float, after: datetime, home: tzinfo
) -> None:
    end = (datetime.combine(after.date(), start) + timedelta(minutes=length)).time()
    assume((start.hour - 4) % 24 <= (end.hour - 4) % 24 and (start.hour != end.hour or start <= end))
    ring = next_occurrence(Rule(Window(start, end)), Whereabouts([(after, home)]), after=after, strength=strength)
    if strength >= 0.65:
        assert ring is None
    else:
        assert ring
        assert ring.instant == on_label(ring.label, start if strength < 0.35 else end, home).instant


@many
@given(day=days, at=wall_times, place=places)
def test_resolve_never_gives_a_wall_time_that_does_not_exist(day: date, at: time, place: tzinfo) -> None:
    moment = resolve(day, at, place)
    asked = datetime.combine(day, at)
    assert moment.instant.astimezone(place).replace(tzinfo=None, fold=0) == moment.wall
    assert (moment.wall > asked) == (moment.kind is Kind.GAP)
    assert moment.wall >= asked


@many
@given(day=days, at=wall_times, place=places)
def test_of_two_the_first_rings(day: date, at: time, place: tzinfo) -> None:
    moment = resolve(day, at, place)
    earlier = moment.instant - timedelta(hours=2)
    shown = {(earlier + timedelta(minutes=m)).astimezone(place).replace(tzinfo=None) for m in range(120)}
    assert moment.wall not in shown


@many
@given(first=days, count=st.integers(0, 20), at=wall_times, place=places)
def test_a_series_rises_and_has_one_ring_for_each_label(first: date, count: int, at: time, place: tzinfo) -> None:
    found = series(first, first + count * ONE_DAY, at, place)
    assert len(found) == count + 1
    assert found == sorted(found)


@many
@given(now=instants, minutes=st.integers(1, 600), used=st.integers(0, 5), place=places, quiet=quiet_hours)
def test_a_snooze_never_ends_in_quiet_hours_on_another_day_or_a_fourth_time(
    now: datetime, minutes: int, used: int, place: tzinfo, quiet: Quiet | None
) -> None:
    label = label_of(now, place)
    again = snooze(label, place, now=now, minutes=minutes, used=used, quiet=quiet)
    shown = (now + timedelta(minutes=minutes)).astimezone(place)
    asleep = quiet is not None and quiet.covers(shown.time())
    if used >= 3 or asleep or label_of(shown, place) != label:
        assert again is None
    else:
        assert again == now + timedelta(minutes=minutes)
