"""Contrast, difference and simulated colour vision, from the published formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import dist
from typing import Final

Rgb = tuple[float, float, float]

#: How linear RGB is seen with a colour-vision deficiency of full severity: Machado, Oliveira and Fernandes, "A
#: Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (6), 2009, table 1.
MACHADO: Final[Mapping[str, tuple[Rgb, Rgb, Rgb]]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
#: The ways of seeing under which colours must be told apart.
SIGHTS: Final = ("full colour", "greyscale", *MACHADO)


def linear(colour: str) -> Rgb:
    """Red, green and blue of ``#12436D`` as shares of light."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", colour)
    assert found, colour
    parts = [int(part, 16) / 255 for part in found.groups()]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return (red, green, blue)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, sight: str) -> Rgb:
    """Linear RGB of a colour as it is seen."""
    light = linear(colour)
    if sight == "full colour":
        return light
    if sight == "greyscale":
        return (luminance(colour),) * 3
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, light, strict=True))))
        for row in MACHADO[sight]
    )
    return (red, green, blue)


def difference(one: str, other: str, sight: str = "full colour") -> float:
    """How far apart two colours look (CIE 1976, D65): 2.3 is just to be noticed side by side."""
    return dist(_lab(seen(one, sight)), _lab(seen(other, sight)))


def _lab(light: Rgb) -> Rgb:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    bent = [one ** (1 / 3) if one > (6 / 29) ** 3 else one / (3 * (6 / 29) ** 2) + 4 / 29 for one in (x, y, z)]
    return (116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2]))
