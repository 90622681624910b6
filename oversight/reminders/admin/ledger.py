"""The proof of reminding: who was reminded of what, when, in which e-mail, and what became of it; to be read only."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from oversight import history
from oversight.admin import ReadOnlyAdmin, ReadOnlyInline, VisibleFilter, link_to
from oversight.models import Event
from oversight.reminders.admin.send_now import SendsNow
from oversight.reminders.kinds import kind_in_words, role_in_words, step_of_kind
from oversight.reminders.models import Digest, Reminder
from oversight.reminders.pages import ledger_of
from oversight.reminders.states import State

# So many of the days on which digests left are offered; any other can be asked for in the address.
DAYS_OFFERED = 10


def ledger_tool(request, record: models.Model) -> tuple[str, str] | None:
    """The way from a record to who was reminded of it; nothing where nobody was."""
    was_reminded = Reminder.objects.about(record).exists()
    return ("Who was notified, and when", ledger_of(record)) if was_reminded else None


# --- Filters -------------------------------------------------------------------------------------


class AboutFilter(admin.SimpleListFilter):
    """One record alone: `?about=recommendations.action:7`. Shown to those who came from there (pages.ledger_of)."""

    title = "record"
    parameter_name = "about"

    def lookups(self, request, model_admin):
        if self.value() is None:
            return []
        first = self.queryset(request, model_admin.get_queryset(request)).first()
        return [(self.value(), first.subject_reference if first else "The record you came from")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        label, _, pk = self.value().partition(":")
        app, _, model = label.partition(".")
        kind = ContentType.objects.filter(app_label=app, model=model).first()
        if kind is None or not pk.isdecimal():
            raise IncorrectLookupParameters
        return queryset.filter(subject_type=kind, subject_id=int(pk))


class KindFilter(admin.AllValuesFieldListFilter):
    """Filters by what fell due, as its kind calls it."""

    def choices(self, changelist):
        everything, *kinds = super().choices(changelist)
        yield everything
        yield from ({**kind, "display": kind_in_words(kind["display"])} for kind in kinds)


class ReminderStepFilter(admin.AllValuesFieldListFilter):
    """Filters by the step, as the kind of what fell due words it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "step"

    def choices(self, changelist):
        everything, *steps = super().choices(changelist)
        yield everything
        kinds = dict(Reminder.objects.order_by().values_list("schedule_step", "kind").distinct())
        for step in steps:
            name = step["display"]
            yield {**step, "display": step_of_kind(kinds.get(name, ""), name)}


class SentFilter(admin.SimpleListFilter):
    """Filters by the day (London) on which the digest left."""

    title = "day it was sent"
    parameter_name = "sent_on"

    def lookups(self, request, model_admin):
        days = Digest.objects.filter(state=State.SENT).order_by("-on_day").values_list("on_day", flat=True)
        offered = {day.isoformat(): date_format(day) for day in days.distinct()[:DAYS_OFFERED]}
        if (asked := parse_day(self.value())) is not None:
            offered.setdefault(asked.isoformat(), date_format(asked))
        return list(offered.items())

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if (day := parse_day(self.value())) is None:
            raise IncorrectLookupParameters
        return queryset.filter(state=State.SENT, digest__on_day=day)


def parse_day(given: str | None):
    try:
        return parse_date(given or "")
    except ValueError:
        return None


class ReturnedFilter(admin.SimpleListFilter):
    """Filters by whether the mail server returned the digest."""

    title = "returned"
    parameter_name = "returned"

    def lookups(self, request, model_admin):
        return [("yes", "Returned by the mail server"), ("fails", "The address fails still")]

    def queryset(self, request, queryset):
        returned: Any = {
            "yes": Digest.objects.filter(bounced_at__isnull=False),
            "fails": Digest.objects.bounced_and_unsettled(),
        }
        if self.value() not in returned:
            return queryset
        found = returned[self.value()].order_by().values("pk")
        return (
            queryset.filter(pk__in=found) if queryset.model is Digest else queryset.filter(digest__in=found)
        )


# --- Reminders -----------------------------------------------------------------------------------


class InWords:
    """Shows the columns of a reminder in the words of its kind."""

    @admin.display(description="Recipient", ordering="recipient__name")
    def recipient_in_words(self, reminder):
        """Who; and on whose behalf, where no e-mail reaches the person it is asked of."""
        who = str(reminder.recipient or "No recipient")
        return f"{who}, on behalf of {reminder.on_behalf_of}" if reminder.on_behalf_of else who

    @admin.display(description="Step", ordering="step")
    def step_words(self, reminder):
        return reminder.step_in_words()

    @admin.display(description="What fell due", ordering="kind")
    def kind_in_words(self, reminder):
        return kind_in_words(reminder.kind)

    @admin.display(description="Recipient role")
    def role_in_words(self, reminder):
        return role_in_words(reminder.kind, reminder.recipient_role)

    @admin.display(description="Reference", ordering="subject_reference")
    def subject_link(self, reminder):
        model = ContentType.objects.get_for_id(reminder.subject_type_id).model_class()
        return link_to(model, reminder.subject_id, reminder.subject_reference)

    @admin.display(description="What became of it", ordering="state")
    def became(self, reminder):
        said = reminder.get_state_display()
        if reminder.reason:
            return f"{said}: {reminder.get_reason_display()}"
        if reminder.state == State.SENT and reminder.digest.bounced_at:
            return f"{said}, and returned by the mail server"
        return said

    @admin.display(description="Digest", ordering="digest__on_day")
    def digest_link(self, reminder):
        if reminder.digest_id is None:
            return None
        return link_to(Digest, reminder.digest_id, date_format(reminder.digest.on_day))

    @admin.display(description="Sent to")
    def address(self, reminder):
        return (reminder.digest and reminder.digest.address) or None

    @admin.display(description="Returned")
    def returned(self, reminder):
        digest = reminder.digest
        if digest is None or not digest.bounced_at:
            return None
        return f"{date_format(digest.bounced_at, 'DATETIME_FORMAT')}: {digest.bounce}"


class ReminderInline(InWords, ReadOnlyInline):
    model = Reminder
    fields = ["subject_link", "kind_in_words", "step_words", "due_on", "state", "reason", "sent_at"]
    readonly_fields = fields


@admin.register(Reminder)
class ReminderAdmin(SendsNow, InWords, ReadOnlyAdmin):
    # What became of each is in sight beside the filters; on a telephone the list moves sideways.
    list_display = [
        "recipient_in_words",
        "subject_link",
        "step_words",
        "became",
        "due_on",
        "sent_at",
        "kind_in_words",
        "owed_at",
        "digest_link",
    ]
    list_filter = [
        AboutFilter,
        "state",
        "reason",
        ReturnedFilter,
        ("kind", KindFilter),
        ("schedule_step", ReminderStepFilter),
        "is_escalation",
        ("recipient__organisation", VisibleFilter),
        SentFilter,
    ]
    search_fields = [
        "subject_reference",
        "recipient__sought",
        "on_behalf_of__sought",
        "digest__message_id",
    ]
    date_hierarchy = "due_on"
    fields = [
        "recipient",
        "on_behalf_of",
        "role_in_words",
        "subject_link",
        "kind_in_words",
        "step_words",
        "due_on",
        "not_before",
        "state",
        "reason",
        "owed_at",
        "digest",
        "address",
        "sent_at",
        "attempts",
        "answer",
        "returned",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recipient", "on_behalf_of", "digest__recipient")

    def get_view_on_site_url(self, obj=None):
        """The page of what it is about, where that has one."""
        subject = obj.subject if obj is not None else None
        of_subject = self.admin_site._registry.get(type(subject))
        return of_subject.get_view_on_site_url(subject) if of_subject is not None else None


# --- Digests -------------------------------------------------------------------------------------


@admin.register(Digest)
class DigestAdmin(SendsNow, ReadOnlyAdmin):
    list_display = ["on_day", "recipient", "address", "state", "attempts", "sent_at", "answer", "returned"]
    list_filter = ["state", ReturnedFilter, ("recipient__organisation", VisibleFilter)]
    list_select_related = ["recipient"]
    search_fields = ["recipient__sought", "address", "message_id"]
    date_hierarchy = "on_day"
    fields = [
        "on_day",
        "recipient",
        "address",
        "state",
        "attempts",
        "next_try_at",
        "sent_at",
        "message_id",
        "answer",
        "bounced_at",
        "bounce",
        "settled_at",
    ]
    readonly_fields = fields
    inlines = [ReminderInline]

    @admin.display(description="Returned", ordering="bounced_at")
    def returned(self, digest):
        return digest.bounce or None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        digest = self.get_object(request, object_id)
        timeline = history.entries(Event.objects.about(digest), request.user)
        return super().change_view(
            request, object_id, form_url, {"timeline": timeline, **(extra_context or {})}
        )
