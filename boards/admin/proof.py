"""The proof of what was done and told: events, reminders and the e-mails that carried them. To be read only."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join

from boards.admin.base import BoardsAdmin, BoardsReadOnlyInline
from boards.admin.send_now import SendsNow
from oversight import events
from oversight.models import Digest, Event, Reminder
from oversight.narrowing import visible
from oversight.reminders.sources import step_in_words

# What a record is called by in the list of events, and found by; the first it has.
CALLED_BY = ("reference", "name")


class StepFilter(admin.AllValuesFieldListFilter):
    """Filters by what was done, in words."""

    def choices(self, changelist):
        everything, *steps = super().choices(changelist)
        yield everything
        yield from ({**step, "display": events.step_in_words(step["display"])} for step in steps)


class ReminderStepFilter(admin.AllValuesFieldListFilter):
    """Filters by the step of what fell due, as its source words it."""

    def choices(self, changelist):
        everything, *steps = super().choices(changelist)
        yield everything
        kinds = dict(Reminder.objects.order_by().values_list("step", "kind").distinct())
        for step in steps:
            name = step["display"]
            yield {**step, "display": step_in_words(kinds.get(name, ""), name)}


class ProofAdmin(BoardsAdmin):
    actions = None

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ProofAdmin):
    list_display = ["at", "subject_in_words", "step_in_words", "by", "door"]
    list_filter = ["door", ("step", StepFilter)]
    list_select_related = ["by", "subject_type"]
    search_fields = ["step", "note", "by__name"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fields = ["at", "by", "door", "step_in_words", "subject_in_words", "note", "what_changed"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subject")

    def get_object(self, request, object_id, from_field=None):
        event = super().get_object(request, object_id, from_field)
        event.values_shown = events.values(event, request.user)
        return event

    def get_search_results(self, request, queryset, search_term):
        """By what the events say, and by the reference or name of the record they are about."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        wanted = search_term.strip()
        if not wanted:
            return found, may_repeat
        matches = Q(pk__in=found.order_by().values("pk"))
        for kind in ContentType.objects.filter(pk__in=Event.objects.order_by().values("subject_type")):
            model = kind.model_class()
            columns = {field.name for field in model._meta.concrete_fields} if model else set()
            if column := next((name for name in CALLED_BY if name in columns), None):
                called = visible(model, request.user).filter(**{f"{column}__icontains": wanted})
                matches |= Q(subject_type=kind, subject_id__in=called.order_by().values("pk"))
        return queryset.filter(matches), False

    @admin.display(description="Record")
    def subject_in_words(self, event):
        called = (getattr(event.subject, column, None) for column in CALLED_BY)
        words = next(filter(None, called), f"number {event.subject_id}")
        kind = event.subject_type.model_class()._meta
        shown = f"{str(kind.verbose_name).capitalize()} {words}"
        try:
            address = reverse(f"admin:{kind.app_label}_{kind.model_name}_change", args=[event.subject_id])
        except NoReverseMatch:
            return shown
        return format_html('<a href="{}">{}</a>', address, shown)

    @admin.display(description="Step", ordering="step")
    def step_in_words(self, event):
        return events.step_in_words(event.step)

    @admin.display(description="What changed")
    def what_changed(self, event):
        return format_html_join(
            "",
            "<p>{}: {} → {}</p>",
            ((row.label, row.before, row.after) for row in event.values_shown),
        )


class StepWords:
    """Shows the step of a reminder as its source words it."""

    @admin.display(description="Step", ordering="step")
    def told_step(self, reminder):
        return reminder.step_in_words()


class ReminderInline(StepWords, BoardsReadOnlyInline):
    model = Reminder
    fields = ["subject_reference", "told_step", "due_on", "state", "reason", "sent_at"]
    readonly_fields = fields


@admin.register(Reminder)
class ReminderAdmin(SendsNow, StepWords, ProofAdmin):
    list_display = [
        "owed_at",
        "recipient",
        "subject_reference",
        "told_step",
        "due_on",
        "state",
        "reason",
        "sent_at",
    ]
    list_filter = ["state", ("step", ReminderStepFilter), "reason"]
    search_fields = ["subject_reference", "recipient__name"]
    date_hierarchy = "due_on"
    fields = [
        "recipient",
        "subject_reference",
        "told_step",
        "due_on",
        "state",
        "reason",
        "digest",
        "owed_at",
        "sent_at",
        "attempts",
        "answer",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recipient", "digest__recipient")


@admin.register(Digest)
class DigestAdmin(SendsNow, ProofAdmin):
    list_display = ["on_day", "recipient", "state", "attempts", "sent_at", "answer"]
    list_filter = ["state"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__name", "message_id"]
    date_hierarchy = "on_day"
    fields = ["on_day", "recipient", "state", "attempts", "next_try_at", "sent_at", "message_id", "answer"]
    readonly_fields = fields
    inlines = [ReminderInline]
