"""How answers of the API name a meeting and an item of its agenda."""

from boards.models import AgendaItem, Meeting
from oversight.api.records import RecordSerializer, api_address


class MeetingLink(RecordSerializer):
    url = api_address("meeting")

    class Meta:
        model = Meeting
        fields = ["reference", "title", "starts_at", "url"]


class AgendaItemName(RecordSerializer):
    url = api_address("agenda-item", "id")

    class Meta:
        model = AgendaItem
        fields = ["id", "number", "title", "url"]


class AgendaItemLink(AgendaItemName):
    meeting = MeetingLink()

    class Meta(AgendaItemName.Meta):
        fields = [*AgendaItemName.Meta.fields, "meeting"]
