"""The colours of the theme: legible in both modes, and apart for common ways of seeing colour."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from scheduler.web.areas import NUM_COLOURS

Colour = npt.NDArray[np.float64]

STATIC = Path(__file__).resolve().parents[2] / "scheduler" / "web" / "static"
THEME = (STATIC / "theme.css").read_text(encoding="utf-8")
WORDS = {
    name: dict(zip(("light", "dark"), pair, strict=True))
    for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", THEME)
}
MODES = pytest.mark.parametrize("mode", ["light", "dark"])
AREAS = [f"area-{number}" for number in range(1, NUM_COLOURS + 1)]

# Text and what it stands on: WCAG 2.2 wants 4.5.
TEXTS = [
    *[(text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "shade")],
    *[("ink", ground) for ground in ("shade-2", "accent-shade", "good-shade", "warn-shade")],
    ("ink", "bad-shade"),
    ("accent-strong", "accent-shade"),
    ("accent-strong", "shade"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("good", "good-shade"),
    ("warn", "warn-shade"),
    ("bad", "bad-shade"),
    ("bad", "paper"),
]
# Edges of controls, marks of areas, the ring of the focus: WCAG 2.2 wants 3.
SHAPES = [(name, ground) for name in ("edge", "accent", *AREAS) for ground in ("paper", "shade")]

# Full colour blindness of each kind, on linear RGB: Machado, Oliveira and Fernandes 2009.
VISIONS = {
    "common": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(code: str) -> Colour:
    """Return a colour as linear RGB."""
    parts = np.array([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG computes it."""
    low, high = sorted(float(linear(code) @ [0.2126, 0.7152, 0.0722]) for code in (one, other))
    return (high + 0.05) / (low + 0.05)


def oklab(colour: Colour) -> Colour:
    """Return a place in a space in which distances are about as large as they look."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return opponents @ np.cbrt(cones @ np.clip(colour, 0, 1))


@MODES
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(text: str, ground: str, mode: str) -> None:
    assert contrast(WORDS[text][mode], WORDS[ground][mode]) >= 4.5


@MODES
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_that_mean_something_can_be_seen(shape: str, ground: str, mode: str) -> None:
    assert contrast(WORDS[shape][mode], WORDS[ground][mode]) >= 3


@MODES
@pytest.mark.parametrize("vision", VISIONS)
def test_areas_are_told_apart(vision: str, mode: str) -> None:
    # 0.1 is five times the least difference that people notice side by side.
    seen = [oklab(VISIONS[vision] @ linear(WORDS[name][mode])) for name in AREAS]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) >= 0.1


def test_there_are_five_sizes_of_type_and_one_family() -> None:
    assert len(re.findall(r"--text-\w+: [\d.]+rem", THEME)) == 5
    sizes = set()
    for file in STATIC.glob("*.css"):
        sizes |= set(re.findall(r"font-size: ([^;]+);", file.read_text(encoding="utf-8")))
    assert {size for size in sizes if not size.startswith("var(--text-")} <= {"inherit"}


def test_colours_stand_only_among_the_words() -> None:
    for file in STATIC.glob("*.css"):
        rules = re.sub(r"--[\w-]+: light-dark\([^)]*\);", "", file.read_text(encoding="utf-8"))
        assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []


def test_what_the_styles_point_at_is_there() -> None:
    for file in STATIC.glob("*.css"):
        for target in re.findall(r'url\("([^"]+)"\)', file.read_text(encoding="utf-8")):
            assert (file.parent / target).is_file(), target


def test_every_word_that_is_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+):", THEME))
    for file in STATIC.glob("*.css"):
        used = set(re.findall(r"var\((--[\w-]+)\)", file.read_text(encoding="utf-8")))
        assert {word for word in used - defined if not word.startswith("--bs-")} == set()
