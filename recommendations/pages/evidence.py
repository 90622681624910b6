"""Evidence: a page for each piece, and its file as a download, to those who may see what it is evidence of."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views import View

from boards.rules.access import reads_marked
from oversight.downloads import download
from oversight.pages import Page, RecordPage
from recommendations import line
from recommendations.models import ClosureRequest, Evidence


class EvidencePage(RecordPage):
    """What it shows, its three dates, who added and who accepted it, and its versions."""

    model = Evidence
    template_name = "recommendations/evidence.html"
    section = "actions"

    def get_queryset(self) -> QuerySet:
        return (
            super()
            .get_queryset()
            .select_related(
                "action__board", "action__owner_organisation", "recommendation__report__publisher"
            )
            .select_related("added_by", "accepted_by", "replaces", "replaced_by")
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, evidence = self.request.user, self.today, self.object
        of = evidence.action or evidence.recommendation
        on, later = line.of(of, user, today), getattr(evidence, "replaced_by", None)
        return super().get_context_data(
            points=line.tracker(on, evidence),
            later=later if later is not None and reads_marked(user, later.marking) else None,
            earlier=_earlier(evidence, on.entry(of).evidence),
            proposals=ClosureRequest.objects.visible_to(user, today)
            .filter(evidence=evidence)
            .select_related("proposed_by"),
            **kwargs,
        )


def _earlier(evidence: Evidence, of_the_same: list[Evidence]) -> list[Evidence]:
    """What it took the place of, the latest first."""
    held = {piece.pk: piece for piece in of_the_same}
    found, key = [], evidence.replaces_id
    while key in held:
        found.append(held[key])
        key = held[key].replaces_id
    return found


class EvidenceFile(Page, View):
    """The file of one piece of evidence of an action, as a download."""

    of = "action"

    def get(self, request: HttpRequest, reference: str, pk: int) -> FileResponse:
        held = Evidence.objects.visible_to(request.user, self.today).exclude(file="")
        return download(get_object_or_404(held, **{f"{self.of}__reference": reference}, pk=pk))


class RecommendationEvidenceFile(EvidenceFile):
    """Likewise, of a recommendation."""

    of = "recommendation"
