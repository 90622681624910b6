"""The history of the register: its Events, to be read only."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.html import format_html_join

from oversight import history
from oversight.admin.read_only import ReadOnlyAdmin, link_to
from oversight.folding import sought
from oversight.models import Event
from oversight.visibility import visible

# What a record is called by in the list of events, and found by; the first it has.
CALLED_BY = ("reference", "name")


class StepFilter(admin.AllValuesFieldListFilter):
    """Filters by what was done, in words."""

    def choices(self, changelist):
        everything, *steps = super().choices(changelist)
        yield everything
        yield from ({**step, "display": history.step_in_words(step["display"])} for step in steps)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "subject_in_words", "step_in_words", "by", "channel"]
    list_filter = ["channel", ("step", StepFilter)]
    list_select_related = ["by", "subject_type"]
    search_fields = ["step", "sought", "by__sought"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fields = ["at", "by", "channel", "step_in_words", "subject_in_words", "note", "what_changed"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("subject")

    def get_object(self, request, object_id, from_field=None):
        event = super().get_object(request, object_id, from_field)
        event.values_shown = history.values(event, request.user)
        event.note = history.notes([event], request.user)[event.pk]
        return event

    def get_search_results(self, request, queryset, search_term):
        """By what the events say, and by the reference or name of the record they are about."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        wanted = sought(search_term)
        if not wanted:
            return found, may_repeat
        matches = Q(pk__in=found.order_by().values("pk"))
        for kind in ContentType.objects.filter(pk__in=Event.objects.order_by().values("subject_type")):
            model = kind.model_class()
            columns = {field.name for field in model._meta.concrete_fields} if model else set()
            if column := next((name for name in ("sought", *CALLED_BY) if name in columns), None):
                called = visible(model, request.user).filter(**{f"{column}__icontains": wanted})
                matches |= Q(subject_type=kind, subject_id__in=called.order_by().values("pk"))
        return queryset.filter(matches), False

    @admin.display(description="Record")
    def subject_in_words(self, event):
        called = (getattr(event.subject, column, None) for column in CALLED_BY)
        words = next(filter(None, called), f"number {event.subject_id}")
        model = event.subject_type.model_class()
        return link_to(model, event.subject_id, f"{str(model._meta.verbose_name).capitalize()} {words}")

    @admin.display(description="Step", ordering="step")
    def step_in_words(self, event):
        return history.step_in_words(event.step)

    @admin.display(description="What changed")
    def what_changed(self, event):
        return format_html_join(
            "",
            "<p>{}: {} → {}</p>",
            ((row.label, row.before, row.after) for row in event.values_shown),
        )
