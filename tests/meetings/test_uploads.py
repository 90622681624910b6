"""What a file really is, whatever its name says; and that nothing bad gets in, whatever it was made to do."""

import hashlib
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from oversight import inspection, uploads
from oversight.content_types import CONTENT_TYPES
from oversight.errors import RuleBroken
from oversight.uploads import BoundedUpload, Kind, cleaned_name, identify
from tests.meetings import files

# Each reads whole documents, in a process of its own.
pytestmark = pytest.mark.slow

MEGABYTE = 1024**2
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MESSAGE = OLE + bytes(2048) + "__properties_version1.0".encode("utf-16-le") + bytes(600)


def identified(name: str, content: bytes) -> Kind:
    return identify(
        SimpleUploadedFile(name, content), accepted=tuple(CONTENT_TYPES), as_what="as a paper", field="file"
    )


def refused(name: str, content: bytes) -> str:
    with pytest.raises(RuleBroken) as refusal:
        identified(name, content)
    assert refusal.value.field == "file"
    assert str(refusal.value).startswith("“")
    return str(refusal.value)


SOUND = {
    "Resources.PDF": files.pdf(3),
    "a.docx": files.office("docx"),
    "a.xlsx": files.office("xlsx"),
    "a.pptx": files.office("pptx"),
    "a.png": files.image("PNG"),
    "a.jpg": files.image("JPEG"),
    "a.jpeg": files.image("JPEG"),
    "a.gif": files.image("GIF"),
    "a.tif": files.image("TIFF"),
    "a.tiff": files.image("TIFF"),
    "a.webp": files.image("WEBP"),
    "a.csv": "Board,Fälle\n".encode(),
    "a.txt": b"Caf\xe9, as Windows wrote it before",
    "a.eml": b"From: post@example.org\r\nSubject: Papers\r\n\r\nAttached.",
    "a.msg": MESSAGE,
    "with-a-workbook.docx": files.office(also={"word/embeddings/sheet.xlsx": files.office("xlsx")}),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_known_by_its_content_with_its_size_and_hash(name):
    kind = identified(name, SOUND[name])
    assert kind.content_type == CONTENT_TYPES[kind.ending]
    assert (kind.size, kind.sha256) == (len(SOUND[name]), hashlib.sha256(SOUND[name]).hexdigest())
    assert kind.pages == (3 if kind.ending == ".pdf" else None)


def test_every_kind_that_can_be_accepted_is_tried_here_and_has_its_inspector():
    assert {name[name.rindex(".") :].lower() for name in SOUND} == set(CONTENT_TYPES)
    assert set(inspection.INSPECTORS) == set(CONTENT_TYPES)


# --- The name and the content disagree -------------------------------------------------------------

OF_A_DAG = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    *(f"<< /Type /Pages /Kids [{at} 0 R {at} 0 R] /Count 2 >>" for at in range(3, 40)),
    "<< /Type /Page /MediaBox [0 0 595 842] >>",
)
OF_A_CYCLE = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
)
TOO_DEEP = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    *(f"<< /Type /Pages /Kids [{at} 0 R] /Count 1 >>" for at in range(3, 5000)),
    "<< /Type /Page /MediaBox [0 0 595 842] >>",
)
MACROS = (("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),)

BAD = {
    "a program called .pdf": ("rota.pdf", files.PROGRAM, "is not a PDF: its content is a program."),
    "a program called .docx": ("rota.docx", files.PROGRAM, "its content is a program."),
    "a program called .png": ("rota.png", b"\x7fELF" + bytes(99), "its content is a program."),
    "a program called .txt": ("rota.txt", files.PROGRAM, "is not text"),
    "a script called .pdf": ("rota.pdf", b"#!/bin/sh\n", "its content is a program."),
    "a program before a PDF": ("rota.pdf", b"MZ\r\n" + files.pdf(), "its content is a program."),
    "an empty file": ("rota.pdf", b"", "is empty."),
    "51 MB": ("rota.pdf", bytes(51 * MEGABYTE), "is larger than 50 MB."),
    "a program": ("rota.exe", files.PROGRAM, "is not a kind of file accepted as a paper (.pdf, .docx"),
    "no ending": ("rota", files.pdf(), "is not a kind of file accepted"),
    "two endings": ("rota.pdf.exe", files.pdf(), "is not a kind of file accepted"),
    "a page of the web": ("rota.pdf", b"<html><script>alert(1)</script>", "is not a PDF"),
    # PDF
    "an encrypted PDF": ("a.pdf", files.pdf(password="x"), "is encrypted: remove its password"),
    "a PDF cut off": ("a.pdf", files.pdf(9)[:150], "cannot be read as a PDF"),
    "a PDF of nothing": ("a.pdf", b"%PDF-1.7\n", "cannot be read as a PDF"),
    "a PDF without a page": ("a.pdf", files.pdf(0), "is a PDF without a page."),
    "a PDF whose pages double": ("a.pdf", files.pdf_of(*OF_A_DAG), "cannot be read as a PDF"),
    "a PDF whose pages go round": ("a.pdf", files.pdf_of(*OF_A_CYCLE), "cannot be read as a PDF"),
    "a PDF too deep": ("a.pdf", files.pdf_of(*TOO_DEEP), "cannot be read as a PDF"),
    "a PDF of brackets": ("a.pdf", b"%PDF-1.7\n1 0 obj\n" + b"[" * MEGABYTE, "cannot be read as a PDF"),
    # Office
    "a workbook called .docx": ("a.docx", files.office("xlsx"), "is not a Word document"),
    "a document called .xlsx": ("a.xlsx", files.office("docx"), "is not an Excel workbook"),
    "a document called .pptx": ("a.pptx", files.office("docx"), "is not a PowerPoint presentation"),
    "an archive called .docx": ("a.docx", files.archive({"a.exe": files.PROGRAM}), "is not a Word document"),
    "an image called .docx": ("a.docx", files.image("PNG"), "its content is a PNG image."),
    "an older document": ("a.docx", OLE + bytes(99), "is of an older kind or has a password"),
    "a document with macros by name": ("a.docm", files.office(), "may hold macros: save it as .docx"),
    "a document with macros": (
        "a.docx",
        files.archive({"[Content_Types].xml": files.list_of_parts(*MACROS), "word/document.xml": b"<a/>"}),
        "holds macros",
    ),
    "a document with a project of macros": (
        "a.docx",
        files.office(also={"word/vbaProject.bin": b"x"}),
        "holds macros",
    ),
    "a document without its main part": (
        "a.docx",
        files.archive({"[Content_Types].xml": files.list_of_parts(files.MAIN["docx"])}),
        "is not a Word document",
    ),
    "a document that declares entities": (
        "a.docx",
        files.office(before='<!DOCTYPE a [<!ENTITY b "c">]>'),
        "declares entities",
    ),
    "a document cut off": ("a.docx", files.office()[:-40], "it is damaged"),
    # Images and text
    "a JPEG called .png": ("a.png", files.image("JPEG"), "is not a PNG image: its content is a JPEG image."),
    "a PDF called .jpg": ("a.jpg", files.pdf(), "is not a JPEG image: its content is a PDF."),
    "half an image": ("a.jpg", files.image("JPEG", (400, 400))[:700], "cannot be read as a JPEG image"),
    "text with what is none": ("a.txt", b"a\x00b", "is not text"),
    "a document called .csv": ("a.csv", files.office(), "is not text: its content is a zip archive"),
    "text called .eml": ("a.eml", b"Dear all\n", "is not an e-mail"),
    "an older document called .msg": ("a.msg", OLE + bytes(999), "is not an e-mail of Outlook"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_clear_sentence(case):
    name, content, said = BAD[case]
    begun = time.monotonic()
    sentence = refused(name, content)
    assert said in sentence
    assert f"“{name}”" in sentence
    assert time.monotonic() - begun < 15


# --- Made to do harm -------------------------------------------------------------------------------


def test_a_document_that_unpacks_to_far_more_than_its_size_is_refused():
    assert len(files.bomb()) < MEGABYTE
    assert "unpacks to far more than its size allows" in refused("rota.docx", files.bomb())


def test_a_bomb_that_declares_itself_small_is_refused_all_the_same():
    lying = files.with_declared_size(files.bomb(), "word/media/image1.bin", 10)
    assert lying != files.bomb()
    assert "unpacks to far more than its size allows" in refused("rota.docx", lying)


def test_a_part_of_another_size_than_declared_is_refused():
    sound = files.office(also={"word/media/image1.bin": bytes(MEGABYTE)})
    lying = files.with_declared_size(sound, "word/media/image1.bin", 10)
    assert "says of a part another size than it has" in refused("rota.docx", lying)


def test_a_bomb_within_a_document_within_a_document_is_refused():
    inner = files.office("xlsx", also={"xl/media/image1.bin": bytes(200 * MEGABYTE)})
    assert "unpacks to far more" in refused("a.docx", files.office(also={"word/embeddings/a.xlsx": inner}))


def test_documents_within_documents_go_only_so_deep():
    nested = files.office("xlsx")
    for _ in range(inspection.DEEPEST):
        nested = files.office("xlsx", also={"xl/embeddings/a.xlsx": nested})
    assert identified("a.xlsx", nested).ending == ".xlsx"
    nested = files.office("xlsx", also={"xl/embeddings/a.xlsx": nested})
    assert "archives within archives" in refused("a.xlsx", nested)


def test_a_document_of_too_many_parts_is_refused():
    many = {f"word/{number}.xml": b"" for number in range(inspection.MOST_ENTRIES + 1)}
    assert "is packed of more than 10,000 parts" in refused("a.docx", files.office(also=many))


def test_an_image_of_too_many_points_is_refused():
    assert "more points than can be shown" in refused("map.png", files.image("PNG", (12_000, 12_000)))


def test_whatever_brings_the_reading_down_brings_down_no_more_than_that(monkeypatch, tmp_path):
    """A process that dies, and one that does not come to an end, each end in a sentence."""
    for number, body in enumerate(("import os; os.abort()", "while True: pass", "print('no answer')")):
        script = tmp_path / f"{number}.py"
        script.write_text(body)
        monkeypatch.setattr(uploads, "INSPECTION", script)
        monkeypatch.setattr(uploads, "SECONDS", 1)
        assert "takes too much time or memory to read" in refused("a.pdf", files.pdf())


def test_a_file_that_says_it_is_small_is_measured_all_the_same(settings):
    settings.MAX_FILE_BYTES = MEGABYTE
    file = SimpleUploadedFile("a.txt", b"a" * (2 * MEGABYTE))
    file.size = 10
    with pytest.raises(RuleBroken, match="is larger than 1 MB"):
        identify(file, accepted=(".txt",), as_what="as a paper", field="file")


def test_of_a_file_far_too_large_no_more_is_taken_in_than_says_so(settings):
    settings.MAX_FILE_BYTES = MEGABYTE
    bounded, memory = BoundedUpload(HttpRequest()), MemoryFileUploadHandler(HttpRequest())
    assert bounded.receive_data_chunk(b"a", 0) == b"a"
    assert bounded.receive_data_chunk(b"a", MEGABYTE) == b"a"
    assert bounded.receive_data_chunk(b"a", MEGABYTE + 1) is None
    assert type(memory).__module__ in settings.FILE_UPLOAD_HANDLERS[1]
    assert settings.FILE_UPLOAD_HANDLERS[0] == "oversight.uploads.BoundedUpload"


# --- Names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    (
        ("Rota & plan.pdf", "Rota & plan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\secretary\\rota.pdf", "rota.pdf"),
        ("rota\r\nX-Header: 1.pdf", "rota X-Header: 1.pdf"),
        ("rota\u202efdp.exe", "rotafdp.exe"),
        ("ro\x00ta.pdf", "rota.pdf"),
        (".pdf", "file.pdf"),
        ("", "file"),
        ("  rota .pdf ", "rota.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
    ),
)
def test_a_name_is_cleaned_of_what_cannot_be_seen_and_of_its_path(given, kept):
    assert cleaned_name(given) == kept


def test_a_long_name_is_shortened_and_keeps_its_ending():
    kept = cleaned_name("a" * 500 + ".pdf")
    assert len(kept) == uploads.LONGEST_NAME
    assert kept.endswith("a.pdf")


# --- How a document says what its parts are ----------------------------------------------------------


def typed(ending: str, *, name: str = "", says: str, also: dict[str, bytes] | None = None) -> bytes:
    """A document whose main part lies under `name` and whose list of parts holds what `says`."""
    name = name or files.MAIN[ending][0][1:]
    return files.archive(
        {"[Content_Types].xml": f"<Types>{says}</Types>".encode(), name: b"<a/>"} | (also or {})
    )


def says(ending: str, about: str) -> str:
    return f'<{about} ContentType="{files.MAIN[ending][1]}"/>'


MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TYPED = {
    "by ending": lambda each: typed(each, says=says(each, 'Default Extension="xml"')),
    "by an ending in capitals": lambda each: typed(each, says=says(each, 'Default Extension="XML"')),
    "by ending, others by name": lambda each: typed(
        each,
        says=says(each, 'Default Extension="xml"')
        + '<Override PartName="/docProps/app.xml" ContentType="application/xml"/>',
        also={"docProps/app.xml": b"<a/>"},
    ),
    "by name in another case": lambda each: typed(
        each, says=says(each, f'Override PartName="/{MAIN_PART[each].upper()}"')
    ),
    "with strokes that lean back": lambda each: typed(
        each,
        name=MAIN_PART[each].replace("/", "\\"),
        says=says(each, f'Override PartName="/{MAIN_PART[each]}"'),
    ),
    "in another case": lambda each: typed(
        each, says=says(each, 'Default Extension="xml"').replace("application/vnd", "Application/Vnd")
    ),
}


@pytest.mark.parametrize("ending", MAIN_PART)
@pytest.mark.parametrize("how", TYPED)
def test_a_main_part_is_found_however_the_document_types_it(how, ending):
    inspection.office(BytesIO(TYPED[how](ending)), f".{ending}")


def test_what_is_said_of_a_part_by_name_goes_before_what_is_said_of_its_ending():
    content = typed(
        "docx",
        says=says("docx", 'Default Extension="xml"')
        + '<Override PartName="/word/document.xml" ContentType="application/xml"/>',
        name="word/document.xml",
    )
    with pytest.raises(inspection.Unsound, match="is not a Word document"):
        inspection.office(BytesIO(content), ".docx")


def test_macros_are_seen_however_they_are_typed():
    macros = 'Default Extension="xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"'
    with pytest.raises(inspection.Unsound, match="holds macros"):
        inspection.office(BytesIO(typed("docx", says=f"<{macros}/>")), ".docx")


@pytest.mark.parametrize("name", ("s07-strict", "s08-default-content-type"))
def test_a_strict_workbook_and_one_typed_by_default_are_taken_as_papers(name):
    content = (Path(__file__).with_name("cases") / f"{name}.xlsx").read_bytes()
    assert identified("a.xlsx", content).ending == ".xlsx"
