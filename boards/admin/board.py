"""The admin of boards and of the seats on them."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import path

from boards import operations
from boards.admin.base import keeps
from boards.admin.dates import ProposeMeetingsPage
from boards.admin.policies import PoliciesPage, PolicyPage
from boards.models import Board, BoardFact, BoardName, Membership
from boards.rules import access
from oversight import context
from oversight.admin import HistoryAdmin, RefusableForm, RegisterInline, VisibleFilter


class BoardNameInline(RegisterInline):
    model = BoardName


class BoardFactInline(RegisterInline):
    model = BoardFact
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 50})}}


class MembershipForm(RefusableForm):
    def __init__(self, *args, **kwargs):
        """What the constraints hold is left to the operations, which say it in words beside the field."""
        super().__init__(*args, **kwargs)
        self.instance.validate_constraints = lambda exclude=None: None


class MembershipInline(RegisterInline):
    """Seats are added here; one that stands is corrected or ended on a page of its own."""

    model = Membership
    form = MembershipForm
    fields = ["person", "seat", "from_on", "until_on", "source"]
    autocomplete_fields = ["person"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person__organisation", "board")

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and (obj is None or may_seat(request.user, obj))

    def has_change_permission(self, request, obj=None) -> bool:
        return False


def may_seat(user, board: Board) -> bool:
    return access.may_seat(user, context.today(), board.pk, board.is_restricted)


@admin.register(Board)
class BoardAdmin(HistoryAdmin):
    page = "board"
    change_form_template = "admin/boards/board/change_form.html"
    list_display = [
        "name",
        "abbreviation",
        "kind",
        "status",
        "reporting_to",
        "cadence_text",
        "is_open_to_public",
        "is_restricted",
        "default_marking",
    ]
    list_filter = ["kind", "status", "is_restricted", "is_open_to_public"]
    search_fields = ["sought", "other_names__sought"]
    ordering = ["name"]
    autocomplete_fields = ["reports_to"]
    fixed_once_given = ("slug", "abbreviation")
    fieldsets = [
        (None, {"fields": ["name", "slug", "abbreviation", "kind", "status"]}),
        ("Whom it answers to", {"fields": ["reports_to", "reports_to_text", "chaired_by", "composition"]}),
        ("What it is for", {"fields": ["purpose", "functions", "established_on", "note", "sources"]}),
        (
            "How it meets",
            {
                "fields": [
                    ("cadence_text", "meetings_a_year"),
                    ("is_open_to_public", "is_webcast"),
                    "quorum",
                    ("notice_days", "paper_days"),
                    "update_every_days",
                    ("takes_decisions", "keeps_records"),
                ]
            },
        ),
        ("Who may see it", {"fields": ["is_restricted", "default_marking"]}),
    ]
    inlines = [MembershipInline, BoardNameInline, BoardFactInline]

    def get_queryset(self, request):
        above = Board.objects.visible_to(request.user).filter(pk=OuterRef("reports_to")).values("name")
        return super().get_queryset(request).annotate(above=Subquery(above))

    @admin.display(description="Reports to", ordering="above")
    def reporting_to(self, board):
        return board.above or board.reports_to_text

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj)

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ["name"]} if obj is None else {}

    def get_urls(self):
        dates = path(
            "<int:pk>/propose-meetings/",
            self.admin_site.admin_view(ProposeMeetingsPage.as_view(admin=self)),
            name="boards_board_propose_meetings",
        )
        view = self.admin_site.admin_view
        reminders = path(
            "<int:pk>/reminders/", view(PoliciesPage.as_view(admin=self)), name="boards_board_reminders"
        )
        of_kind = path(
            "<int:pk>/reminders/<slug:kind>/",
            view(PolicyPage.as_view(admin=self)),
            name="boards_board_reminders_of_kind",
        )
        return [dates, reminders, of_kind, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        board = self.get_object(request, unquote(object_id))
        meets = board.keeps_records and board.status != Board.Status.ENDED
        may_change = self.has_change_permission(request, board)
        context = {"may_propose": meets and may_change, "may_remind": may_change}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def amend(self, obj, *, by, changes, related):
        operations.amend_board(obj, by=by, changes=changes)

    def add_row(self, row, *, of, by, related):
        if isinstance(row, Membership):
            operations.seat_member(row, by=by)
        else:
            super().add_row(row, of=of, by=by, related=related)


@admin.register(Membership)
class MembershipAdmin(HistoryAdmin):
    form = MembershipForm
    list_display = ["person", "board", "seat", "from_on", "until_on"]
    list_filter = ["seat", ("board", VisibleFilter)]
    list_select_related = ["person", "board"]
    search_fields = ["person__sought", "board__sought"]
    date_hierarchy = "from_on"
    ordering = ["board__name", "seat", "person__name"]
    autocomplete_fields = ["person", "board"]
    fields = ["person", "board", "seat", "from_on", "until_on", "source"]
    fixed_once_given = ("person", "board")

    def may_change(self, user, obj) -> bool:
        return may_seat(user, obj.board)

    def add(self, obj, *, by, related):
        operations.seat_member(obj, by=by)

    def amend(self, obj, *, by, changes, related):
        operations.amend_membership(obj, by=by, changes=changes)
