"""The pages of boards, with the reports, recommendations and actions that hang on them."""

from typing import Any

from boards import pages
from recommendations import figures
from recommendations.models import Action, Recommendation, Report

SHOWN = 20


class BoardList(pages.BoardList):
    """Each board also with its open and overdue actions."""

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        figures.count_on(context["object_list"], self.request.user, self.today)
        return context


class BoardPage(pages.BoardPage):
    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, board = self.request.user, self.today, self.object
        actions = Action.objects.visible_to(user, today).open().filter(board=board)
        return super().get_context_data(
            reports=Report.objects.visible_to(user, today).filter(boards=board).with_counts(user, today),
            leads_on=Recommendation.objects.visible_to(user, today)
            .entered()
            .filter(lead_board=board)
            .count(),
            actions=actions.for_lists(today)[:SHOWN],
            actions_shown=SHOWN,
            **kwargs,
        )
