"""Files as offices send them, and as nobody should: plain builders of their bytes."""

import struct
import zipfile
from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

OPEN_XML = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": ("/word/document.xml", f"{OPEN_XML}.wordprocessingml.document.main+xml"),
    "xlsx": ("/xl/workbook.xml", f"{OPEN_XML}.spreadsheetml.sheet.main+xml"),
    "pptx": ("/ppt/presentation.xml", f"{OPEN_XML}.presentationml.presentation.main+xml"),
}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(pages: int = 1, *, password: str = "", title: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password)
    held = BytesIO()
    writer.write(held)
    return held.getvalue()


def pdf_of(*objects: str) -> bytes:
    """A PDF of these objects, the first being its catalogue, with a true table of where they stand."""
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return body


def archive(parts: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def list_of_parts(*parts: tuple[str, str], before: str = "") -> bytes:
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def office(ending: str = "docx", *, also: dict[str, bytes] | None = None, before: str = "") -> bytes:
    """A document, workbook or presentation with its main part, and parts besides."""
    name, kind = MAIN[ending]
    parts = {
        "[Content_Types].xml": list_of_parts((name, kind), before=before),
        name[1:]: b"<main>Resources for child protection</main>",
    }
    return archive(parts | (also or {}))


@cache
def bomb() -> bytes:
    """A small document that unpacks to 300 MB."""
    return office(also={"word/media/image1.bin": bytes(300 * 1024**2)})


def with_declared_size(content: bytes, name: str, size: int) -> bytes:
    """The same archive, of which both heads of one part declare another size than it unpacks to."""
    changed, at = bytearray(content), -1
    for magic, name_at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        at = -1
        while (at := content.find(magic, at + 1)) >= 0:
            if content[at + name_at : at + name_at + len(name)] == name.encode():
                changed[at + size_at : at + size_at + 4] = struct.pack("<I", size)
    return bytes(changed)


def image(form: str, size: tuple[int, int] = (8, 8)) -> bytes:
    held = BytesIO()
    Image.new("RGB", size, "navy").save(held, form)
    return held.getvalue()


PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200) + b"This program cannot be run in DOS mode."
