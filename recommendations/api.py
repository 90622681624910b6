"""The API of reports, recommendations and actions: to read, each through `visible_to`."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from boards.api import BoardLink, MeetingLink, OrganisationLink, PersonName
from boards.clients import granted_scopes
from boards.models import AgendaItem, Board, Meeting
from oversight.api.records import Lines, RecordSerializer, RecordViews, api_address, page_address
from oversight.models import Event
from recommendations.filters import ActionFilter, RecommendationFilter, ReportFilter
from recommendations.models import (
    Action,
    ClosureRequest,
    DueDateRequest,
    Evidence,
    ProgressUpdate,
    PublisherStatus,
    Recommendation,
    RecommendationLink,
    Report,
)
from recommendations.rules import access
from recommendations.rules.due_dates import is_overdue
from recommendations.rules.scopes import SCOPES
from recommendations.rules.workflow import STEPS

# --- Reports -------------------------------------------------------------------------------------


class ReportName(RecordSerializer):
    url = api_address("report")

    class Meta:
        model = Report
        fields = ["reference", "title", "url"]


class ReportRow(RecordSerializer):
    url = api_address("report")
    html_url = page_address("report")
    publisher = OrganisationLink()
    recommendations_recorded = serializers.IntegerField(
        source="recorded", help_text="How many of them are held here and may be seen; limbs are not counted."
    )
    is_overdue = serializers.SerializerMethodField(
        help_text="The response is not published and its day has passed."
    )
    boards = BoardLink(many=True)

    class Meta:
        model = Report
        fields = [
            "reference",
            "url",
            "html_url",
            "title",
            "publisher",
            "publisher_name",
            "kind",
            "published_on",
            "published_text",
            "recommendation_count",
            "recommendations_recorded",
            "statutory_basis",
            "response_due_on",
            "invited_on",
            "comments_due_on",
            "comments_published_on",
            "is_overdue",
            "boards",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    def get_is_overdue(self, report: Report) -> bool:
        return is_overdue(report.response_due_on, report.comments_published_on is None, self.context["today"])


class ReportDetail(ReportRow):
    sources = Lines()
    follows = ReportName(allow_null=True)

    class Meta(ReportRow.Meta):
        fields = [
            *ReportRow.Meta.fields,
            "subject",
            "recommendation_count_text",
            "comments_published_where",
            "commissioner_comments",
            "copied_to",
            "follows",
            "note",
            "sources",
        ]


class Reports(RecordViews):
    """What inspectorates, panels and reviews published, and the clock of the response."""

    model = Report
    orderings = ("-published_on", "published_on", "reference", "response_due_on")
    filterset_class = ReportFilter
    serializer_class = ReportRow
    detail_serializer_class = ReportDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return (
            rows.with_counts(self.request.user, self.today)
            .select_related("publisher")
            .prefetch_related(Prefetch("boards", self.seen(Board)))
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        return self.for_list(rows).prefetch_related(Prefetch("follows", self.seen(Report)))


# --- Recommendations -----------------------------------------------------------------------------


class RecommendationName(RecordSerializer):
    url = api_address("recommendation")

    class Meta:
        model = Recommendation
        fields = ["reference", "summary", "url"]


class ActionName(RecordSerializer):
    url = api_address("action")

    class Meta:
        model = Action
        fields = ["reference", "title", "status", "due_on", "url"]


class RecommendationRow(RecordSerializer):
    url = api_address("recommendation")
    html_url = page_address("recommendation")
    report = ReportName()
    parent = RecommendationName(allow_null=True)
    addressed_to = OrganisationLink(many=True)
    is_overdue = serializers.SerializerMethodField()
    lead_board = BoardLink(allow_null=True)
    boards = BoardLink(many=True)

    class Meta:
        model = Recommendation
        fields = [
            "reference",
            "url",
            "html_url",
            "report",
            "type",
            "parent",
            "limb",
            "publisher_number",
            "publisher_identifier",
            "summary",
            "addressed_to",
            "addressed_to_text",
            "deadline_text",
            "deadline_basis",
            "deadline_on",
            "deadline_condition",
            "is_overdue",
            "response",
            "delivery",
            "verification",
            "theme",
            "lead_board",
            "boards",
            "outcome",
            "closed_on",
            "standing",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    def get_is_overdue(self, recommendation: Recommendation) -> bool:
        return is_overdue(recommendation.deadline_on, recommendation.closed_on is None, self.context["today"])


class PublisherStatusEntry(RecordSerializer):
    class Meta:
        model = PublisherStatus
        fields = ["word", "on", "source"]


class LinkEntry(RecordSerializer):
    target = RecommendationName()

    class Meta:
        model = RecommendationLink
        fields = ["kind", "target", "note"]


class RecommendationDetail(RecommendationRow):
    publisher_statuses = PublisherStatusEntry(many=True)
    parts = RecommendationName(many=True)
    links = LinkEntry(many=True)
    actions = ActionName(many=True)
    sources = Lines()

    class Meta(RecommendationRow.Meta):
        fields = [
            *RecommendationRow.Meta.fields,
            "publisher_number_standing",
            "response_explanation",
            "publisher_statuses",
            "parts",
            "links",
            "actions",
            "standing_note",
            "note",
            "sources",
        ]


class Recommendations(RecordViews):
    """What the reports ask, to whom, and where it stands."""

    model = Recommendation
    orderings = ("reference", "-reference", "deadline_on", "-deadline_on")
    filterset_class = RecommendationFilter
    serializer_class = RecommendationRow
    detail_serializer_class = RecommendationDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("report", "lead_board").prefetch_related(
            "addressed_to",
            Prefetch("parent", self.seen(Recommendation)),
            Prefetch("boards", self.seen(Board)),
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        links = RecommendationLink.objects.filter(target__in=self.seen(Recommendation)).select_related(
            "target"
        )
        return self.for_list(rows).prefetch_related(
            "publisher_statuses",
            Prefetch("parts", self.seen(Recommendation)),
            Prefetch("links", links),
            Prefetch("actions", self.seen(Action)),
        )


# --- Actions -------------------------------------------------------------------------------------


class ActionRow(RecordSerializer):
    url = api_address("action")
    html_url = page_address("action")
    board = BoardLink()
    owner_organisation = OrganisationLink()
    owner = PersonName(allow_null=True)
    recommendations = RecommendationName(many=True)
    is_open = serializers.BooleanField()
    is_overdue = serializers.SerializerMethodField()
    allowed_steps = serializers.SerializerMethodField(
        help_text="The steps the caller can take now: the last part of their addresses."
    )

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
            "track",
            "outcome",
            "closed_on",
            "recommendations",
            "allowed_steps",
            "marking",
            "is_publishable",
            "is_illustrative",
        ]

    def get_is_overdue(self, action: Action) -> bool:
        return is_overdue(action.due_on, action.is_open, self.context["today"])

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField([step.slug for step in STEPS.values()]))
    )
    def get_allowed_steps(self, action: Action) -> list[str]:
        request = self.context["request"]
        granted = granted_scopes(request)
        return [
            step.slug
            for step in access.steps_open_to(
                request.user, action, self.context["today"], has_date_request=action.has_date_request
            )
            if granted is None or SCOPES.get(step.name) in granted
        ]


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


class AgendaItemName(RecordSerializer):
    meeting = MeetingLink()

    class Meta:
        model = AgendaItem
        fields = ["number", "title", "meeting"]


class ActionDetail(ActionRow):
    agenda_item = AgendaItemName(allow_null=True, help_text="The item it was set under.")
    due_meeting_of = BoardLink(allow_null=True)
    due_meeting = MeetingLink(allow_null=True)
    due_date_moves = serializers.IntegerField(source="moves", help_text="How often the due date was moved.")
    progress_updates = ProgressEntry(many=True)
    evidence = serializers.SerializerMethodField()
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
            "due_date_moves",
            "update_every_days",
            "note",
            "progress_updates",
            "evidence",
            "closure_requests",
            "due_date_requests",
            "events",
        ]

    @extend_schema_field(EvidenceEntry(many=True))
    def get_evidence(self, action: Action) -> list[dict]:
        context = self.context | {"reference": action.reference}
        return EvidenceEntry(action.evidence.all(), many=True, context=context).data

    @extend_schema_field(EventEntry(many=True))
    def get_events(self, action: Action) -> list[dict]:
        return EventEntry(Event.objects.about(action), many=True, context=self.context).data


class Actions(RecordViews):
    """What was set to be done: by whom, until when, and how far it is. Steps are taken at `steps/` below an action."""

    model = Action
    orderings = ("due_on", "-due_on", "reference", "-reference")
    filterset_class = ActionFilter
    serializer_class = ActionRow
    detail_serializer_class = ActionDetail

    def for_list(self, rows: QuerySet) -> QuerySet:
        return (
            rows.for_lists()
            .with_date_request()
            .prefetch_related(Prefetch("recommendations", self.seen(Recommendation)))
        )

    def for_detail(self, rows: QuerySet) -> QuerySet:
        meetings = self.seen(Meeting)
        return (
            self.for_list(rows)
            .with_moves()
            .prefetch_related(
                Prefetch("agenda_item", self.seen(AgendaItem).select_related("meeting")),
                Prefetch("due_meeting_of", self.seen(Board)),
                Prefetch("due_meeting", meetings),
                Prefetch("progress_updates", ProgressUpdate.objects.select_related("by")),
                Prefetch("evidence", Evidence.objects.select_related("added_by")),
                Prefetch(
                    "closure_requests",
                    ClosureRequest.objects.select_related("proposed_by", "decided_by").prefetch_related(
                        "evidence", Prefetch("meeting", meetings)
                    ),
                ),
                Prefetch(
                    "due_date_requests",
                    DueDateRequest.objects.select_related("asked_by", "decided_by").prefetch_related(
                        Prefetch("meeting", meetings)
                    ),
                ),
            )
        )
