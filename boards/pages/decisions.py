"""The page of a formal decision."""

from typing import Any

from django.db.models import QuerySet

from boards.models import AgendaItem, Decision
from boards.rules import access
from oversight.pages import RecordPage


class DecisionPage(RecordPage):
    """A decision: whose it is, what was decided and why, where it was discussed and whether it is published."""

    model = Decision
    template_name = "boards/decision.html"
    section = "boards"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("board", "decision_maker")

    def get_context_data(self, **kwargs: Any) -> dict:
        decision, user, today = self.object, self.request.user, self.today
        board = decision.board
        items = AgendaItem.objects.visible_to(user, today).filter(pk=decision.agenda_item_id)
        return super().get_context_data(
            discussed_under=items.select_related("meeting").first(),
            reads_withheld=access.reads_withheld(user, today, board.pk, board.is_restricted),
            **kwargs,
        )
