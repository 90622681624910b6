"""Items of an agenda in the API: their place in the running order, what was said and what came of it."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from boards.api.links import AgendaItemLink, MeetingLink
from boards.api.people import PersonName
from boards.filters import AgendaItemFilter
from boards.models import AgendaItem, ItemOutcome, Meeting
from boards.rules.agenda import running_order
from boards.rules.item_workflow import ITEMS
from oversight.api.records import RecordSerializer, RecordViews, api_address
from oversight.api.steps import allowed_steps

# Where the whole agenda of a meeting stands for its times: an item that is not visible takes its time too.
WHOLE = Prefetch("agenda_items", AgendaItem.objects.order_by("number"), to_attr="whole_agenda")


class OutcomeEntry(RecordSerializer):
    class Meta:
        model = ItemOutcome
        fields = ["kind", "text"]


class AgendaItemEntry(RecordSerializer):
    """An item as it stands within its meeting."""

    url = api_address("agenda-item", "id")
    lead = PersonName(allow_null=True)
    starts_at = serializers.SerializerMethodField(
        help_text="By the running order; null where it is not known or the item is not taken at this meeting."
    )
    carried_from = AgendaItemLink(allow_null=True, help_text="The item of an earlier meeting it continues.")
    carried_to = AgendaItemLink(allow_null=True, help_text="The item of a later meeting that continues it.")
    outcomes = OutcomeEntry(
        many=True, help_text="Notes and decision advice; actions are records of their own."
    )
    allowed_steps = allowed_steps(ITEMS)

    class Meta:
        model = AgendaItem
        fields = [
            "id",
            "url",
            "number",
            "title",
            "kind",
            "status",
            "status_reason",
            "is_minutes_and_actions",
            "lead",
            "minutes_allotted",
            "starts_at",
            "carried_from",
            "carried_to",
            "minute",
            "outcomes",
            "allowed_steps",
            "marking",
            "is_publishable",
        ]

    def get_starts_at(self, item: AgendaItem) -> datetime | None:
        meeting = item.meeting
        if not hasattr(meeting, "times"):
            order = running_order(meeting, meeting.whole_agenda)
            meeting.times = {slot.item.pk: slot.starts_at for slot in order.slots}
        at = meeting.times[item.pk]
        return at and serializers.DateTimeField().to_representation(at)

    def to_representation(self, item: AgendaItem) -> dict:
        # A relation to one other that leads back is no attribute at all where nothing leads here.
        if not hasattr(item, "carried_to"):
            item.carried_to = None
        return super().to_representation(item)


class AgendaItemRow(AgendaItemEntry):
    meeting = MeetingLink()

    class Meta(AgendaItemEntry.Meta):
        fields = ["meeting", *AgendaItemEntry.Meta.fields]


class AgendaItems(RecordViews):
    """What stands on the agendas of the meetings the caller may see, as far as they may read. Steps are taken at
    `steps/` below an item."""

    model, workflow = AgendaItem, ITEMS
    key = "id"
    orderings = ("id", "-id")
    filterset_class = AgendaItemFilter
    serializer_class = AgendaItemRow
    detail_serializer_class = AgendaItemRow

    def for_list(self, rows: QuerySet) -> QuerySet:
        return with_what_came_of_it(rows, self).prefetch_related(
            Prefetch("meeting", Meeting.objects.for_steps(self.request.user).prefetch_related(WHOLE))
        )


def with_what_came_of_it(items: QuerySet, view: RecordViews) -> QuerySet:
    """The items with what an entry shows of others, as far as the caller may see it."""
    others = view.seen(AgendaItem).select_related("meeting")
    return items.select_related("lead").prefetch_related(
        Prefetch("outcomes", ItemOutcome.objects.order_by("pk")),
        Prefetch("carried_from", others),
        Prefetch("carried_to", others),
    )
