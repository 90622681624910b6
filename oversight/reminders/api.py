"""One's own reminders over the API: what was sent and what waits, snoozing one, and how often one is reminded."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from oversight.api.inputs import accepted, texts
from oversight.api.records import (
    PrivateAnswer,
    RecordSerializer,
    RecordViews,
    api_address,
    changed,
    origin,
)
from oversight.api.refusals import Refusal
from oversight.reminders import preferences, snooze
from oversight.reminders.filters import ReminderFilter
from oversight.reminders.forms import RhythmForm, SnoozeForm
from oversight.reminders.kinds import page_of
from oversight.reminders.models import Reminder
from oversight.reminders.preferences import Rhythm

REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422), Refusal)


class ReminderRow(RecordSerializer):
    url = api_address("reminder", "id")
    html_url = serializers.SerializerMethodField(help_text="The page of what it is about.")
    reference = serializers.CharField(source="subject_reference", help_text="Of what it is about.")
    step_words = serializers.CharField(source="step_in_words")
    is_always_told = serializers.BooleanField(source="is_always_sent", read_only=True)

    class Meta:
        model = Reminder
        fields = [
            "id",
            "url",
            "html_url",
            "kind",
            "reference",
            "step",
            "step_words",
            "due_on",
            "is_escalation",
            "is_always_told",
            "not_before",
            "state",
            "reason",
            "owed_at",
            "sent_at",
        ]

    @extend_schema_field(OpenApiTypes.URI)
    def get_html_url(self, reminder: Reminder) -> str:
        return f"{origin(self.context['request'])}{page_of(reminder)}"


class PutOffInput(serializers.Serializer):
    until = serializers.DateField(help_text="A working day before its next step.")


class Hearing(serializers.Serializer):
    """How often the caller is reminded."""

    rhythm = serializers.ChoiceField(choices=Rhythm.choices)


class Reminders(RecordViews):
    """What was sent to the caller and what waits to be sent to them, the latest first."""

    model = Reminder
    key = "id"
    orderings = ("-id", "id", "due_on", "-due_on")
    filterset_class = ReminderFilter
    serializer_class = ReminderRow
    detail_serializer_class = ReminderRow

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        return rows.filter(recipient=self.request.user.pk) if self.request.user.pk else rows

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows.prefetch_related("subject")

    @extend_schema(
        summary="Snooze a reminder",
        description="It is sent again on the day given. Statutory dates and escalations are not snoozed. "
        "For people alone, not for system clients.",
        request={"application/json": PutOffInput},
        responses={200: ReminderRow, **REFUSALS},
    )
    @action(detail=True, methods=["post"], url_path="put-off")
    def snooze(self, request: Any, **kwargs: Any) -> Response:
        reminder = self.get_object()
        if refusal := snooze.why_not(reminder, request.user, self.today):
            raise refusal
        inputs = accepted(SnoozeForm(texts(request.data, SnoozeForm.base_fields)))
        again = snooze.snooze(reminder, by=request.user, **inputs)
        return changed(lambda: self.get_serializer(again).data)


class RhythmOfReminders(PrivateAnswer):
    """How often the caller is reminded; statutory dates and escalations reach everybody, whatever they chose."""

    @extend_schema(
        operation_id="reminders_rhythm", summary="How often you are reminded", responses={200: Hearing}
    )
    def get(self, request: Any) -> Response:
        return Response(self._rhythm(request))

    @extend_schema(
        operation_id="reminders_rhythm_choose",
        summary="Choose how often you are reminded",
        description="For people alone, not for system clients.",
        request={"application/json": Hearing},
        responses={200: Hearing, **REFUSALS},
    )
    def post(self, request: Any) -> Response:
        inputs = accepted(RhythmForm(texts(request.data, RhythmForm.base_fields)))
        preferences.choose(inputs["rhythm"], by=request.user)
        return changed(lambda: self._rhythm(request))

    def _rhythm(self, request: Any) -> dict[str, str]:
        return {"rhythm": preferences.rhythm_of(request.user)}
