"""The part of a page that is seen, and how large: as viewers read boxes that are reversed, missing or odd."""

import math
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
)

from oversight.documents.objects import value_of
from oversight.documents.unbindable import Unbindable

Box = tuple[float, float, float, float]

# Height of the strips that binding adds, in points: 12 mm, as templates/documents/common.typ leaves free.
STRIP = 12 / 25.4 * 72
# The longest side a PDF page may have, in points (ISO 32000-1, annex C), and what strips leave of it.
LONGEST_SIDE = 14_400
LONGEST_SHOWN = LONGEST_SIDE - 2 * STRIP
# A page narrower than this (100 mm) is shown enlarged, so that its strips can be read.
SHORTEST_SHOWN = 100 / 25.4 * 72
# What viewers take where a page says nothing of its size.
LETTER: Box = (0.0, 0.0, 612.0, 792.0)
# What an annotation says in coordinates of its page.
PLACES = ("/Rect", "/QuadPoints", "/Vertices", "/L", "/CL", "/InkList", "/RD")


def seen(page: PageObject) -> Box:
    """The part of the page that is shown, as left, low, right and high: its crop box within its media box.

    Corners may be given in either order. A box without an extent is passed over; a crop box outside the page too.
    """
    media = box_of(page, "/MediaBox") or LETTER
    crop = box_of(page, "/CropBox") or media
    left, low = max(media[0], crop[0]), max(media[1], crop[1])
    right, high = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, low, right, high) if left < right and low < high else media


def box_of(page: DictionaryObject, name: str) -> Box | None:
    """The box as left, low, right and high, whichever corners it is given by; None where it is none."""
    box = value_of(page, name)
    if not isinstance(box, ArrayObject) or len(box) != 4:
        return None
    sides = [each.get_object() for each in box]
    if not all(isinstance(side, FloatObject | NumberObject) and math.isfinite(side) for side in sides):
        return None
    one, two, three, four = (float(side) for side in sides)
    left, low, right, high = min(one, three), min(two, four), max(one, three), max(two, four)
    return (left, low, right, high) if left < right and low < high else None


def turn_of(page: DictionaryObject) -> int:
    """By how many degrees the page is shown turned clockwise: 0, 90, 180 or 270."""
    turned = value_of(page, "/Rotate")
    turn = int(turned) % 360 if isinstance(turned, int | float) and math.isfinite(turned) else 0
    return turn if turn % 90 == 0 else 0


def set_right(page: PageObject) -> float:
    """Say the page's size so that every viewer reads it alike; gives how much larger its content is to be drawn.

    Larger than once where the page asks for larger units, or is hardly to be seen; smaller where no page may be so
    large. Raises Unbindable where it is too narrow for its length.
    """
    left, low, right, high = seen(page)
    width, height = right - left, high - low
    scale = _unit(page)
    if max(width, height) * scale > LONGEST_SHOWN:
        scale = LONGEST_SHOWN / max(width, height)
    if min(width, height) * scale < SHORTEST_SHOWN:
        scale = min(SHORTEST_SHOWN / min(width, height), LONGEST_SHOWN / max(width, height))
    if min(width, height) * scale < 1:
        raise Unbindable("has a page that is too narrow for its length to be shown.")
    for name in ("/MediaBox", "/CropBox"):
        page[NameObject(name)] = RectangleObject((left * scale, low * scale, right * scale, high * scale))
    for name in ("/TrimBox", "/BleedBox", "/ArtBox", "/UserUnit"):
        page.pop(name, None)
    page[NameObject("/Rotate")] = NumberObject(turn_of(page))
    return scale


def _unit(page: PageObject) -> float:
    unit = value_of(page, "/UserUnit")
    is_sound = isinstance(unit, FloatObject | NumberObject) and math.isfinite(unit) and unit > 0
    return float(unit) if is_sound else 1.0


def enlarge(annotation: DictionaryObject, scale: float) -> None:
    """Move what stands on the page to where its content is drawn now."""
    for name in PLACES:
        if name in annotation:
            annotation[NameObject(name)] = _enlarged(annotation[name], scale)


def _enlarged(value: Any, scale: float) -> Any:
    value = value.get_object()
    if isinstance(value, ArrayObject):
        return ArrayObject(_enlarged(each, scale) for each in value)
    return FloatObject(value * scale) if isinstance(value, FloatObject | NumberObject) else value
