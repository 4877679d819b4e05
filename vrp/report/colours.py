"""One colour per route, told apart by people with colour-blindness for the first dozen."""

from __future__ import annotations

import math

__all__ = ["UNASSIGNED_COLOUR", "route_colours"]

#: Red is kept for the stops that nobody serves.
UNASSIGNED_COLOUR = "#c8102e"

#: After Okabe & Ito's and Tol's schemes: neighbours differ in lightness as well as in hue.
_FIRST_DOZEN = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#d55e00",
    "#56b4e9",
    "#6a3d9a",
    "#8a9a1b",
    "#882255",
    "#1fa6a6",
    "#8c5a3c",
    "#5b6cd9",
)
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_LIGHTNESS = (0.50, 0.70, 0.60)
_CHROMA = 0.13


def route_colours(count: int) -> tuple[str, ...]:
    """Colours as ``#rrggbb``, the same for the same position whatever the count."""
    generated = (_generated(number) for number in range(count - len(_FIRST_DOZEN)))
    return (*_FIRST_DOZEN[:count], *generated)


def _generated(number: int) -> str:
    """Hues a golden angle apart, lightness in turn, in the perceptually even space OKLCH."""
    hue = 0.4 + number * _GOLDEN_ANGLE
    lightness = _LIGHTNESS[number % len(_LIGHTNESS)]
    return _oklab_to_hex(lightness, _CHROMA * math.cos(hue), _CHROMA * math.sin(hue))


def _oklab_to_hex(lightness: float, a: float, b: float) -> str:
    """Convert as in Ottosson 2020, *A perceptual color space for image processing*."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_to_byte(channel):02x}" for channel in linear)


def _to_byte(linear: float) -> int:
    clipped = min(max(linear, 0.0), 1.0)
    encoded = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
    return round(255 * encoded)
