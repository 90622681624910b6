"""Every address of the register, and the one place where both apps meet."""

from django.contrib import admin
from django.urls import include, path

from oversight import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", include("oversight.api_urls")),
    path("", include("boards.urls")),
    path("", include("recommendations.urls")),
]
