"""The colours of the tokens as a screen shows them, and how far apart two of them are (WCAG 2.2)."""

from __future__ import annotations

import math
import re

from tests.web.serving import STYLES

Rgb = tuple[float, float, float]
SCHEMES = ("light", "dark")
TOKENS = "".join((STYLES / name).read_text("utf-8") for name in ("tokens.css", "tokens-later.css"))
HUES = {area: float(hue) for area, hue in re.findall(r'\[data-area="([a-z-]+)"\] \{ --h: (\d+) \}', TOKENS)}
PAIRS = {
    name: (light.strip(), dark.strip())
    for name, light, dark in re.findall(
        r"--([a-z0-9-]+):\s*light-dark\(((?:#\w+|oklch\(.*?\)\)?)),\s*((?:#\w+|oklch\(.*?\)\)?))\)", TOKENS
    )
}


def colour(name: str, scheme: str, hue: float = 0.0) -> Rgb:
    """A token as linear sRGB, 0 to 1 for each channel, clipped as a screen clips it."""
    text = PAIRS[name][SCHEMES.index(scheme)]
    if text.startswith("#"):
        digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
        red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
        return red, green, blue
    lightness, chroma = (float(part) for part in re.findall(r"[\d.]+", text)[:2])
    return _from_oklch(lightness, chroma, hue)


def contrast(one: Rgb, other: Rgb) -> float:
    """The ratio of WCAG: 1 for the same, 21 for black on white."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def in_gamut(lightness: float, chroma: float, hue: float) -> bool:
    """Whether sRGB can show it, within half a step of 8 bits."""
    return all(-0.002 <= channel <= 1.002 for channel in _oklch(lightness, chroma, hue))


def _luminance(rgb: Rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in _oklch(lightness, chroma, hue))
    return red, green, blue


def _oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """Ottosson's matrices (2020), to linear sRGB, unclipped."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
