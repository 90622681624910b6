"""Meetings and the items of their agendas in the API, with the recommendations and actions that hang on them."""

from django.db.models import Prefetch, QuerySet

from boards.api import AgendaItemEntry, AgendaItemRow, AgendaItems, MeetingDetail, Meetings
from recommendations.api.names import ActionName, RecommendationName
from recommendations.models import Action, Recommendation

CONCERNED = ("recommendations", "actions_concerned", "actions")


class AgendaItemWithActions(AgendaItemEntry):
    recommendations = RecommendationName(many=True, help_text="Those taken up under it.")
    actions_concerned = ActionName(many=True, help_text="Those taken up under it.")
    actions = ActionName(many=True, help_text="Those set under it.")

    class Meta(AgendaItemEntry.Meta):
        fields = [*AgendaItemEntry.Meta.fields, *CONCERNED]


class AgendaItemRowWithActions(AgendaItemRow):
    recommendations = RecommendationName(many=True, help_text="Those taken up under it.")
    actions_concerned = ActionName(many=True, help_text="Those taken up under it.")
    actions = ActionName(many=True, help_text="Those set under it.")

    class Meta(AgendaItemRow.Meta):
        fields = [*AgendaItemRow.Meta.fields, *CONCERNED]


class MeetingWithActions(MeetingDetail):
    agenda_items = AgendaItemWithActions(many=True)


def with_actions(items: QuerySet, view: AgendaItems | Meetings) -> QuerySet:
    """The items with the recommendations and actions the caller may see."""
    actions = view.seen(Action)
    return items.prefetch_related(
        Prefetch("recommendations", view.seen(Recommendation).order_by("reference")),
        Prefetch("actions_concerned", actions.order_by("reference")),
        Prefetch("actions", actions.order_by("number_in_meeting", "reference")),
    )


class AgendaItemsWithActions(AgendaItems):
    __doc__ = AgendaItems.__doc__

    serializer_class = AgendaItemRowWithActions
    detail_serializer_class = AgendaItemRowWithActions

    def for_list(self, rows: QuerySet) -> QuerySet:
        return with_actions(super().for_list(rows), self)


class MeetingsWithActions(Meetings):
    __doc__ = Meetings.__doc__

    detail_serializer_class = MeetingWithActions

    def items(self, items: QuerySet) -> QuerySet:
        return with_actions(super().items(items), self)
