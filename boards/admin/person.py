"""The admin of people: who they are, whether they may come in, and the role that decides what they may do."""

from collections.abc import Callable

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path

from boards import operations
from boards.models import Membership, Person
from boards.rules import access
from oversight.admin import ReadOnlyInline, RegisterAdmin, VisibleFilter
from oversight.admin.base import RefusableForm
from oversight.admin.visibility import is_version
from oversight.days import day_in_words
from oversight.errors import DomainError
from oversight.reminders import operations as reminders
from oversight.reminders.models import Digest
from oversight.reminders.rights import may_manage


class SeatInline(ReadOnlyInline):
    model = Membership
    verbose_name_plural = "seats on boards"
    fields = ["board", "seat", "from_on", "until_on"]
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("board", "person")


def returned_to(request: HttpRequest, person: Person) -> str | None:
    """That their address fails, by the last digest that was returned, where its reader may see any of it."""
    digests = Digest.objects.visible_to(request.user).bounced_and_unsettled()
    digest = digests.filter(recipient=person).first()
    if digest is None:
        return None
    return f"The mail server returned the digest of {day_in_words(digest.on_day)}. {digest.bounce}"


class PersonForm(RefusableForm):
    """With the reason why somebody may read what is marked, for the history."""

    reason_to_read = forms.CharField(
        label="Reason",
        required=False,
        max_length=1000,
        help_text="Why they need to read OFFICIAL-SENSITIVE. It stands in the history.",
    )


class PersonAdmin(RegisterAdmin):
    """People, as far as boards know them. Registered by the app above, which adds what they own."""

    form = PersonForm
    change_form_template = "admin/boards/person/change_form.html"
    list_display = [
        "name",
        "post",
        "organisation",
        "role",
        "email",
        "is_active",
        "is_service",
        "is_demonstration",
    ]
    list_filter = ["role", "is_active", "is_service", ("organisation", VisibleFilter)]
    list_select_related = ["organisation"]
    search_fields = ["sought", "organisation__sought"]
    ordering = ["name"]
    autocomplete_fields = ["organisation"]
    fieldsets = [
        (None, {"fields": ["name", "post", "organisation"]}),
        ("Log-in", {"fields": ["email", "is_active", "has_password", "last_login"]}),
        ("What they may do", {"fields": ["role", "is_service", "is_demonstration"]}),
        ("What they may read", {"fields": ["clearance"]}),
    ]
    readonly_fields = ["has_password", "last_login", "is_service", "is_demonstration"]
    inlines = [SeatInline]
    # What is to be known of a person before their particulars: each gives a sentence for this reader, or nothing.
    # Whatever else knows something puts its own in.
    notes: list[Callable[[HttpRequest, Person], str | None]] = []

    @admin.display(description="Has chosen a password", boolean=True)
    def has_password(self, person):
        return person.has_usable_password()

    def label_for(self, obj) -> str:
        return ", ".join(str(each) for each in (obj.name, obj.post or obj.organisation) if each)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")

    def get_readonly_fields(self, request, obj=None):
        """What hangs on log-in and role is fixed for those who may not change it (boards/rules/access.py)."""
        person = obj or Person()
        fixed = [] if access.may_change_role(request.user, person) else ["role", "clearance"]
        if obj is not None and not access.may_change_log_in(request.user, person):
            fixed += operations.LOG_IN
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request, obj=None):
        """The reason is asked of those who may let the person read more."""
        fieldsets = super().get_fieldsets(request, obj)
        if is_version(obj) or not access.may_change_role(request.user, obj or Person()):
            return fieldsets
        return [
            (title, {**options, "fields": [*options["fields"], "reason_to_read"]})
            if "clearance" in options["fields"]
            else (title, options)
            for title, options in fieldsets
        ]

    def save_model(self, request, obj, form, change):
        obj.reason_to_read = form.cleaned_data.get("reason_to_read", "")
        super().save_model(request, obj, form, change)

    def add(self, obj, *, by, related):
        operations.enter_person(obj, by=by, reason=obj.reason_to_read)

    def amend(self, obj, *, by, changes, related):
        operations.amend_person(obj, by=by, changes=changes, reason=obj.reason_to_read)

    # The link to choose a password

    def get_urls(self):
        view = self.admin_site.admin_view
        link = path(
            "<int:pk>/password-link/", view(self.send_password_link), name="boards_person_password_link"
        )
        confirm = path(
            "<int:pk>/confirm-address/", view(self.confirm_address), name="boards_person_confirm_address"
        )
        return [link, confirm, *super().get_urls()]

    def send_password_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the person a link to choose a password, at their own address: nobody else ever knows it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = self.get_object(request, str(pk))
        try:
            operations.record_password_link(person, by=request.user)
            form = ResetPasswordForm({"email": person.email})
            if form.is_valid():
                form.save(request)
            messages.success(request, f"A link to choose a password is on its way to {person.email}.")
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("admin:boards_person_change", person.pk)

    def confirm_address(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The address is right, whatever the mail server returned."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = self.get_object(request, str(pk))
        try:
            reminders.confirm_address(person, by=request.user)
            messages.success(request, f"The address {person.email} stands as confirmed.")
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("admin:boards_person_change", person.pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        person = self.get_object(request, object_id)
        offers = person.email and person.is_active and not person.is_service
        can_send = bool(offers) and access.may_change_log_in(request.user, person)
        returned = returned_to(request, person)
        context = {
            "may_send_link": can_send,
            "returned": returned,
            "may_confirm": returned is not None and may_manage(request.user),
            "notes": [note for each in self.notes if (note := each(request, person))],
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})
