"""Addresses of the API, version 1: what each app offers, its schema, and its documentation to try it from."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from oversight.api.records import NothingHere

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema")), name="docs"),
    path("", include("oversight.reminders.api_urls")),
    path("", include("boards.api_urls")),
    path("", include("recommendations.api_urls")),
    re_path(r"^(?:.*/)?$", NothingHere.as_view()),
]
