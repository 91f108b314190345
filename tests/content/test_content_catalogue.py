"""What the written catalogue promises its readers: enough of it, checked, and in kind words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.content.load import Area, Practice, catalogue_json, load_catalogue

SLUGS = [
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
UNKIND = re.compile(
    r"\b(fail(s|ed|ing|ures?)?|missed|broken|streaks?|must|don't lose|only \d+ left)\b|!", re.IGNORECASE
)
PRINTED_AS_LAW = re.compile(r"\b5:1\b|\bfive to one\b|\b21 days\b|\blove languages?\b", re.IGNORECASE)
GENDERED = re.compile(r"\b(he|she|his|hers?|him|husbands?|wi(fe|ves)|(boy|girl)friends?|spouses?)\b", re.IGNORECASE)


def practices() -> list[Practice]:
    return [practice for area in load_catalogue().areas for practice in area.practices]


def strings(value: Any) -> Iterator[str]:
    """Every text within a JSON value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def found_in(pattern: re.Pattern[str], practice: Practice, **dump: Any) -> list[str]:
    return [text for text in strings(practice.model_dump(mode="json", **dump)) if pattern.search(text)]


def area(slug: str) -> Area:
    found = load_catalogue().area(slug)
    assert found is not None
    return found


def test_the_ten_areas_come_in_their_order() -> None:
    assert [area.slug for area in load_catalogue().areas] == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_every_area_has_at_least_six_practices(slug: str) -> None:
    assert len(area(slug).practices) >= 6


def test_areas_differ_in_title_label_hue_and_icon() -> None:
    areas = load_catalogue().areas
    for seen in zip(*((area.title, area.short, area.hue, area.icon) for area in areas), strict=True):
        assert len(set(seen)) == len(areas)


def test_hues_are_far_enough_apart_to_tell_areas_by_colour() -> None:
    hues = sorted(area.hue for area in load_catalogue().areas)
    gaps = [(after - before) % 360 for before, after in zip(hues, hues[1:] + hues[:1], strict=True)]
    assert min(gaps) >= 30


def test_2_4_the_empathy_area_says_that_to_understand_is_not_to_agree() -> None:
    assert "to understand is not to agree" in (area("empathy").note or "").lower()


def test_3_3_phones_away_is_a_shared_half_hour_three_times_a_week() -> None:
    phones_away = load_catalogue().practice("phones-away")
    assert phones_away is not None
    assert phones_away in area("quality-time").practices
    assert (phones_away.title, phones_away.requires, phones_away.minutes) == ("Phones away", "together", 30)
    assert (phones_away.cadence.kind, phones_away.cadence.times) == ("weekly", 3)
    assert phones_away.plan_cues[0] == "after dinner"


def test_6_1_a_long_hug_is_for_each_of_them_daily_after_dinner() -> None:
    hug = load_catalogue().practice("a-long-hug")
    assert hug is not None
    assert hug in area("affection").practices
    assert (hug.title, hug.requires, hug.cadence.kind) == ("A long hug", "each", "daily")
    assert "after dinner" in hug.plan_cues


def test_10_1_self_care_offers_at_least_six_practices_for_oneself_alone() -> None:
    assert len([practice for practice in area("self-care").practices if practice.private]) >= 6


@pytest.mark.parametrize("practice", practices(), ids=lambda practice: practice.slug)
class TestAPractice:
    def test_speaks_without_blame_or_pressure(self, practice: Practice) -> None:
        assert found_in(UNKIND, practice, exclude={"evidence": {"source"}}) == []

    def test_prints_no_popular_number_as_a_law(self, practice: Practice) -> None:
        assert found_in(PRINTED_AS_LAW, practice, exclude={"evidence"}) == []

    def test_assumes_nobody_s_gender_or_marriage(self, practice: Practice) -> None:
        assert found_in(GENDERED, practice, exclude={"evidence"}) == []

    def test_names_its_source_and_what_weakens_it(self, practice: Practice) -> None:
        evidence = practice.evidence
        assert len(evidence.caveat) >= 40
        assert evidence.source.authors
        assert evidence.source.title

    def test_says_when_not_to_do_it(self, practice: Practice) -> None:
        assert len(practice.when_not) >= 40


def test_titles_are_unique_whatever_their_case() -> None:
    titles = [practice.title.casefold() for practice in practices()]
    assert len(titles) == len(set(titles))


def test_the_json_is_ready_for_the_api() -> None:
    catalogue = catalogue_json()
    assert catalogue["version"] == load_catalogue().version
    quality_time = catalogue["areas"][2]
    first = quality_time["practices"][0]
    assert quality_time["slug"] == "quality-time"
    assert first["cadence"] == {"kind": "weekly", "times": 3}
    assert first["window"] == {"start": "18:30", "end": "21:00"}
    assert isinstance(first["how"], list)
