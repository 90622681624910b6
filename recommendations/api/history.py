"""What hangs on a report, a recommendation or an action in the API: progress, evidence, requests and Events."""

from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from boards.api import MeetingLink
from boards.rules.access import reads_marked, reads_meetings
from oversight.api.records import RecordSerializer, RecordViews
from oversight.context import Channel
from oversight.history import notes, seen_by
from oversight.models import Event
from recommendations.models import (
    Action,
    ClosureRequest,
    DeliveryReport,
    DueDateRequest,
    Evidence,
    ProgressUpdate,
    Recommendation,
    ResponseExtension,
    VerificationReview,
)


class ProgressEntry(RecordSerializer):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = ProgressUpdate
        fields = ["at", "by", "text", "track"]


class EvidenceEntry(RecordSerializer):
    added_by = serializers.CharField(source="added_by.name")
    accepted_by = serializers.CharField(source="accepted_by.name", default=None, allow_null=True)
    replaces = serializers.SerializerMethodField(
        help_text="The id of what it took the place of; null where nothing is, or that may not be read."
    )
    file_url = serializers.SerializerMethodField(
        help_text="Where the file is downloaded; null for an address."
    )

    class Meta:
        model = Evidence
        fields = [
            "id",
            "title",
            "shows",
            "address",
            "file_url",
            "file_name",
            "content_type",
            "size",
            "sha256",
            "author",
            "is_confirmation",
            "dated_on",
            "published_on",
            "received_on",
            "accepted_on",
            "accepted_by",
            "replaces",
            "added_at",
            "added_by",
            "marking",
        ]

    def get_replaces(self, evidence: Evidence) -> int | None:
        earlier = evidence.replaces
        if earlier is None or not reads_marked(self.context["request"].user, earlier.marking):
            return None
        return earlier.pk

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_file_url(self, evidence: Evidence) -> str | None:
        if not evidence.file:
            return None
        of = evidence.action or evidence.recommendation
        name = "evidence-file" if evidence.action else "recommendation-evidence-file"
        place = {"reference": of.reference, "pk": evidence.pk}
        return reverse(f"api:{name}", kwargs=place, request=self.context["request"])


class DecidedEntry(RecordSerializer):
    """What requests of both kinds show of the decision on them."""

    decided_by = serializers.CharField(source="decided_by.name", default=None, allow_null=True)
    meeting = serializers.SerializerMethodField()
    item = serializers.SerializerMethodField(help_text="The number of the agenda item whose minute says so.")

    DECISION = (
        "decision",
        "decided_by",
        "decided_at",
        "meeting",
        "item",
        "out_of_meeting_on",
        "out_of_meeting_reason",
        "decision_note",
    )

    @extend_schema_field(MeetingLink(allow_null=True))
    def get_meeting(self, request: Any) -> dict | None:
        """The meeting, to those who may see it."""
        meeting, user, today = request.meeting, self.context["request"].user, self.context["today"]
        if meeting is None or not reads_meetings(user, today, meeting.board_id, meeting.board.is_restricted):
            return None
        return MeetingLink(context=self.context).to_representation(meeting)

    def get_item(self, request: Any) -> int | None:
        """The item, unless it or its meeting is marked above what the caller may read."""
        meeting, item = request.meeting, request.agenda_item
        if item is None or not reads_marked(self.context["request"].user, item.marking, meeting.marking):
            return None
        return item.number


class ClosureRequestEntry(DecidedEntry):
    proposed_by = serializers.CharField(source="proposed_by.name")
    evidence = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    superseded_by = serializers.SerializerMethodField(
        help_text="The reference of the successor; null where there is none, or it may not be seen."
    )

    class Meta:
        model = ClosureRequest
        fields = [
            "proposed_by",
            "proposed_at",
            "statement",
            "outcome",
            "superseded_by",
            "risk_accepted_by",
            "risk_accepted_until",
            "evidence",
            *DecidedEntry.DECISION,
        ]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_superseded_by(self, request: ClosureRequest) -> str | None:
        successor = request.superseded_by or request.superseded_by_action
        return successor.reference if successor else None


class DueDateRequestEntry(DecidedEntry):
    asked_by = serializers.CharField(source="asked_by.name")

    class Meta:
        model = DueDateRequest
        fields = ["asked_by", "asked_at", "old_due_on", "new_due_on", "reason", *DecidedEntry.DECISION]


class ReviewEntry(DecidedEntry):
    begun_by = serializers.CharField(source="begun_by.name")

    class Meta:
        model = VerificationReview
        fields = ["begun_by", "begun_at", "note", *DecidedEntry.DECISION]


class DeliveryEntry(RecordSerializer):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = DeliveryReport
        fields = ["at", "by", "delivery", "text"]


class ExtensionEntry(RecordSerializer):
    asked_by = serializers.CharField(source="asked_by.name")

    class Meta:
        model = ResponseExtension
        fields = [
            "asked_by",
            "asked_at",
            "applied_on",
            "old_due_on",
            "new_due_on",
            "reason",
            "decision",
            "answered_on",
            "decision_note",
        ]


def decided(requests: QuerySet) -> QuerySet:
    """Requests with what is shown of the decision on them."""
    return requests.select_related("decided_by", "agenda_item", "meeting__board")


def proposals(view: RecordViews) -> QuerySet:
    """Proposals to close, with the evidence and the successors the caller may see."""
    return decided(ClosureRequest.objects.select_related("proposed_by")).prefetch_related(
        Prefetch("evidence", view.seen(Evidence)),
        Prefetch("superseded_by", view.seen(Recommendation)),
        Prefetch("superseded_by_action", view.seen(Action)),
    )


class EventEntry(RecordSerializer):
    """An Event, with the changes of some columns: see `events_of`."""

    by = serializers.CharField(
        source="by.name", default=None, allow_null=True, help_text="Null: the system itself."
    )
    door = serializers.ChoiceField(source="channel", choices=Channel.choices, read_only=True)
    note = serializers.SerializerMethodField()
    before = serializers.SerializerMethodField(help_text="What the change altered, as it was.")
    after = serializers.SerializerMethodField(help_text="What the change altered, as it became.")

    class Meta:
        model = Event
        fields = ["at", "step", "by", "door", "note", "before", "after"]

    def get_note(self, event: Event) -> str:
        return self.context["notes"][event.pk]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_before(self, event: Event) -> dict:
        return self.context["seen"][event.pk][0]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_after(self, event: Event) -> dict:
        return self.context["seen"][event.pk][1]


def events_of(record: Any, shown: Collection[str], context: dict[str, Any]) -> list[dict]:
    """The record's Events with the changes of the columns shown, as far as the caller may see what they name."""
    events = list(Event.objects.about(record))
    seen = seen_by(events, context["request"].user, shown)
    of_each = {event.pk: changes for event, changes in zip(events, seen, strict=True)}
    given = context | {"seen": of_each, "notes": notes(events, context["request"].user)}
    return EventEntry(events, many=True, context=given).data
