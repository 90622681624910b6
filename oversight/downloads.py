"""Handing out a file that was put in: always as a download, never run or shown by the browser, never cached between."""

from typing import Protocol, TypeVar

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header


class HeldFile(Protocol):
    """A record with a file, its name as it came in and its kind."""

    file: FieldFile
    file_name: str
    content_type: str


Response = TypeVar("Response", bound=HttpResponseBase)


def guarded(response: Response) -> Response:
    """The terms under which anything is handed out to be kept."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def download(record: HeldFile) -> FileResponse:
    response = FileResponse(
        record.file.open("rb"),
        as_attachment=True,
        filename=record.file_name or "file",
        content_type=record.content_type or "application/octet-stream",
    )
    return guarded(response)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A document that was just made, under the same terms as a file that is held."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return guarded(response)
