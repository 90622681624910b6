"""The pages of boards, meetings and organisations, with the reports, recommendations and actions that hang on them."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from boards import pages
from recommendations import figures, line
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


class MeetingPage(pages.MeetingPage):
    """The meeting also with the actions it set, and what else its items concern."""

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today = self.request.user, self.today
        seen = Action.objects.visible_to(user, today)
        born = list(
            seen.filter(agenda_item__meeting=self.object)
            .for_lists(today)
            .select_related("agenda_item__meeting")
            .order_by("number_in_meeting")
        )
        context = super().get_context_data(
            actions=born,
            closed_here=seen.filter(
                closure_requests__meeting=self.object, closure_requests__decision="agreed"
            ).for_lists(today),
            **kwargs,
        )
        items = context["items"]
        prefetch_related_objects(
            items,
            Prefetch("recommendations", Recommendation.objects.visible_to(user, today), to_attr="concerned"),
            Prefetch("actions_concerned", seen.order_by("reference"), to_attr="actions_taken_up"),
        )
        on_lines = line.of_items(items, user, today)
        for item in items:
            item.born_here = [action for action in born if action.agenda_item_id == item.pk]
            item.points = line.strip(on_lines[item.pk], item) if item.pk in on_lines else []
        return context


class OrganisationPage(pages.OrganisationPage):
    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, organisation = self.request.user, self.today, self.object
        actions = Action.objects.visible_to(user, today).open().filter(owner_organisation=organisation)
        return super().get_context_data(
            reports=Report.objects.visible_to(user, today)
            .filter(publisher=organisation)
            .with_counts(user, today),
            addressed=Recommendation.objects.visible_to(user, today)
            .entered()
            .filter(addressed_to=organisation)
            .count(),
            actions=actions.for_lists(today)[:SHOWN],
            actions_shown=SHOWN,
            **kwargs,
        )
