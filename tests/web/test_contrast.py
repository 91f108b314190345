"""Everybody can read it: the pairs of tokens that stand on each other, in both schemes."""

from __future__ import annotations

import re

import pytest

from tests.web.colours import HUES, PAIRS, SCHEMES, TOKENS, colour, contrast, in_gamut
from tests.web.serving import STYLES

TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "moss") for ground in ("paper", "card", "raised", "sunken")),
    *(("ink", ground) for ground in ("moss-wash", "sun-wash", "clay-wash", "earth")),
    ("moss", "moss-wash"),
    ("moss", "sun-wash"),
    ("moss", "clay-wash"),
    ("soft", "moss-wash"),
    ("clay-ink", "paper"),
    ("clay-ink", "card"),
    ("clay-ink", "clay-wash"),
    ("sun-ink", "sun-wash"),
    ("on-moss", "moss"),
    ("on-moss", "moss-deep"),
    ("on-clay", "clay-deep"),
    ("on-clay", "clay-2"),
    ("on-clay", "clay-3"),
    ("on-toast", "toast"),
    ("toast-act", "toast"),
]
SHAPES = [
    *((edge, ground) for edge in ("edge", "track") for ground in ("paper", "card")),
    *((arc, ground) for arc in ("moss", "clay", "clay-2", "clay-3") for ground in ("card", "paper", "moss-wash")),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(ink: str, ground: str, scheme: str) -> None:
    assert contrast(colour(ink, scheme), colour(ground, scheme)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_a_control_and_a_filled_ring_stand_out_from_their_ground(shape: str, ground: str, scheme: str) -> None:
    assert contrast(colour(shape, scheme), colour(ground, scheme)) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("area", sorted(HUES))
def test_each_area_reads_well_in_its_own_hue(area: str, scheme: str) -> None:
    hue = HUES[area]
    wash = colour("area-wash", scheme, hue)
    assert contrast(colour("area-ink", scheme, hue), wash) >= 4.5
    assert contrast(colour("area-ink", scheme, hue), colour("card", scheme)) >= 4.5
    assert contrast(colour("ink", scheme), wash) >= 4.5
    assert contrast(colour("soft", scheme), wash) >= 4.5


def test_ten_areas_share_one_lightness_and_chroma_that_a_screen_can_show() -> None:
    assert len(set(HUES.values())) == len(HUES) == 10
    for name in ("area-wash", "area-ink", "area-line"):
        for text in PAIRS[name]:
            lightness, chroma = (float(part) for part in re.findall(r"[\d.]+", text)[:2])
            outside = [area for area, hue in HUES.items() if not in_gamut(lightness, chroma, hue)]
            assert not outside, f"{name} {text}: {outside}"


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 1, 1), (1, 1, 1)) == pytest.approx(1)


def test_styles_take_their_colours_from_tokens_that_exist() -> None:
    declared = set(re.findall(r"(--[a-z0-9-]+):", TOKENS)) | {"--gutter"}
    for path in sorted(STYLES.rglob("*.css")):
        text = path.read_text("utf-8")
        assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) <= declared, path.name
        if not path.name.startswith("tokens"):
            assert re.findall(r"#[0-9a-f]{3,8}\b", text) == [], path.name


def test_every_style_file_is_imported_by_one_of_the_three_sheets() -> None:
    reached: set[str] = set()
    waiting = ["critical.css", "app.css", "reference.css"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        text = (STYLES / name).read_text("utf-8")
        waiting += [path.removeprefix("./") for path in re.findall(r'@import "([^"]+)"', text)]
    assert reached == {path.relative_to(STYLES).as_posix() for path in STYLES.rglob("*.css")}
