"""The file of a paper, as a download, to those who may see the paper. No file has an address but these."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views import View

from boards.models import PaperVersion
from oversight.downloads import download
from oversight.pages import Page


class PaperFile(Page, View):
    """The latest version of a paper, or the one asked for by its number."""

    def get(self, request: HttpRequest, reference: str, pk: int, number: int | None = None) -> FileResponse:
        seen = PaperVersion.objects.visible_to(request.user, self.today)
        return download(get_object_or_404(seen.of_paper(reference, pk, number)))
