"""PDFs that are legal or tolerated and hardly usual, each of one page: made up, and as small as shows the oddity."""

from pathlib import Path

from tests.meetings.files import pdf_of

CASES = Path(__file__).with_name("cases")
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
BOX = "/MediaBox [0 0 595 842]"
ANNOTATED = f"{BOX} /Annots [6 0 R]"
# A ground, a block on it and words, no two corners alike, so that what is turned or cut is seen to be.
DRAWN = "0.4 0.6 1 rg 0 0 250 150 re f 1 0 0 rg 40 40 150 60 re f 0 g BT /F1 40 Tf 72 600 Td (Words) Tj ET"
SMALL = "1 0 0 rg 5 5 20 10 re f"
LARGE = "100 100 5000 5000 re f 1 0 0 rg 15000 10000 9000 9000 re f"
LAYERED = (
    "/OC /M0 BDC 1 0 0 rg 50 300 100 100 re f EMC 0 0 1 rg 50 600 100 100 re f "
    "/OC /M1 BDC 0 1 0 rg 300 300 100 100 re f EMC"
)
LAYERS = "/Properties << /M0 6 0 R /M1 7 0 R >>"
LAYER = "<< /Type /OCG /Name (Draft) >>"
SWITCHED = "<< /Type /OCG /Name (Draft) /Usage << /View << /ViewState /OFF >> >> >>"


def stream(words: str, about: str = "") -> str:
    return f"<< /Length {len(words)} {about} >>\nstream\n{words}\nendstream"


LOOK = stream("0 0.6 0 rg 0 0 100 50 re f", "/Type /XObject /Subtype /Form /BBox [0 0 100 50]")
NO_LOOK = stream("", "/Type /XObject /Subtype /Form /BBox [0 0 1 1]")


def page(about: str = BOX, drawn: str = DRAWN, *also: str, whole: str = "", uses: str = "") -> bytes:
    """A PDF of one page; `about` says of the page and `whole` of the file, `also` are objects from 6 on."""
    return pdf_of(
        f"<< /Type /Catalog /Pages 2 0 R {whole} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {about} /Resources << /Font << /F1 5 0 R >> {uses} >> /Contents 4 0 R >>",
        stream(drawn),
        FONT,
        *also,
    )


def noted(about: str, *also: str, whole: str = "", page_is: str = ANNOTATED) -> bytes:
    """With an annotation, object 6, of which the appearance is object 7."""
    note = f"<< /Type /Annot {about} /AP << /N 7 0 R >> >>"
    return page(page_is, DRAWN, note, LOOK, *also, whole=whole)


def layered(default: str, *groups: str, listed: str = "6 0 R 7 0 R") -> bytes:
    whole = f"/OCProperties << /OCGs [{listed}] /D << {default} >> >>"
    return page(BOX, LAYERED, *(groups or (LAYER, LAYER)), whole=whole, uses=LAYERS)


def field(about: str, *also: str, form: str = "", look: str = "") -> bytes:
    """A form with one field, object 6."""
    note = f"<< /Type /Annot /Subtype /Widget /T (officer) /Rect [100 100 300 200] /F 4 {about} {look} >>"
    return page(ANNOTATED, DRAWN, note, *also, whole=f"/AcroForm << /Fields [6 0 R] {form} >>")


IN_PLACE = "/Rect [100 100 300 200] /F 4"
DRAWN_BY = "/AP << /N 7 0 R >>"
CHOSEN = "/AP << /N << /Yes 7 0 R /Off 8 0 R >> >>"
USAGE = "/AS [<< /Event /View /Category [/View] /OCGs [6 0 R] >>]"
SHADE = (
    "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 400 400] /Extend [true true] "
    "/Function << /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >> >>"
)
BLENDED = "/ExtGState << /G0 << /BM /Multiply /ca 0.5 >> >>"

# Bound as viewers show it.
ALIKE = {
    "plain": page(),
    "a reversed box": page("/MediaBox [595 842 0 0]"),
    "an offset": page("/MediaBox [-100 -50 400 700]"),
    "a reversed crop": page(f"{BOX} /CropBox [400 700 20 30]"),
    "a crop larger than the page": page(f"{BOX} /CropBox [-100 -100 900 900]"),
    "no box": page(""),
    "a box of nothing": page("/MediaBox [0 0 0 0]"),
    "a box that is null": page("/MediaBox null"),
    "a very large page": page("/MediaBox [0 0 30000 20000]", LARGE),
    "a very large page, turned": page("/MediaBox [0 0 30000 20000] /Rotate 90", LARGE),
    "larger units": page(f"{BOX} /UserUnit 3"),
    "a very small page": page("/MediaBox [0 0 40 30]", SMALL),
    "turned back": page(f"{BOX} /Rotate -90"),
    "turned more than round": page(f"{BOX} /Rotate 450"),
    "annotations that are null": page(f"{BOX} /Annots 6 0 R", DRAWN, "null"),
    "annotations of which one is null": page(f"{BOX} /Annots [null 6 0 R 99 0 R]", DRAWN, "null"),
    "a layer that is off": layered("/OFF [6 0 R]"),
    "layers that are off at first": layered("/BaseState /OFF /ON [7 0 R]"),
    "a layer that is off by a rule": layered(
        "/OFF [6 0 R]", LAYER, "<< /Type /OCMD /OCGs [6 0 R] /P /AnyOn >>"
    ),
    "layers that are on": layered(""),
    "a stamp": noted(f"/Subtype /Stamp {IN_PLACE}"),
    "a stamp on a layer that is off": noted(
        f"/Subtype /Stamp {IN_PLACE} /OC 8 0 R",
        LAYER,
        whole="/OCProperties << /OCGs [8 0 R] /D << /OFF [8 0 R] >> >>",
    ),
    "a stamp that is hidden": noted("/Subtype /Stamp /Rect [100 100 300 200] /F 2"),
    "a stamp on a very large page": noted(
        "/Subtype /Stamp /Rect [10000 10000 20000 15000] /F 4",
        page_is="/MediaBox [0 0 30000 20000] /Annots [6 0 R]",
    ),
    "a film": noted(f"/Subtype /Screen {IN_PLACE}"),
    "a field with its value drawn": field("/FT /Tx /V (x)", LOOK, look=DRAWN_BY),
    "a box that is ticked": field("/FT /Btn /V /Yes /AS /Yes", LOOK, NO_LOOK, look=CHOSEN),
    "a box that is not ticked": field("/FT /Btn /V /Off /AS /Off", LOOK, NO_LOOK, look=CHOSEN),
    "an empty field": field("/FT /Tx", form="/NeedAppearances true"),
    "a field that is hidden": field("/FT /Tx /V (x) /F 2").replace(b"/F 4 ", b""),
    "something before the header": b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n" + page(),
    "much before the header": b"x" * 1000 + b"\n" + page(),
    "something after the end": page() + bytes(3000),
    "content in parts, some missing": page().replace(b"/Contents 4 0 R", b"/Contents [null 4 0 R 77 0 R]"),
    "a page that does not say it is one": page().replace(b"/Type /Page /Parent", b"/Parent"),
    "a size that the pages above it say": page("/Rotate 90").replace(b"/Count 1", f"/Count 1 {BOX}".encode()),
    "the same page twice": page().replace(b"[3 0 R] /Count 1", b"[3 0 R 3 0 R] /Count 2"),
    "a shade on a very large page": page(
        "/MediaBox [0 0 30000 20000]", "q 40 0 0 40 0 0 cm /S0 sh Q", SHADE, uses="/Shading << /S0 6 0 R >>"
    ),
    "no content": page().replace(b"/Contents 4 0 R", b""),
    "settings that are never undone": page(BOX, f"q 0.5 0 0 0.5 0 0 cm {DRAWN}"),
    "settings undone too often": page(BOX, f"{DRAWN} Q Q Q 1 0 0 rg 300 300 50 50 re f"),
    "a transparent group": page(
        f"{BOX} /Group << /S /Transparency /CS /DeviceRGB /I true >>", f"/G0 gs {DRAWN}", uses=BLENDED
    ),
    "colours that blend": page(BOX, f"0 0 1 rg 0 0 300 300 re f /G0 gs {DRAWN}", uses=BLENDED),
    **{
        name: (CASES / f"{name}.pdf").read_bytes()
        for name in ("p01-reversed-mediabox", "p07-hidden-layer", "p10-junk-before-header", "p12-annots-null")
    },
}

# Of a page that says nothing of its size viewers make a sheet of letter paper. (That of Typst makes A4 of it, and shows
# nothing of content of which a part is missing; Chrome, Firefox and Acrobat do.)
LETTER = page("/MediaBox [0 0 612 792]")
SHOWN_AS = {"no box": LETTER, "a box of nothing": LETTER, "a box that is null": LETTER}
SHOWN_AS["content in parts, some missing"] = page()

XFA = page(whole="/AcroForm << /Fields [] /XFA 6 0 R >>").replace(b"/XFA 6 0 R", b"/XFA 4 0 R")
FILE = (
    "<< /Type /Filespec /F (paper.pdf) /EF << /F 8 0 R >> >>",
    stream("the real paper", "/Type /EmbeddedFile"),
)
# Bound without what is attached to it.
WITH_FILES = {
    "to the whole": page(
        BOX, DRAWN, LAYER, *FILE, whole="/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>"
    ),
    "to the whole, by branches": page(
        BOX,
        DRAWN,
        "<< /Names [(a) 7 0 R] >>",
        *FILE,
        whole="/Names << /EmbeddedFiles << /Kids [6 0 R] >> >>",
    ),
    "to a place on its page": page(
        ANNOTATED, DRAWN, f"<< /Type /Annot /Subtype /FileAttachment {IN_PLACE} /FS 7 0 R >>", *FILE
    ),
}
# Refused on its upload, in words.
REFUSED = {
    "a portfolio": (page(whole="/Collection << /View /T >>"), "is a portfolio"),
    "an XFA form": (XFA, "(XFA): print it to PDF first"),
    "a page drawn by Adobe's program": (page(whole="/NeedsRendering true"), "(XFA): print it to PDF first"),
    "a value that is not drawn": (field("/FT /Tx /V (x)"), "print it to PDF first"),
    "a value that viewers draw": (
        field("/FT /Tx /V (x)", LOOK, look=DRAWN_BY, form="/NeedAppearances true"),
        "print it to PDF first",
    ),
    "a value that is not drawn, of a field above": (
        field("/Parent 7 0 R", "<< /FT /Tx /V (x) /Kids [6 0 R] >>"),
        "print it to PDF first",
    ),
    "a choice that is not drawn": (field("/FT /Ch /V [(x)]"), "print it to PDF first"),
    "a tick that is not drawn": (field("/FT /Btn /V /Yes /AS /Yes"), "print it to PDF first"),
    "a frame that is not drawn": (field("/FT /Tx /MK << /BC [0 0 0] >>"), "print it to PDF first"),
    "a page like a thread": (page("/MediaBox [0 0 1 30000]"), "too narrow for its length"),
    "p05-form-need-appearances": (
        (CASES / "p05-form-need-appearances.pdf").read_bytes(),
        "print it to PDF first, and upload that.",
    ),
    "p06-portfolio": ((CASES / "p06-portfolio.pdf").read_bytes(), "upload each paper."),
}
