"""Addresses of the API of reports, recommendations and actions, of meetings and agendas, and of each of their steps."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from boards import operations as board_operations
from boards.forms import STEP_FORMS as BOARD_STEP_FORMS
from oversight.api.steps import step_views
from recommendations import operations
from recommendations.api.actions import Actions
from recommendations.api.evidence_files import EvidenceFile, RecommendationEvidenceFile
from recommendations.api.lines import ActionLine, RecommendationLine
from recommendations.api.meetings import AgendaItemsWithActions, MeetingsWithActions
from recommendations.api.recommendations import Recommendations
from recommendations.api.reports import Reports
from recommendations.forms import STEP_FORMS

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
    *step_views("meetings", MeetingsWithActions, board_operations, BOARD_STEP_FORMS),
    *step_views("agenda-items", AgendaItemsWithActions, board_operations, BOARD_STEP_FORMS),
    *step_views("reports", Reports, operations, STEP_FORMS),
    *step_views("recommendations", Recommendations, operations, STEP_FORMS),
    *step_views("actions", Actions, operations, STEP_FORMS),
]
