"""The file of a paper over the API, to those who may see the paper."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from boards.models import PaperVersion
from oversight.api.records import PrivateAnswer
from oversight.api.refusals import Refusal
from oversight.downloads import download

ANSWERS = {(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Refusal}


class PaperFile(PrivateAnswer):
    @extend_schema(
        operation_id="meetings_paper_file",
        summary="Download the latest version of a paper",
        responses=ANSWERS,
    )
    def get(self, request, reference: str, pk: int) -> FileResponse:
        seen = PaperVersion.objects.visible_to(request.user)
        return download(get_object_or_404(seen.of_paper(reference, pk)))


class PaperVersionFile(PrivateAnswer):
    @extend_schema(
        operation_id="meetings_paper_version_file",
        summary="Download one version of a paper",
        responses=ANSWERS,
    )
    def get(self, request, reference: str, pk: int, number: int) -> FileResponse:
        seen = PaperVersion.objects.visible_to(request.user)
        return download(get_object_or_404(seen.of_paper(reference, pk, number)))
