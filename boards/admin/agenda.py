"""The admin of agendas: the items of a meeting as rows, put in order there, and each on a page of its own."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from boards import operations
from boards.admin.base import keeps
from boards.models import AgendaItem, Meeting
from boards.operations.agenda import AMENDABLE, HANDLING, carried_along
from boards.pages.steps import ItemStep
from boards.rules import agenda
from boards.rules.access import reads_marked
from boards.rules.agenda import MINUTES_AND_ACTIONS, RunningOrder, running_order, why_closed
from boards.rules.item_workflow import ITEMS
from oversight import context
from oversight.admin import HistoryAdmin, InlineRows, RefusableForm, RegisterInline, VisibleFilter, beside
from oversight.admin.steps import TakesSteps

SMALL_TEXT = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})}}
# What of item 1 the system alone says.
FIXED = ("number", "title", "kind")


def given(form: forms.ModelForm) -> tuple[dict[str, Any], dict[str, Iterable[models.Model]]]:
    """What was typed of an item: its columns, and what it concerns."""
    changed = {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
    return (
        {name: value for name, value in changed.items() if name in AMENDABLE},
        {name: value for name, value in changed.items() if name in carried_along()},
    )


class AgendaItemForm(RefusableForm):
    """An item; of item 1 what the system says is shown and not asked."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # What the constraints hold is left to the operations, which say it in words beside the field.
        self.instance.validate_constraints = lambda exclude=None: None
        for name in FIXED if self.instance.is_minutes_and_actions else ():
            if name in self.fields:
                self.fields[name].disabled = True


class AgendaRow(AgendaItemForm):
    """A row of the agenda. A new one may leave its number empty: it is put on last."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "number" in self.fields:
            self.fields["number"].required = self.instance.pk is not None
            self.fields["number"].widget.attrs |= {"min": 1, "class": "agenda-number"}


class AgendaRows(InlineRows):
    """Its numbers are judged together, when the agenda is put in order: one moved item may take another's."""

    def validate_unique(self) -> None:
        pass


class AgendaItemInline(RegisterInline):
    model = AgendaItem
    form = AgendaRow
    formset = AgendaRows
    template = "admin/boards/agendaitem/rows.html"
    verbose_name_plural = "agenda"
    fields = ["number", "title", "stands", "starts", "minutes_allotted", "kind", "lead", "marking"]
    readonly_fields = ["starts", "stands"]
    autocomplete_fields = ["lead"]
    formfield_overrides = SMALL_TEXT
    ordering = ["number"]
    show_change_link = True
    meeting: Meeting | None = None
    # Who reads the rows.
    user: Any = None

    class Media:
        js = ["admin/agenda.js"]
        css = {"all": ["admin/agenda.css"]}

    def get_queryset(self, request):
        rows = super().get_queryset(request).for_steps(request.user).select_related("lead__organisation")
        return rows.select_related("carried_from__meeting", "carried_to__meeting").annotate(
            papers_held=Count("papers", filter=Q(papers__withdrawn_at=None))
        )

    def get_formset(self, request, obj=None, **kwargs):
        self.meeting, self.user = obj, request.user
        return super().get_formset(request, obj, **kwargs)

    # What no longer changes is shown and not asked.

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and not self._closed(obj)

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.board) and not self._closed(obj)

    def _closed(self, meeting: Meeting | None) -> str:
        return why_closed(meeting) if isinstance(meeting, Meeting) and meeting.pk else ""

    # What stands above and beside the rows

    @property
    def notes(self) -> list[str]:
        """What is to be said of the agenda as a whole."""
        if self.meeting is None:
            return [f"Item 1, “{MINUTES_AND_ACTIONS}”, is put on by itself."]
        ends_at = self._order.ends_at
        return [
            note
            for note in (
                self._closed(self.meeting),
                self._order.note,
                f"By the minutes allotted the meeting ends at {_time(ends_at)}." if ends_at else "",
            )
            if note
        ]

    @cached_property
    def _order(self) -> RunningOrder:
        return running_order(self.meeting, AgendaItem.objects.filter(meeting=self.meeting))

    @cached_property
    def _times(self) -> dict[int, datetime | None]:
        return {slot.item.pk: slot.starts_at for slot in self._order.slots}

    @admin.display(description="Starts")
    def starts(self, item: AgendaItem) -> str:
        at = self._times.get(item.pk) if item.pk else None
        return _time(at) if at else "–"

    @admin.display(description="Where it stands")
    def stands(self, item: AgendaItem) -> str:
        """Status with its reason, papers, where it came from and went to, and the steps it can take."""
        if item.pk is None:
            return "–"
        return format_html_join(SafeString("<br>"), "{}", ((part,) for part in self._told(item)))

    def _told(self, item: AgendaItem) -> Iterable[str]:
        reason = f": {item.status_reason}" if item.status_reason else ""
        yield f"{item.get_status_display()}{reason}"
        if item.papers_held:
            yield f"{item.papers_held} paper{'' if item.papers_held == 1 else 's'}"
        if item.carried_from and _is_read(self.user, item.carried_from):
            yield format_html("From {}", _link(item.carried_from.meeting))
        if (carried := getattr(item, "carried_to", None)) and _is_read(self.user, carried):
            yield format_html("To {}", _link(carried.meeting))
        for step in ITEMS.open_to(self.user, item, context.now()):
            address = reverse("admin:boards_agendaitem_step", args=[item.pk, step.slug])
            yield format_html('<a href="{}">{}</a>', address, step.label)


def _is_read(user: Any, other: AgendaItem) -> bool:
    """Whether the reader may read an item of another meeting of the board."""
    return reads_marked(user, other.marking, other.meeting.marking)


def _link(meeting: Meeting) -> str:
    address = reverse("admin:boards_meeting_change", args=[meeting.pk])
    return format_html('<a href="{}">{}</a>', address, meeting.reference)


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


class KeepsAgenda(HistoryAdmin):
    """The admin page of a meeting writes its agenda through the operations: rows first, then their order as a whole."""

    def save_formset(self, request, form, formset, change):
        if formset.model is not AgendaItem:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)  # for what the admin says was changed
        numbers: dict[int, int] = {}
        placed: dict[int, forms.ModelForm] = {}
        for row in formset.forms:
            if not row.has_changed():
                continue
            changes, related = given(row)
            with beside(request, row):
                if row.instance.pk is None:
                    row.instance.meeting = form.instance
                    operations.add_item(row.instance, by=request.user, related=related)
                elif changes or related:
                    operations.amend_item(row.instance, by=request.user, changes=changes, related=related)
                number = row.cleaned_data.get("number")
                if "number" in row.changed_data and number is not None:
                    agenda.require_free(number, placed)
                    numbers[row.instance.pk], placed[number] = number, row
        if numbers:
            with beside(request, placed[min(placed)]):
                operations.renumber(form.instance, by=request.user, numbers=numbers)


def meeting_tool(request: HttpRequest, item: AgendaItem) -> tuple[str, str]:
    return f"Meeting {item.meeting.reference}", reverse("admin:boards_meeting_change", args=[item.meeting_id])


class AgendaItemAdmin(TakesSteps, HistoryAdmin):
    """Items are put on an agenda at their meeting; here they are found again. Registered by the app above."""

    form = AgendaItemForm
    step_page, tools = ItemStep, [meeting_tool]
    list_display = ["title", "number", "meeting", "kind", "status", "lead", "marking"]
    list_filter = ["kind", "status", ("meeting__board", VisibleFilter)]
    search_fields = ["sought", "meeting__sought", "meeting__board__sought"]
    ordering = ["-meeting__starts_at", "number"]
    autocomplete_fields = ["lead"]
    # Set by the steps, by the order of the whole agenda, and by the minutes alone.
    readonly_fields = ["meeting", "number", "status", "status_reason", "carried_from", "carried_to", "minute"]
    fieldsets = [
        (None, {"fields": ["meeting", "number", "title", "kind", "lead", "minutes_allotted"]}),
        ("Where it stands", {"fields": ["status", "status_reason", "carried_from", "carried_to", "minute"]}),
        ("Handling", {"fields": ["marking", "is_publishable"]}),
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("meeting__board", "lead", "carried_from__meeting", "carried_to__meeting")
        )

    def kept_back(self, request, obj) -> set[str]:
        carried = getattr(obj, "carried_to", None)
        hides = carried is not None and not _is_read(request.user, carried)
        return super().kept_back(request, obj) | ({"carried_to"} if hides else set())

    def after_step(self, record: AgendaItem) -> Meeting:
        return record.meeting

    def label_for(self, obj) -> str:
        return f"{obj.meeting.reference}, item {obj.number}: {obj.title}"

    @admin.display(description="Carried over to")
    def carried_to(self, item):
        carried = getattr(item, "carried_to", None)
        if carried is None:
            return "–"
        address = reverse("admin:boards_agendaitem_change", args=[carried.pk])
        return format_html('<a href="{}">{}, item {}</a>', address, carried.meeting.reference, carried.number)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.meeting.board)

    def get_readonly_fields(self, request, obj=None):
        """Of an item whose agenda no longer changes how it is handled alone is asked."""
        fields = super().get_readonly_fields(request, obj)
        if not isinstance(obj, AgendaItem) or not why_closed(obj.meeting):
            return fields
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        return [*fields, *(name for name in shown if name not in (*fields, *HANDLING))]

    def save_model(self, request, obj, form, change):
        changes, related = given(form)
        operations.amend_item(obj, by=request.user, changes=changes, related=related)
