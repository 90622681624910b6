"""How answers of the API name a meeting and an item of its agenda."""

from boards.models import AgendaItem, Meeting
from boards.rules.access import reads_marked
from oversight.api.records import RecordSerializer, api_address


class MeetingLink(RecordSerializer):
    """A meeting by name; null where it is marked above what the caller may read."""

    url = api_address("meeting")

    class Meta:
        model = Meeting
        fields = ["reference", "title", "starts_at", "url"]

    def to_representation(self, meeting: Meeting) -> dict | None:
        is_read = reads_marked(self.context["request"].user, meeting.marking)
        return super().to_representation(meeting) if is_read else None


class AgendaItemName(RecordSerializer):
    url = api_address("agenda-item", "id")

    class Meta:
        model = AgendaItem
        fields = ["id", "number", "title", "url"]


class AgendaItemLink(AgendaItemName):
    meeting = MeetingLink()

    class Meta(AgendaItemName.Meta):
        fields = [*AgendaItemName.Meta.fields, "meeting"]
