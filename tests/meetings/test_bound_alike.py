"""A PDF or picture that is accepted can be bound, and a page of it looks the same bound: judged by drawing both."""

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from PIL import Image, ImageChops, ImageOps
from pypdf import PdfReader

from oversight.documents import Part, PartFailed, bind
from oversight.documents.boxes import STRIP
from oversight.documents.intake import ATTACHED, read, try_to_bind
from oversight.documents.unbindable import Unbindable
from oversight.errors import RuleBroken
from oversight.uploads import identify
from tests.meetings import files, odd_pdfs
from tests.meetings.odd_pdfs import ALIKE, REFUSED, SHOWN_AS
from tests.meetings.test_uploads import identified

WIDTH = 300
# Of all points: edges are drawn a little otherwise where a page begins at another fraction of a point.
MAY_DIFFER = 0.01


@pytest.fixture(scope="module")
def own() -> bytes:
    made: Any = typst.compile(b"= Agenda", ignore_system_fonts=True, timestamp=0)
    return made


def bound(own: bytes, content: bytes, *, is_picture: bool = False) -> bytes:
    parts = [Part(section=1), Part(key=1, is_picture=is_picture, open=lambda: BytesIO(content))]
    return bind(own, parts, [], title="Pack", label="OB-1", marking="OFFICIAL").content


def drawn(content: bytes, folder: Path, page: int = 1) -> Image.Image:
    """The page as the viewer that Typst carries in itself draws it."""
    (folder / "drawn.pdf").write_bytes(content)
    (folder / "drawn.typ").write_text(
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image("drawn.pdf", page: {page}, width: {WIDTH}pt)'
    )
    made: Any = typst.compile(str(folder / "drawn.typ"), root=str(folder), format="png", ppi=72)
    return Image.open(BytesIO(made)).convert("RGB")


def without_strips(sheet: Image.Image, content: bytes, page: int = 1) -> Image.Image:
    """What a bound page shows between its strips."""
    held = PdfReader(BytesIO(content)).pages[page]
    is_on_its_side = held["/Rotate"] in (90, 270)
    width = held.mediabox.height if is_on_its_side else held.mediabox.width
    strip = round(STRIP * WIDTH / float(width))
    return sheet.crop((0, strip, sheet.width, sheet.height - strip))


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of points that differ to the eye."""
    apart = ImageChops.difference(one, other.resize(one.size)).convert("L").point(lambda by: 255 * (by > 60))
    return apart.histogram()[255] / (apart.width * apart.height)


@pytest.mark.parametrize("case", ALIKE)
def test_a_page_that_is_odd_is_accepted_and_looks_the_same_bound(case, own, tmp_path):
    content = ALIKE[case]
    try_to_bind(read(BytesIO(content), is_picture=False))
    made = bound(own, content)
    after = without_strips(drawn(made, tmp_path, 2), made)
    shown = SHOWN_AS.get(case, content)
    # The viewer itself wants the header first.
    before = drawn(shown[shown.find(b"%PDF-") :], tmp_path)
    assert abs(before.height - after.height) <= 2
    assert difference(before, after) < MAY_DIFFER


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_not_look_the_same_is_refused_in_words(case, own):
    content, said = REFUSED[case]
    with pytest.raises(Unbindable, match=said.replace("(", r"\(").replace(")", r"\)")):
        try_to_bind(read(BytesIO(content), is_picture=False))
    with pytest.raises(PartFailed) as failed:
        bound(own, content)
    assert said in failed.value.said


def test_the_field_of_a_form_is_drawn_without_its_form(own):
    """Chrome shows a field only with its form, which belongs to a whole file: so it comes as a stamp."""
    for case, words in (("a field with its value drawn", "x"), ("a box that is ticked", None)):
        page: Any = PdfReader(BytesIO(bound(own, ALIKE[case]))).pages[1]
        note = page["/Annots"][0].get_object()
        assert note["/Subtype"] == "/Stamp"
        assert note.get("/Contents") == words


def test_what_an_upload_says_is_what_binding_says():
    """The judge is asked through the process that looks into uploads: one case of each answer."""
    assert identified("a.pdf", ALIKE["p10-junk-before-header"]).pages == 1
    for case, ending in (
        ("p06-portfolio", "upload each paper."),
        ("p05-form-need-appearances", "upload that."),
    ):
        with pytest.raises(RuleBroken, match=r"“a\.pdf” is a ") as refusal:
            identified("a.pdf", REFUSED[case][0])
        assert str(refusal.value).endswith(ending)


@pytest.mark.everything
@pytest.mark.parametrize("case", [*ALIKE, *REFUSED])
def test_every_case_is_answered_so_on_its_upload(case):
    if case in ALIKE:
        assert identified("a.pdf", ALIKE[case]).pages == (2 if case == "the same page twice" else 1)
    else:
        with pytest.raises(RuleBroken) as refusal:
            identified("a.pdf", REFUSED[case][0])
        assert REFUSED[case][1] in str(refusal.value)


@pytest.mark.parametrize("case", odd_pdfs.WITH_FILES)
def test_files_that_are_attached_are_left_behind_and_that_is_said(case, own):
    content = odd_pdfs.WITH_FILES[case]
    assert identified("a.pdf", content).left_behind == ATTACHED
    assert b"the real paper" not in bound(own, content)


def test_of_a_paper_that_is_bound_as_a_whole_nothing_is_said():
    assert identified("a.pdf", ALIKE["a stamp"]).left_behind == ""


# --- Layers ----------------------------------------------------------------------------------------


def test_layers_of_two_papers_each_keep_their_own_settings(own, tmp_path):
    """One paper's layers are off unless named, the other's on unless named: the whole can say only one of the two."""
    papers = [
        ALIKE["layers that are off at first"],
        ALIKE["a layer that is off"],
        ALIKE["layers that are on"],
    ]
    parts = [Part(key=number, open=partial(BytesIO, each)) for number, each in enumerate(papers)]
    made = bind(own, parts, [], title="Pack", label="OB-1", marking="OFFICIAL").content
    for number, paper in enumerate(papers):
        after = without_strips(drawn(made, tmp_path, number + 1), made, number)
        assert difference(drawn(paper, tmp_path), after) < MAY_DIFFER
    assert difference(drawn(papers[0], tmp_path), drawn(papers[2], tmp_path)) > MAY_DIFFER


def test_what_switches_a_layer_by_itself_comes_along(own):
    made = PdfReader(BytesIO(bound(own, odd_pdfs.layered(odd_pdfs.USAGE, odd_pdfs.SWITCHED, odd_pdfs.LAYER))))
    properties: Any = made.root_object["/OCProperties"]
    (usage,) = properties["/D"]["/AS"]
    assert usage["/Event"] == "/View"
    assert usage["/OCGs"][0].get_object()["/Usage"]["/View"]["/ViewState"] == "/OFF"


# --- Pictures --------------------------------------------------------------------------------------

# Four corners of four colours, taller than wide, and no white in it.
WIDE, TALL = 480, 720
CORNERS = Image.new("RGB", (WIDE, TALL), "navy")
CORNERS.paste("red", (0, 0, 240, 160))
CORNERS.paste("green", (240, 0, WIDE, 360))
CORNERS.paste("orange", (0, 480, 320, TALL))


def saved(picture: Image.Image, form: str, **how: Any) -> bytes:
    out = BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def turned(orientation: int, form: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(CORNERS, form, exif=exif)


def clear(mode: str) -> bytes:
    """With the left half seen through."""
    picture = CORNERS.convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 240, TALL))
    return saved(picture.convert(mode), "PNG")


PICTURES = {
    "PNG": saved(CORNERS, "PNG"),
    "JPEG": saved(CORNERS, "JPEG", quality=95),
    "GIF": saved(CORNERS, "GIF"),
    "TIFF": saved(CORNERS, "TIFF"),
    "WebP": saved(CORNERS, "WEBP", lossless=True),
    "grey": saved(CORNERS.convert("L"), "PNG"),
    "black and white": saved(CORNERS.convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4"),
    "for print": saved(CORNERS.convert("CMYK"), "JPEG", quality=95),
    "16 bits": saved(
        Image.frombytes("I;16", (WIDE, TALL), b"\x00\x60" * 480 * 360 + b"\xff\x20" * 480 * 360), "PNG"
    ),
    **{f"turned {number}": turned(number) for number in range(1, 9)},
    "turned 6, PNG": turned(6, "PNG"),
}


def shown(content: bytes) -> Image.Image:
    """As a viewer shows it."""
    picture: Any = ImageOps.exif_transpose(Image.open(BytesIO(content)))
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    return picture.convert("RGB")


def found_on(sheet: Image.Image) -> Image.Image:
    """The picture on the white sheet."""
    box = ImageChops.difference(sheet, Image.new("RGB", sheet.size, "white")).getbbox()
    assert box is not None
    return sheet.crop(box)


@pytest.mark.parametrize("case", PICTURES)
def test_a_picture_is_bound_and_looks_the_same(case, own, tmp_path):
    made = bound(own, PICTURES[case], is_picture=True)
    after = found_on(without_strips(drawn(made, tmp_path, 2), made))
    before = shown(PICTURES[case])
    assert abs(before.width / before.height - after.width / after.height) < 0.05
    assert difference(before.resize(after.size), after) < 0.05


@pytest.mark.parametrize("mode", ("RGBA", "LA", "P"))
def test_what_can_be_seen_through_is_white(mode, own, tmp_path):
    made = bound(own, clear(mode), is_picture=True)
    after = found_on(without_strips(drawn(made, tmp_path, 2), made))
    assert after.width / after.height == pytest.approx(240 / TALL, abs=0.05)


def test_each_sheet_of_a_scan_is_a_page_at_its_own_size(own):
    wide = Image.new("L", (3508, 4961), 128)  # A3 at 300 dots an inch
    small = Image.new("L", (600, 300), 64)
    content = saved(wide, "TIFF", save_all=True, append_images=[small], dpi=(300, 300))
    made = PdfReader(BytesIO(bound(own, content, is_picture=True)))
    sizes = [(round(page.mediabox.width), round(page.mediabox.height - 2 * STRIP)) for page in made.pages[1:]]
    assert sizes == [(842, 1191), (842, 595 - 68)]


def test_a_picture_that_moves_is_refused_in_words():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for name, form in (("a.gif", "GIF"), ("a.webp", "WEBP"), ("a.png", "PNG")):
        content = saved(frames[0], form, save_all=True, append_images=frames[1:])
        with pytest.raises(RuleBroken, match="is a moving picture"):
            identified(name, content)


# --- Evidence --------------------------------------------------------------------------------------


def test_what_no_pack_takes_need_not_be_bindable():
    file = files.upload("a.pdf", REFUSED["p06-portfolio"][0])
    kind = identify(file, accepted=(".pdf",), as_what="as evidence", field="file", is_bound=False)
    assert kind.pages == 1
