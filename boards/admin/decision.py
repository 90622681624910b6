"""The admin of formal decisions, each with its decision-maker."""

from django.contrib import admin

from boards import operations
from boards.admin.base import keeps
from boards.models import Decision
from boards.rules import access
from oversight import context
from oversight.admin import HistoryAdmin, VisibleFilter


@admin.register(Decision)
class DecisionAdmin(HistoryAdmin):
    page = "decision"
    list_display = [
        "reference",
        "title",
        "board",
        "decision_maker_text",
        "is_boards_own",
        "decided_on",
        "published_on",
        "marking",
        "is_illustrative",
    ]
    list_filter = [("board", VisibleFilter), "is_boards_own", "marking", "is_publishable", "is_illustrative"]
    list_select_related = ["board"]
    search_fields = ["sought", "board__sought"]
    date_hierarchy = "decided_on"
    ordering = ["-decided_on", "reference"]
    autocomplete_fields = ["board", "agenda_item", "decision_maker"]
    readonly_fields = ["is_illustrative"]
    fixed_once_given = ("board",)
    fieldsets = [
        (None, {"fields": ["reference", "title"]}),
        ("Where it was discussed", {"fields": ["board", "agenda_item"]}),
        (
            "The decision",
            {
                "fields": [
                    "decision_maker_text",
                    "decision_maker",
                    "is_boards_own",
                    "decided_on",
                    "text",
                    "reasons",
                ]
            },
        ),
        ("Publication", {"fields": ["published_on", "published_where", "withheld_part", "is_publishable"]}),
        ("Handling", {"fields": ["marking", "is_illustrative", "sources"]}),
    ]

    def may_change(self, user, obj) -> bool:
        return keeps(user, obj.board)

    def kept_back(self, request, obj) -> set[str]:
        """The part not published is for those who keep the board, and for auditors."""
        board, today = obj.board, context.today()
        reads = access.reads_withheld(request.user, today, board.pk, board.is_restricted)
        return set() if reads else set(Decision.kept_back)

    def add(self, obj, *, by, related):
        operations.record_decision(obj, by=by)

    def amend(self, obj, *, by, changes, related):
        operations.amend_decision(obj, by=by, changes=changes)
