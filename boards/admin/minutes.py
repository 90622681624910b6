"""The minutes of a meeting on its desk."""

from boards.admin.base import BoardsStackedInline
from boards.models import Minutes


class MinutesInline(BoardsStackedInline):
    """Draft until a later meeting of the same board agrees them."""

    model = Minutes
    fk_name = "meeting"
    max_num = 1
    fields = ["status", "opening", "corrections", "agreed_at_meeting"]
    readonly_fields = ["status", "agreed_at_meeting"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("meeting", "agreed_at_meeting")
