"""Handing out a file that was put in: always as a download, never run or shown by the browser, never cached between."""

from typing import Protocol

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


class HeldFile(Protocol):
    """A record with a file, its name as it came in and its kind."""

    file: FieldFile
    file_name: str
    content_type: str


def download(record: HeldFile) -> FileResponse:
    response = FileResponse(
        record.file.open("rb"),
        as_attachment=True,
        filename=record.file_name or "file",
        content_type=record.content_type or "application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
