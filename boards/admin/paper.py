"""The desk of papers: brought to their meeting, superseded, corrected, withdrawn; every version kept to be read."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html

from boards.admin.base import keeps
from boards.admin.meeting import MeetingAdmin
from boards.forms.papers import PAPER_STEP_FORMS
from boards.models import AgendaItem, Meeting, Paper, PaperVersion
from boards.operations import papers as operations
from boards.operations import require_keeper
from boards.rules import papers
from oversight.admin import HistoryAdmin, ReadOnlyInline, VisibleFilter
from oversight.errors import DomainError
from oversight.pages import OperationView, Page, refusal

# --- On the desk of their meeting ------------------------------------------------------------------


class PaperInline(ReadOnlyInline):
    """The papers of a meeting, each with its latest version, to be opened on their own desk."""

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
    return format_html('<a href="{}">{}</a>, version {}{}', address, version.file_name, version.number, late)


def _in_time(version: PaperVersion) -> str:
    return "Late" if version.is_late else "In time"


def add_tool(request: HttpRequest, meeting: Meeting) -> tuple[str, str] | None:
    """“Add a paper” beside the steps of a meeting that still takes some."""
    if not keeps(request.user, meeting.board) or operations.no_more_papers(meeting):
        return None
    return papers.ADD.label, reverse("admin:boards_paper_add_to", args=[meeting.pk])


# --- Their own desk --------------------------------------------------------------------------------


class VersionInline(ReadOnlyInline):
    model = PaperVersion
    fields = ["number", "opened", "content_type", "weight", "pages", "received_at", "in_time", "by", "sha256"]
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

    @admin.display(description="Size")
    def weight(self, version):
        return filesizeformat(version.size)


class WithdrawnFilter(admin.EmptyFieldListFilter):
    def choices(self, changelist):
        words = {"Empty": "In circulation", "Not empty": "Withdrawn"}
        for choice in super().choices(changelist):
            yield choice | {"display": words.get(str(choice["display"]), choice["display"])}


@admin.register(Paper)
class PaperAdmin(HistoryAdmin):
    """Papers are added at their meeting; here they are found again."""

    change_form_template = "admin/boards/paper/change_form.html"
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
        "marking",
        "is_publishable",
        "is_illustrative",
    ]
    search_fields = ["title", "meeting__reference", "meeting__board__name"]
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

    # Steps

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("to/<int:meeting>/", wrap(AddPaperDesk.as_view(desk=self)), name="boards_paper_add_to"),
            path(
                "<int:pk>/steps/<slug:step>/",
                wrap(PaperStepDesk.as_view(desk=self)),
                name="boards_paper_step",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        paper = self.get_object(request, unquote(object_id))
        kept = self.has_change_permission(request, paper)
        closed = operations.no_more_papers(paper.meeting)
        context = {"steps": papers.steps_open_to(paper, meeting_closed=closed) if kept else []}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})


# --- The steps -------------------------------------------------------------------------------------


class PaperDesk(Page, OperationView):
    """What is done to papers, each with a form of its own, run through the operation of its name.

    Whoever may not, or comes too late, is told so in words (403, 409) before being asked for anything.
    """

    template_name = "admin/boards/paper/step.html"
    desk: PaperAdmin | None = None
    paper: Paper | None = None
    meeting: Meeting
    step: papers.PaperStep

    def require(self) -> None:
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.require()
        except DomainError as error:
            return refusal(request, error, back=self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """The operation looks into the file before it locks anything, so it is not run under a lock."""
        self.run(**inputs)

    def get_form_class(self) -> type:
        return PAPER_STEP_FORMS[self.step.name]

    def get_form_kwargs(self) -> dict:
        known = {"meeting": self.meeting, "paper": self.paper, "user": self.request.user}
        return super().get_form_kwargs() | known

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            **self.desk.admin_site.each_context(self.request),
            title=self.step.label,
            subtitle=str(self.paper or self.meeting),
            opts=Paper._meta,
            meeting=self.meeting,
            paper=self.paper,
            step=self.step,
            back=self.get_success_url(),
            **kwargs,
        )


class AddPaperDesk(PaperDesk):
    """A paper brought to a meeting."""

    step = papers.ADD

    @cached_property
    def meeting(self) -> Meeting:  # type: ignore[override]
        seen = Meeting.objects.visible_to(self.request.user, self.today).select_related("board")
        return get_object_or_404(seen, pk=self.kwargs["meeting"])

    def require(self) -> None:
        operations.require_takes_papers(self.meeting, self.request.user)

    def run(self, **inputs: Any) -> None:
        operations.add_paper(self.meeting, by=self.request.user, **inputs)

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.meeting.reference}."

    def get_success_url(self) -> str:
        return reverse("admin:boards_meeting_change", args=[self.meeting.pk])


class PaperStepDesk(PaperDesk):
    """One step of a paper."""

    @cached_property
    def paper(self) -> Paper:  # type: ignore[override]
        return get_object_or_404(self.desk.get_queryset(self.request), pk=self.kwargs["pk"])

    @property
    def meeting(self) -> Meeting:  # type: ignore[override]
        return self.paper.meeting

    @cached_property
    def step(self) -> papers.PaperStep:  # type: ignore[override]
        try:
            return papers.BY_SLUG[self.kwargs["step"]]
        except KeyError:
            raise Http404("There is no such step.") from None

    def require(self) -> None:
        require_keeper(self.request.user, self.meeting.board)
        papers.require_not_withdrawn(self.paper)
        if self.step.name == "add_version":
            operations.require_takes_papers(self.meeting, self.request.user)

    def run(self, **inputs: Any) -> None:
        getattr(operations, self.step.name)(self.paper, by=self.request.user, **inputs)

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.paper.title}."

    def get_success_url(self) -> str:
        return reverse("admin:boards_paper_change", args=[self.paper.pk])


MeetingAdmin.inlines = [*MeetingAdmin.inlines, PaperInline]
MeetingAdmin.tools.append(add_tool)
