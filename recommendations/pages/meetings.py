"""The page of a meeting, with the actions it set and what else its items concern."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from boards import pages
from recommendations import line
from recommendations.models import Action, Recommendation


class MeetingPage(pages.MeetingPage):
    """The meeting also with the actions it set, and what else its items concern."""

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today = self.request.user, self.today
        seen = Action.objects.visible_to(user, today).entered()
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
            item.points = line.tracker(on_lines[item.pk], item) if item.pk in on_lines else []
        return context
