"""The admin of papers: brought to their meeting, superseded, corrected, withdrawn; every version kept to be read."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html

from boards.admin.base import keeps
from boards.forms.papers import AddPaperForm
from boards.models import AgendaItem, Meeting, Paper, PaperVersion
from boards.operations import papers as operations
from boards.pages.steps import PaperStep, moment
from boards.rules.papers import why_closed
from oversight.admin import HistoryAdmin, ReadOnlyInline, VisibleFilter
from oversight.admin.steps import TakesSteps
from oversight.pages import OperationView, Page

# --- On the page of their meeting ------------------------------------------------------------------


class PaperInline(ReadOnlyInline):
    """The papers of a meeting, each with its latest version, to be opened on their own page."""

    model = Paper
    fields = ["agenda_item", "order", "title", "latest", "marking", "withdrawn_at"]
    readonly_fields = fields
    ordering = ["agenda_item__number", "order"]
    show_change_link = True

    def has_view_permission(self, request, obj=None) -> bool:
        """A meeting that is only being arranged has no papers to read."""
        return obj is not None and super().has_view_permission(request, obj)

    def get_queryset(self, request):
        # Django's own gives no rows where the kind of row is not seen without a meeting.
        seen = Paper.objects.visible_to(request.user).select_related("agenda_item", "meeting")
        return seen.prefetch_related("versions").order_by(*self.ordering)

    @admin.display(description="Latest version")
    def latest(self, paper):
        version = next(iter(paper.versions.all()), None)
        return "No file" if version is None else _file_of(version, paper)


def _file_of(version: PaperVersion, paper: Paper) -> str:
    address = reverse("paper-version-file", args=[paper.meeting.reference, paper.pk, version.number])
    late = ", late" if version.is_late else ""
    return format_html(
        '<a href="{}">{}</a>, version {}{}{}',
        address,
        version.file_name,
        version.number,
        late,
        format_html("<br>{}", version.why_not_bound) if version.why_not_bound else "",
    )


def _in_time(version: PaperVersion) -> str:
    return "Late" if version.is_late else "In time"


ADD = "Add a paper"


def add_tool(request: HttpRequest, meeting: Meeting) -> tuple[str, str] | None:
    """“Add a paper” beside the steps of a meeting that still takes some."""
    if not keeps(request.user, meeting.board) or why_closed(meeting):
        return None
    return ADD, reverse("admin:boards_paper_add_to", args=[meeting.pk])


# --- Their own pages -------------------------------------------------------------------------------


class VersionInline(ReadOnlyInline):
    model = PaperVersion
    fields = [
        "number",
        "opened",
        "content_type",
        "weight",
        "pages",
        "received_at",
        "in_time",
        "in_packs",
        "by",
        "sha256",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("paper__meeting", "by")

    @admin.display(description="File")
    def opened(self, version):
        paper = version.paper
        address = reverse("paper-version-file", args=[paper.meeting.reference, paper.pk, version.number])
        return format_html('<a href="{}">{}</a>', address, version.file_name)

    @admin.display(description="Late or in time")
    def in_time(self, version):
        return _in_time(version)

    @admin.display(description="In packs")
    def in_packs(self, version):
        return version.why_not_bound or "Bound"

    @admin.display(description="Size")
    def weight(self, version):
        return filesizeformat(version.size)


class WithdrawnFilter(admin.EmptyFieldListFilter):
    def choices(self, changelist):
        words = {"Empty": "In circulation", "Not empty": "Withdrawn"}
        for choice in super().choices(changelist):
            yield choice | {"display": words.get(str(choice["display"]), choice["display"])}


class BoundFilter(admin.SimpleListFilter):
    title, parameter_name = "the latest pack", "bound"

    def lookups(self, request, model_admin):
        return [("no", "Could not bind it")]

    def queryset(self, request, queryset):
        return queryset.not_bound() if self.value() == "no" else queryset


def meeting_tool(request: HttpRequest, paper: Paper) -> tuple[str, str]:
    return "The meeting", reverse("admin:boards_meeting_change", args=[paper.meeting_id])


@admin.register(Paper)
class PaperAdmin(TakesSteps, HistoryAdmin):
    """Papers are added at their meeting; here they are found again."""

    step_page, tools = PaperStep, [meeting_tool]
    list_display = [
        "title",
        "meeting",
        "item",
        "latest",
        "late",
        "marking",
        "withdrawn_at",
        "is_illustrative",
    ]
    list_filter = [
        ("meeting__board", VisibleFilter),
        ("withdrawn_at", WithdrawnFilter),
        BoundFilter,
        "marking",
        "is_publishable",
        "is_illustrative",
    ]
    search_fields = ["sought", "meeting__sought", "meeting__board__sought"]
    ordering = ["-meeting__starts_at", "agenda_item__number", "order"]
    autocomplete_fields = ["author"]
    readonly_fields = ["meeting", "withdrawn_at", "withdrawn_reason", "is_illustrative"]
    fieldsets = [
        (None, {"fields": ["meeting", "agenda_item", "order", "title", "author"]}),
        ("Handling", {"fields": ["marking", "is_publishable", "is_illustrative"]}),
    ]
    withdrawn = ("Withdrawn", {"fields": ["withdrawn_at", "withdrawn_reason"]})
    inlines = [VersionInline]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("meeting__board", "agenda_item", "author")
        return rows.prefetch_related("versions")

    @admin.display(description="Item", ordering="agenda_item__number", empty_value="The meeting as a whole")
    def item(self, paper):
        return paper.agenda_item.number if paper.agenda_item else None

    @admin.display(description="Versions")
    def latest(self, paper):
        return max((version.number for version in paper.versions.all()), default=0)

    @admin.display(description="Received")
    def late(self, paper):
        latest = next(iter(paper.versions.all()), None)
        return _in_time(latest) if latest else "No file"

    def label_for(self, obj) -> str:
        return f"{obj.meeting.reference}: {obj.title}"

    def view_on_site(self, obj):
        return reverse("meeting", args=[obj.meeting.reference])

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.withdrawn] if obj is not None and obj.withdrawn_at else fieldsets

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.meeting.board)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Only items of its own meeting can be chosen for a paper."""
        form = super().get_form(request, obj, change, **kwargs)
        if "agenda_item" in form.base_fields:
            items = AgendaItem.objects.visible_to(request.user).filter(meeting=obj.meeting_id)
            form.base_fields["agenda_item"].queryset = items.order_by("number")
        return form

    def amend(self, obj, *, by, changes, related):
        operations.amend_paper(obj, by=by, changes=changes)

    def get_urls(self):
        add = self.admin_site.admin_view(AddPaper.as_view(admin=self))
        return [path("to/<int:meeting>/", add, name="boards_paper_add_to"), *super().get_urls()]


# --- Bringing one to a meeting ---------------------------------------------------------------------


class AddPaper(Page, OperationView):
    """A paper brought to a meeting. A person who may not, or comes too late, reads why before any field is shown."""

    template_name = "admin/step.html"
    form_class = AddPaperForm
    admin: Any = None
    # Once it is added.
    paper: Paper

    @cached_property
    def meeting(self) -> Meeting:
        seen = Meeting.objects.visible_to(self.request.user, self.today).select_related("board")
        return get_object_or_404(seen, pk=self.kwargs["meeting"])

    def require(self) -> None:
        operations.require_takes_papers(self.meeting, self.request.user)

    @property
    def back(self) -> str:
        return reverse("admin:boards_meeting_change", args=[self.meeting.pk])

    def get_success_url(self) -> str:
        return self.back

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"record": self.meeting, "user": self.request.user}

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """The operation looks into the file before it locks anything, so it is not run under a lock."""
        self.paper = operations.add_paper(self.meeting, by=self.request.user, **inputs)

    @property
    def done(self) -> str:  # type: ignore[override]
        why_not = self.paper.versions.get().why_not_bound
        return " ".join(filter(None, (f"Paper added: {self.meeting.reference}.", why_not)))

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.admin.admin_site.each_context(self.request),
            title=ADD,
            subtitle=str(self.meeting),
            step={"label": ADD},
            facts=[("Meeting", f"{self.meeting.board}, {moment(self.meeting)}")],
            opts=Meeting._meta,
            changelist="admin:boards_meeting_changelist",
            leads_to=self.meeting.reference,
            back=self.back,
            **kwargs,
        )
