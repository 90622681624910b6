"""The admin site: one sign-in, our own ModelAdmins alone, and an index that shows what is to do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LogoutView
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from oversight import context, ports
from oversight.admin.base import RegisterAdmin
from oversight.folded_fields import exact_first, kept_folds
from oversight.folding import nearest, sought

# What records are called that come from a library of another name.
LIBRARIES = {"allauth_idp_oidc": "System clients of the API"}

# With so many of the newest records a mistyped name is compared.
MOST_COMPARED = 1_000


class AutocompleteView(AutocompleteJsonView):
    """Answers in the words the related admin uses for its records: first what is called just as was typed, and where
    nothing is, what is called most like it."""

    def get_queryset(self) -> models.QuerySet:
        found = super().get_queryset()
        if not self.term or "sought" not in kept_folds(found.model):
            return found
        return exact_first(found, self.term) if found.exists() else self.nearest()

    def nearest(self) -> models.QuerySet:
        """What this person may choose and is called most like what was typed, by its first line."""
        rows = self.model_admin.get_queryset(self.request)
        seen = rows.complex_filter(self.source_field.get_limit_choices_to())
        if hasattr(seen, "entered_or_named"):
            seen = seen.entered_or_named("")
        lines = seen.order_by("-pk").values_list("sought", flat=True)[:MOST_COMPARED]
        called = {line: held for held in lines for line in held.strip("\n").split("\n")}
        alike = [called[line] for line in nearest(sought(self.term), called)]
        return seen.filter(sought__in=alike)

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": self.model_admin.label_for(obj)}


class RegisterSite(admin.AdminSite):
    """One admin for all apps. Its index shows what is to do, as the apps' `to_do` says (oversight/ports.py)."""

    site_title = "Oversight register"
    site_header = "Oversight register: secretariat"
    index_title = "To do"
    index_template = "admin/to_do.html"
    empty_value_display = "–"

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Every page of the admin. An address with a sign that no text of the database can hold is 400."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def without_nul(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "\0" in request.path_info or any(
                "\0" in part for each in request.GET.lists() for part in each[1]
            ):
                raise BadRequest("The address holds a sign that no text can.")
            return guarded(request, *args, **kwargs)

        return without_nul

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in our own ModelAdmins; those that come with libraries know nothing of our rules and are left out."""
        if admin_class is not None and issubclass(admin_class, RegisterAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The register has one sign-in. Who is signed in and lands here may not open the admin."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied("These pages are for the secretariat, auditors and administrators.")
        return HttpResponseRedirect(
            f"{resolve_url('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
        )

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return LogoutView.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return AutocompleteView.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = LIBRARIES.get(app["app_label"], app["name"])
        return apps

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        queues = [
            queue for of_app in ports.offered("to_do", request.user, context.today()) for queue in of_app
        ]
        return super().index(request, {"queues": queues, **(extra_context or {})})
