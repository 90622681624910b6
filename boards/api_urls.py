"""Addresses of the API of organisations, boards and meetings, and of the tokens of system clients."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from boards import api, clients

router = SimpleRouter()
router.register("organisations", api.Organisations, "organisation")
router.register("boards", api.Boards, "board")
router.register("meetings", api.Meetings, "meeting")

urlpatterns = [
    path("oauth/token", clients.ClientTokenView.as_view(), name="token"),
    path("oauth/revoke", clients.ClientRevokeView.as_view(), name="token-revoke"),
    path("", include(router.urls)),
]
