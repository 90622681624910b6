"""Addresses of the API of reports, recommendations and actions, of each step of an action, and of meetings."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from recommendations.api.actions import Actions
from recommendations.api.lines import ActionLine, RecommendationLine
from recommendations.api.meetings import AgendaItemsWithActions, MeetingsWithActions
from recommendations.api.recommendations import Recommendations
from recommendations.api.reports import Reports
from recommendations.api.steps import STEP_VIEWS, EvidenceFile, RecommendationEvidenceFile

router = SimpleRouter()
router.register("meetings", MeetingsWithActions, "meeting")
router.register("agenda-items", AgendaItemsWithActions, "agenda-item")
router.register("reports", Reports, "report")
router.register("recommendations", Recommendations, "recommendation")
router.register("actions", Actions, "action")

urlpatterns = [
    path("", include(router.urls)),
    path("recommendations/<slug:reference>/line/", RecommendationLine.as_view(), name="recommendation-line"),
    path("actions/<slug:reference>/line/", ActionLine.as_view(), name="action-line"),
    path("actions/<slug:reference>/evidence/<int:pk>/", EvidenceFile.as_view(), name="evidence-file"),
    path(
        "recommendations/<slug:reference>/evidence/<int:pk>/",
        RecommendationEvidenceFile.as_view(),
        name="recommendation-evidence-file",
    ),
    *(
        path(
            f"{place}/<slug:reference>/steps/{step.slug}/",
            view,
            {"step": step.slug},
            name=f"{place.removesuffix('s')}-step",
        )
        for place, views in STEP_VIEWS.items()
        for step, view in views
    ),
]
