"""A picture as a PDF: each of its sheets on a page, at its own size where it says one, else fitted to A4.

It looks as it does in a viewer: turned as its camera says, in its own colours, on white where it is transparent.
Knows nothing of Django.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageSequence
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from oversight.documents.boxes import STRIP
from oversight.documents.unbindable import Unbindable

FORMS = ("PNG", "JPEG", "GIF", "TIFF", "WEBP")
MILLIMETRE = 72 / 25.4
# A sheet of A4 without the strips that binding adds, upright.
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE - 2 * STRIP)
MARGIN = 10 * MILLIMETRE
LARGEST = 1189 * MILLIMETRE  # the longer side of A0
# Dots an inch that scanners give. Cameras and screens write 72 or 96 and mean nothing by it.
SCANNED = range(100, 2401)
ON_SCREEN = 96.0
ORIENTATION = 0x0112
# By EXIF's orientation: how the unit square of the picture comes to lie on that of the page.
TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
# Rows that are packed at once, so that no second copy of the whole picture is held.
ROWS = 256


def as_pdf(stream: IO[bytes]) -> BytesIO:
    """The picture as a PDF. Raises Unbindable where paper cannot show it; where it is damaged, what Pillow raises."""
    writer = PdfWriter()
    with Image.open(stream, formats=FORMS) as picture:
        sheets = getattr(picture, "n_frames", 1)
        # Phones put a second, lesser frame into a JPEG: no viewer shows it.
        if sheets > 1 and picture.format in ("GIF", "PNG", "WEBP"):
            raise Unbindable(
                "is a moving picture, which no paper shows: give it as a still one, or as a PDF."
            )
        if picture.format == "TIFF":
            for sheet in ImageSequence.Iterator(picture):
                _add_page(writer, sheet, None)
        else:
            _add_page(writer, picture, stream if picture.format in ("JPEG", "MPO") else None)
    held = BytesIO()
    writer.write(held)
    return held


def _add_page(writer: PdfWriter, sheet: Any, jpeg: IO[bytes] | None) -> None:
    turn = TURNS[_orientation(sheet)]
    size = _size_of(sheet, is_on_its_side=turn[0] == 0)
    (wide, high), (left, low, width, height) = _laid_out(*size)
    drawn = writer._add_object(_image(writer, sheet, jpeg))
    page = writer.add_blank_page(wide, high)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Picture"): drawn})}
    )
    a, b, c, d, e, f = turn
    matrix = (a * width, b * height, c * width, d * height, left + e * width, low + f * height)
    content = DecodedStreamObject()
    content.set_data(f"q {' '.join(f'{each:.4f}' for each in matrix)} cm /Picture Do Q".encode())
    page[NameObject("/Contents")] = writer._add_object(content)


def _orientation(sheet: Any) -> int:
    try:
        said = sheet.getexif().get(ORIENTATION)
    except Exception:  # Pillow raises errors of every kind at what is damaged: viewers take it as it lies
        return 1
    return said if said in TURNS else 1


def _size_of(sheet: Any, *, is_on_its_side: bool) -> tuple[float, float, bool]:
    """Width and height in points as it is shown, and whether the picture says so itself."""
    across, down = _dots(sheet)
    says = across is not None and down is not None
    width = sheet.width * 72 / (across or ON_SCREEN)
    height = sheet.height * 72 / (down or ON_SCREEN)
    return (height, width, says) if is_on_its_side else (width, height, says)


def _dots(sheet: Any) -> tuple[float | None, float | None]:
    try:
        across, down = (float(each) for each in sheet.info["dpi"])
        return (across, down) if round(across) in SCANNED and round(down) in SCANNED else (None, None)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None, None


def _laid_out(
    width: float, height: float, says: bool
) -> tuple[tuple[float, float], tuple[float, float, float, float]]:
    """The size of the page, and where on it the picture lies: left, low, width, height."""
    page = A4 if height >= width else (297 * MILLIMETRE, 210 * MILLIMETRE - 2 * STRIP)
    fits = width <= page[0] and height <= page[1]
    if says and not fits and max(width, height) <= LARGEST:
        return (width, height), (0.0, 0.0, width, height)
    if not says or not fits:
        scale = min((page[0] - 2 * MARGIN) / width, (page[1] - 2 * MARGIN) / height, 1.0)
        width, height = width * scale, height * scale
    return page, ((page[0] - width) / 2, (page[1] - height) / 2, width, height)


# --- Its points ------------------------------------------------------------------------------------


def _image(writer: PdfWriter, sheet: Any, jpeg: IO[bytes] | None) -> StreamObject:
    """The picture itself: a JPEG as it is, anything else packed without loss."""
    made = StreamObject()
    if jpeg is not None and sheet.mode in ("L", "RGB"):
        jpeg.seek(0)
        made._data = jpeg.read()
        mode, packing = sheet.mode, "/DCTDecode"
    else:
        mode, rows = _rows(sheet)
        packer = zlib.compressobj(3)
        made._data = b"".join([*(packer.compress(each) for each in rows), packer.flush()])
        packing = "/FlateDecode"
    bits = 1 if mode == "1" else 8
    for name, value in (("/Width", sheet.width), ("/Height", sheet.height), ("/BitsPerComponent", bits)):
        made[NameObject(name)] = NumberObject(value)
    for name, word in (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/Filter", packing)):
        made[NameObject(name)] = NameObject(word)
    made[NameObject("/ColorSpace")] = _colours(writer, sheet, mode)
    return made


def _colours(writer: PdfWriter, sheet: Any, mode: str) -> Any:
    """Its own colours where it says what they are, and those are of the kind that is drawn."""
    plain = NameObject("/DeviceRGB" if mode == "RGB" else "/DeviceGray")
    profile = sheet.info.get("icc_profile") or b""
    if mode == "1" or profile[16:20] != (b"RGB " if mode == "RGB" else b"GRAY"):
        return plain
    held = DecodedStreamObject()
    held.set_data(profile)
    held[NameObject("/N")] = NumberObject(3 if mode == "RGB" else 1)
    held[NameObject("/Alternate")] = plain
    return ArrayObject([NameObject("/ICCBased"), writer._add_object(held)])


def _rows(sheet: Any) -> tuple[str, Iterator[bytes]]:
    """How the points are written, and they themselves, some rows at a time."""
    mode = sheet.mode
    if mode in ("I", "F"):
        raise Unbindable("is a picture that viewers show each in their own way: save it as a PNG image.")
    is_transparent = mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in sheet.info
    if is_transparent:
        return "RGB", (_on_white(part).tobytes() for part in _parts(sheet))
    if mode.startswith("I;16"):
        first = 0 if mode == "I;16B" else 1  # the byte that weighs more
        return "L", (part.tobytes()[first::2] for part in _parts(sheet))
    if mode in ("1", "L", "RGB"):
        return mode, (part.tobytes() for part in _parts(sheet))
    return "RGB", (part.convert("RGB").tobytes() for part in _parts(sheet))


def _parts(sheet: Any) -> Iterator[Any]:
    sheet.load()
    for top in range(0, sheet.height, ROWS):
        yield sheet.crop((0, top, sheet.width, min(top + ROWS, sheet.height)))


def _on_white(part: Any) -> Any:
    part = part.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", part.size, "white"), part).convert("RGB")
