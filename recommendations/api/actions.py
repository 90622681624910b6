"""Actions in the API, with the whole of their history."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from boards.api import AgendaItemLink, BoardLink, MeetingLink, OrganisationLink, PersonName
from boards.models import AgendaItem, Board, Meeting
from oversight.api.records import RecordSerializer, RecordViews, api_address, page_address
from oversight.api.steps import allowed_steps
from recommendations.api.history import (
    ClosureRequestEntry,
    DueDateRequestEntry,
    EventEntry,
    EvidenceEntry,
    ProgressEntry,
    decided,
    events_of,
    proposals,
)
from recommendations.api.names import RecommendationName
from recommendations.filters import ActionFilter
from recommendations.models import (
    Action,
    DueDateRequest,
    Evidence,
    ProgressUpdate,
    Recommendation,
)
from recommendations.rules import date_changes, rating, updates
from recommendations.rules.action_workflow import ACTIONS
from recommendations.rules.due_dates import is_overdue
from recommendations.rules.rating import Rating

# Of an action's changes the API shows those of its own columns; what hangs on other records they show themselves.
SHOWN = frozenset(
    {
        "evidence",
        "recommendations",
        "discussed_under",
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
        "risk_accepted_until",
        "update_every_days",
        "marking",
        "is_publishable",
    }
)


class ActionRow(RecordSerializer):
    url = api_address("action")
    html_url = page_address("action")
    board = BoardLink()
    owner_organisation = OrganisationLink()
    owner = PersonName(allow_null=True)
    recommendations = RecommendationName(many=True)
    is_open = serializers.BooleanField()
    is_overdue = serializers.SerializerMethodField()
    due_date_moves = serializers.IntegerField(
        source="moves", help_text="How often the due date was moved by agreement."
    )
    due_date_days_moved = serializers.SerializerMethodField(
        help_text="By how many days in all it lies later than the first one, with its meeting or by agreement."
    )
    rating = serializers.SerializerMethodField(
        help_text="The traffic light; null for what was cancelled or closed without evidence."
    )
    rating_words = serializers.SerializerMethodField(help_text="The rating with its reason.")
    update_due_on = serializers.DateField(
        allow_null=True, help_text="By when the next progress report is expected, where one is."
    )
    is_update_late = serializers.SerializerMethodField(
        help_text="The progress report expected has not come. Says nothing of whether the action is overdue."
    )
    allowed_steps = allowed_steps(ACTIONS)

    class Meta:
        model = Action
        fields = [
            "reference",
            "url",
            "html_url",
            "title",
            "board",
            "owner_organisation",
            "owner",
            "status",
            "is_open",
            "set_on",
            "due_basis",
            "due_on",
            "first_due_on",
            "is_overdue",
            "due_date_moves",
            "due_date_days_moved",
            "rating",
            "rating_words",
            "update_due_on",
            "is_update_late",
            "track",
            "outcome",
            "closed_on",
            "risk_accepted_until",
            "recommendations",
            "allowed_steps",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    def get_is_overdue(self, action: Action) -> bool:
        return is_overdue(action.due_on, action.is_open, self.context["today"])

    def get_due_date_days_moved(self, action: Action) -> int:
        return date_changes.of(action).days

    @extend_schema_field(serializers.ChoiceField([rating.slug for rating in Rating], allow_null=True))
    def get_rating(self, action: Action) -> str | None:
        light, _ = rating.rate(rating.of(action), self.context["today"])
        return light.slug if light else None

    def get_rating_words(self, action: Action) -> str:
        return rating.in_words(rating.of(action), self.context["today"])

    def get_is_update_late(self, action: Action) -> bool:
        return updates.is_late(action.update_due_on, action.status, self.context["today"])


class ActionDetail(ActionRow):
    agenda_item = AgendaItemLink(allow_null=True, help_text="The item it was set under.")
    due_meeting_of = BoardLink(allow_null=True)
    due_meeting = MeetingLink(allow_null=True)
    progress_updates = ProgressEntry(many=True)
    evidence = EvidenceEntry(many=True)
    closure_requests = ClosureRequestEntry(many=True)
    due_date_requests = DueDateRequestEntry(many=True)
    events = serializers.SerializerMethodField(help_text="The timeline, newest first.")

    class Meta(ActionRow.Meta):
        fields = [
            *ActionRow.Meta.fields,
            "complete_when",
            "agenda_item",
            "number_in_meeting",
            "due_meeting_of",
            "due_meeting",
            "update_every_days",
            "withdrawn_on",
            "note",
            "progress_updates",
            "evidence",
            "closure_requests",
            "due_date_requests",
            "events",
        ]

    @extend_schema_field(EventEntry(many=True))
    def get_events(self, action: Action) -> list[dict]:
        return events_of(action, SHOWN, self.context)


class Actions(RecordViews):
    """What was set to be done: by whom, until when, and how far it is. Steps are taken at `steps/` below an action."""

    model, workflow = Action, ACTIONS
    orderings = ("due_on", "-due_on", "reference", "-reference")
    filterset_class = ActionFilter
    serializer_class = ActionRow
    detail_serializer_class = ActionDetail

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().entered() if self.action == "list" else super().get_queryset()

    def for_list(self, rows: QuerySet) -> QuerySet:
        return (
            rows.for_lists(self.today)
            .for_steps(self.request.user)
            .prefetch_related(Prefetch("recommendations", self.seen(Recommendation)))
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        meetings = self.seen(Meeting)
        return self.for_list(rows).prefetch_related(
            Prefetch("agenda_item", self.seen(AgendaItem).select_related("meeting")),
            Prefetch("due_meeting_of", self.seen(Board)),
            Prefetch("due_meeting", meetings),
            Prefetch("progress_updates", ProgressUpdate.objects.select_related("by")),
            Prefetch("evidence", self.seen(Evidence).for_lists()),
            Prefetch("closure_requests", proposals(self)),
            Prefetch("due_date_requests", decided(DueDateRequest.objects.select_related("asked_by"))),
        )
