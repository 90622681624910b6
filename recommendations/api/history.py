"""What hangs on an action in the API: progress, evidence, requests and its Events."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from boards.api import MeetingLink
from oversight.api.records import RecordSerializer
from oversight.models import Event
from recommendations.models import (
    ClosureRequest,
    DueDateRequest,
    Evidence,
    ProgressUpdate,
)


class ProgressEntry(RecordSerializer):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = ProgressUpdate
        fields = ["at", "by", "text", "track"]


class EvidenceEntry(RecordSerializer):
    added_by = serializers.CharField(source="added_by.name")
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
            "dated_on",
            "published_on",
            "received_on",
            "accepted_on",
            "added_at",
            "added_by",
            "marking",
        ]

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_file_url(self, evidence: Evidence) -> str | None:
        if not evidence.file:
            return None
        place = {"reference": self.context["reference"], "pk": evidence.pk}
        return reverse("api:evidence-file", kwargs=place, request=self.context["request"])


class DecidedEntry(RecordSerializer):
    """What requests of both kinds show of the decision on them."""

    decided_by = serializers.CharField(source="decided_by.name", default=None, allow_null=True)
    meeting = MeetingLink(allow_null=True)

    DECISION = (
        "decision",
        "decided_by",
        "decided_at",
        "meeting",
        "out_of_meeting_on",
        "out_of_meeting_reason",
        "decision_note",
    )


class ClosureRequestEntry(DecidedEntry):
    proposed_by = serializers.CharField(source="proposed_by.name")
    evidence = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = ClosureRequest
        fields = ["proposed_by", "proposed_at", "statement", "outcome", "evidence", *DecidedEntry.DECISION]


class DueDateRequestEntry(DecidedEntry):
    asked_by = serializers.CharField(source="asked_by.name")

    class Meta:
        model = DueDateRequest
        fields = ["asked_by", "asked_at", "old_due_on", "new_due_on", "reason", *DecidedEntry.DECISION]


# Of an action's changes the API tells those of its own columns; what hangs on other records they tell themselves.
TOLD = frozenset(
    {
        "title",
        "board",
        "owner_organisation",
        "owner",
        "complete_when",
        "set_on",
        "due_basis",
        "due_on",
        "first_due_on",
        "status",
        "track",
        "outcome",
        "closed_on",
        "update_every_days",
        "marking",
        "is_publishable",
    }
)


class EventEntry(RecordSerializer):
    by = serializers.CharField(
        source="by.name", default=None, allow_null=True, help_text="Null: the system itself."
    )
    before = serializers.SerializerMethodField(help_text="What the change altered, as it was.")
    after = serializers.SerializerMethodField(help_text="What the change altered, as it became.")

    class Meta:
        model = Event
        fields = ["at", "step", "by", "door", "note", "before", "after"]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_before(self, event: Event) -> dict:
        return {name: value for name, value in event.before.items() if name in TOLD}

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_after(self, event: Event) -> dict:
        return {name: value for name, value in event.after.items() if name in TOLD}
