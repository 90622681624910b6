"""Every address of the register, and the one place where both apps meet."""

from django.contrib import admin
from django.urls import include, path
from django.views.defaults import page_not_found

from oversight import accidents, health

handler400, handler403 = accidents.bad_request, accidents.permission_denied
handler404, handler500 = accidents.page_not_found, accidents.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    # Who has which address is for the secretariat and administrators to say: it decides who can come in.
    path("accounts/email/", page_not_found, {"exception": None}, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", include("oversight.api_urls")),
    path("", include("oversight.reminders.urls")),
    path("", include("boards.urls")),
    path("", include("recommendations.urls")),
]
