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
        return download(seen_version(request.user, reference, pk, number))


def seen_version(user, reference: str, pk: int, number: int | None = None) -> PaperVersion:
    """The version among those the person may see; otherwise not found."""
    seen = PaperVersion.objects.visible_to(user).filter(paper__meeting__reference=reference, paper=pk)
    if number is None:
        number = seen.order_by("-number").values_list("number", flat=True).first()
    return get_object_or_404(seen, number=number)
