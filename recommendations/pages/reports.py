"""Reports and their recommendations: the lists, and a page for each."""

from collections import Counter
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.text import get_text_list

from boards.models import AgendaItem, Board, Organisation
from boards.rules.access import reads_meetings
from oversight.history import entries
from oversight.models import Event
from oversight.pages import ListPage, RecordPage
from oversight.reminders.pages import reminders_of
from recommendations import line
from recommendations.filters import RecommendationFilter, ReportFilter
from recommendations.line.links import repeats
from recommendations.line.parts import in_order
from recommendations.models import Action, Recommendation, RecommendationLink, Report
from recommendations.rules import statutory
from recommendations.rules.access import overseers
from recommendations.rules.recommendation_workflow import RECOMMENDATIONS, is_ready_for_verification, stage
from recommendations.rules.response_workflow import RESPONSES
from recommendations.rules.vocabulary import RecommendationType, Standing

# What a reader of the timeline wants to see changing; the rest is in the record's history.
SHOWN_OF_REPORT = (
    "boards",
    "published_on",
    "statutory_basis",
    "response_due_on",
    "comments_due_on",
    "invited_on",
    "comments_received_on",
    "commissioner_comments",
    "mopac_comments",
    "mopac_reply",
    "comments_published_on",
    "comments_published_where",
)
SHOWN_OF_RECOMMENDATION = (
    "addressed_to",
    "boards",
    "agenda_items",
    "evidence",
    "response",
    "response_explanation",
    "commissioner_comment",
    "delivery",
    "verification",
    "deadline_text",
    "deadline_on",
    "outcome",
    "closed_on",
    "marking",
)


class ReportList(ListPage):
    model = Report
    filterset_class = ReportFilter
    template_name = "recommendations/report_list.html"
    section = "reports"
    orders = {
        "newest": ("Newest first", (F("published_on").desc(nulls_last=True), "title")),
        "oldest": ("Oldest first", (F("published_on").asc(nulls_last=True), "title")),
        "title": ("By title", ("title",)),
    }

    def get_rows(self) -> QuerySet:
        return super().get_rows().with_counts(self.request.user, self.today).select_related("publisher")


class ReportPage(RecordPage):
    """A report: its clock in words, how many of its recommendations are held, and each of them in order."""

    model, workflow = Report, RESPONSES
    template_name = "recommendations/report.html"
    section = "reports"

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().with_counts(self.request.user, self.today)
        return rows.select_related("publisher")

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, report = self.request.user, self.today, self.object
        reports = Report.objects.visible_to(user, today)
        seen = Recommendation.objects.visible_to(user, today).entered().filter(report=report)
        answers = Action.objects.visible_to(user, today).entered().with_rating_facts().order_by("reference")
        recommendations = in_order(
            seen.prefetch_related("addressed_to", Prefetch("actions", answers, to_attr="answers")).order_by(
                "position", "reference"
            )
        )
        return super().get_context_data(
            points=line.tracker(line.of(report, user, today), report),
            clock=statutory.in_words(report.statutory_basis, report.published_on, report.term_text),
            days_late=statutory.days_late(report.response_due_on, report.comments_published_on, today),
            comments_days_late=statutory.days_late(
                report.comments_due_on, report.comments_received_on, today
            ),
            invites_comments=statutory.CLOCKS[report.statutory_basis].invites_comments,
            extensions=report.extensions.visible_to(user, today).select_related("asked_by", "decided_by"),
            timeline=entries(Event.objects.about(report), user, columns=SHOWN_OF_REPORT),
            **reminders_of(report),
            boards=Board.objects.visible_to(user, today).filter(reports=report),
            recommendations=recommendations,
            repeats=repeats(recommendations, user, today),
            not_counted=_not_counted(recommendations, set(seen.held().values_list("pk", flat=True))),
            follows=reports.filter(pk=report.follows_id).first(),
            followed_by=reports.filter(follows=report),
            **kwargs,
        )


# What is shown and not counted, one and many; which these are is said by RecommendationQuerySet.held.
NOT_COUNTED = {
    "limb": ("lettered part", "lettered parts"),
    RecommendationType.COMMITMENT: ("commitment", "commitments"),
    Standing.THEME: ("theme", "themes"),
    Standing.EXISTENCE: ("entry whose content is not known", "entries whose content is not known"),
}


def _not_counted(rows: list[Recommendation], held: set[int]) -> str:
    """What a report shows beyond the recommendations counted: “2 themes and 1 commitment”."""
    kinds = Counter(
        next(kind for kind in NOT_COUNTED if kind in ("limb" if row.limb else "", row.type, row.standing))
        for row in rows
        if row.pk not in held
    )
    found = [f"{kinds[kind]} {words[kinds[kind] > 1]}" for kind, words in NOT_COUNTED.items() if kinds[kind]]
    return get_text_list(found, "and")


class RecommendationList(ListPage):
    model = Recommendation
    filterset_class = RecommendationFilter
    template_name = "recommendations/recommendation_list.html"
    section = "recommendations"
    orders = {
        "report": (
            "By report",
            (F("report__published_on").desc(nulls_last=True), "report__title", "position", "reference"),
        ),
        "deadline": ("By deadline", (F("deadline_on").asc(nulls_last=True), "reference")),
        "reference": ("By reference", ("reference",)),
    }

    def get_rows(self) -> QuerySet:
        return super().get_rows().entered().select_related("report").prefetch_related("addressed_to")


class RecommendationPage(RecordPage):
    """A recommendation: its four statuses, its deadline with text and basis, its links, its actions, its provenance."""

    model, workflow = Recommendation, RECOMMENDATIONS
    template_name = "recommendations/recommendation.html"
    section = "recommendations"

    def get_queryset(self) -> QuerySet:
        return (
            super()
            .get_queryset()
            .select_related("report__publisher", "lead_board")
            .prefetch_related(
                "publisher_statuses",
                Prefetch("addressed_to", queryset=Organisation.objects.visible_to(self.request.user)),
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today, recommendation = self.request.user, self.today, self.object
        seen = Recommendation.objects.visible_to(user, today)
        links = RecommendationLink.objects
        its_line = line.of(recommendation, user, today)
        entry = its_line.entry(recommendation)
        answering = Action.objects.visible_to(user, today).entered().filter(recommendations=recommendation)
        actions = list(answering.for_lists(today))
        return super().get_context_data(
            points=line.tracker(its_line, recommendation),
            evidence=entry.evidence,
            is_overdue=recommendation.closed_on is None
            and recommendation.deadline_on is not None
            and recommendation.deadline_on < today,
            age_days=(today - recommendation.report.published_on).days
            if recommendation.report.published_on
            else None,
            parent=entry.parent,
            parts=entry.parts,
            boards=Board.objects.visible_to(user, today).filter(recommendations=recommendation),
            links=links.filter(source=recommendation, target__in=seen).select_related("target__report"),
            linked_from=links.filter(target=recommendation, source__in=seen).select_related("source__report"),
            considered=AgendaItem.objects.visible_to(user, today)
            .filter(recommendations=recommendation)
            .select_related("meeting__board"),
            actions=actions,
            moves_nothing=not recommendation.is_illustrative
            and any(action.is_illustrative for action in actions),
            is_ready=is_ready_for_verification(recommendation),
            stage=stage(recommendation),
            delivery_reports=entry.delivery_reports[::-1],
            reviews=entry.reviews[::-1],
            closures=entry.closure_requests,
            proposal=entry.proposed,
            sees_meetings=self._sees_meetings(),
            timeline=entries(Event.objects.about(recommendation), user, columns=SHOWN_OF_RECOMMENDATION),
            **reminders_of(recommendation),
            **kwargs,
        )

    def _sees_meetings(self) -> bool:
        """Whether the meetings of all the boards that may decide on it can be read by this person."""
        return all(
            reads_meetings(self.request.user, self.today, board.pk, board.is_restricted)
            for board in overseers(self.object)
        )
