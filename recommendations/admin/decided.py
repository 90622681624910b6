"""What was asked and decided, read-only in the admin of what it was asked for."""

from oversight.admin import ReadOnlyInline


class DecidedInline(ReadOnlyInline):
    """Says by `asked` what was asked, and by `asked_by` which of that names the person; the decision follows."""

    asked: tuple[str, ...]
    asked_by: str

    def get_fields(self, request, obj=None):
        return [
            *self.asked,
            "decision",
            "decided_by",
            "meeting",
            "agenda_item",
            "out_of_meeting_on",
            "out_of_meeting_reason",
            "decision_note",
        ]

    get_readonly_fields = get_fields

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return self.as_visible(
            rows.select_related(self.asked_by, "decided_by"), request, "meeting", "agenda_item"
        )
