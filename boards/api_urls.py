"""Addresses of the API of organisations, boards and their papers, and of the tokens of system clients.

Meetings and the items of their agendas are served with what hangs on them: recommendations/api_urls.py.
"""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from boards import api, clients, operations
from boards.api.dues import Dues
from boards.api.paper_files import PaperFile, PaperVersionFile
from boards.forms import STEP_FORMS
from oversight.api.steps import step_views

router = SimpleRouter()
router.register("organisations", api.Organisations, "organisation")
router.register("boards", api.Boards, "board")
router.register("memberships", api.Memberships, "membership")
router.register("papers", api.Papers, "paper")
router.register("decisions", api.Decisions, "decision")

urlpatterns = [
    path("oauth/token", clients.ClientTokenView.as_view(), name="token"),
    path("oauth/revoke", clients.ClientRevokeView.as_view(), name="token-revoke"),
    path("", include(router.urls)),
    path("dues/", Dues.as_view(), name="dues"),
    path("meetings/<slug:reference>/papers/<int:pk>/file/", PaperFile.as_view(), name="paper-file"),
    path(
        "meetings/<slug:reference>/papers/<int:pk>/versions/<int:number>/file/",
        PaperVersionFile.as_view(),
        name="paper-version-file",
    ),
    *step_views("papers", api.Papers, operations, STEP_FORMS),
]
