"""The file of a piece of evidence over the API, to those who may see the evidence."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

from oversight.api.records import PrivateAnswer
from oversight.api.refusals import Refusal
from oversight.downloads import download
from recommendations.models import Evidence


class EvidenceFile(PrivateAnswer):
    """The file of one piece of evidence of an action, to those who may see it."""

    of = "action"

    @extend_schema(
        operation_id="actions_evidence_file",
        summary="Download the file of a piece of evidence",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Refusal},
    )
    def get(self, request, reference: str, pk: int) -> FileResponse:
        held = Evidence.objects.visible_to(request.user).exclude(file="")
        return download(get_object_or_404(held, **{f"{self.of}__reference": reference}, pk=pk))


@extend_schema_view(get=extend_schema(operation_id="recommendations_evidence_file"))
class RecommendationEvidenceFile(EvidenceFile):
    """The file of one piece of evidence of a recommendation, to those who may see it."""

    of = "recommendation"
