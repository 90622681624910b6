"""Querysets of reports, recommendations and actions: `visible_to` first, everywhere."""

from datetime import date

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce, Greatest, TruncDate

from boards.querysets import MarkedQuerySet
from boards.rules.access import lookups, under, within_clearance
from oversight import context
from oversight.folding import folded
from oversight.models import Event
from recommendations.rules import access, due_dates, rating, recommendation_workflow, updates
from recommendations.rules.recommendation_workflow import Listed
from recommendations.rules.vocabulary import NOT_HELD, RecommendationType


def distinct_by_key(queryset, condition: Q):
    """Rows that meet a condition, each once.

    Where the condition goes over many-valued relations, by key, without DISTINCT over all columns; else
    plainly, so that the database can walk its indexes.
    """
    if any(lookup_spawns_duplicates(queryset.model._meta, name) for name in lookups(condition)):
        return queryset.filter(pk__in=queryset.model._base_manager.filter(condition).values("pk"))
    return queryset.filter(condition)


class Waiting(models.QuerySet):
    """Rows that are requests: those on which somebody has to decide."""

    def waiting(self):
        """Not decided yet, the oldest first."""
        return self.filter(decision="open").order_by("pk")


class Withdrawable(MarkedQuerySet):
    def entered(self):
        """Those whose entry stands; what was withdrawn is found by its reference, and is in no list and no count."""
        return self.filter(withdrawn_on__isnull=True)

    def entered_or_named(self, words: str):
        """The same, and what was withdrawn where the words are its reference."""
        return self.filter(Q(withdrawn_on__isnull=True) | Q(folded_reference=folded(words)))


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        return distinct_by_key(self, access.visible_reports(user, today or context.today()))

    def with_counts(self, user, today: date | None = None):
        """Adds `recorded`: how many of its recommendations are held here and may be seen."""
        recommendations = self.model._meta.get_field("recommendations").related_model.objects
        held = recommendations.visible_to(user, today).held().filter(report=OuterRef("pk"))
        return self.annotate(
            recorded=Coalesce(
                models.Subquery(held.order_by().values("report").annotate(n=Count("pk")).values("n")), 0
            )
        )

    def for_steps(self, user):
        """With what decides on the steps open to this person (rules/response_workflow.py)."""
        asked = self.model._base_manager.filter(
            pk=OuterRef("pk"), recommendations__addressed_to=user.organisation_id
        )
        waiting = self.model._base_manager.filter(pk=OuterRef("pk"), extensions__decision="open")
        return self.prefetch_related(Prefetch("boards", to_attr="overseeing")).annotate(
            has_extension_request=Exists(waiting.order_by()), is_addressed=Exists(asked.order_by())
        )


class RecommendationQuerySet(Withdrawable):
    def visible_to(self, user, today: date | None = None):
        return distinct_by_key(self, access.visible_recommendations(user, today or context.today()))

    def held(self):
        """Those that count against the publisher's own number (rules.md section 3: "5 of 9 recorded").

        Not counted: limbs, commitments, themes not shown to be recommendations, and what is known to exist
        while its content is not.
        """
        return (
            self.entered()
            .filter(limb="")
            .exclude(type=RecommendationType.COMMITMENT)
            .exclude(standing__in=NOT_HELD)
        )

    def closure_proposed(self):
        """Those whose closure waits for the board."""
        return self.filter(closure_requests__decision="open")

    def ready_for_verification(self):
        """Reported complete, and nobody has looked into it yet (rules.md section 8)."""
        return self.filter(recommendation_workflow.ready_for_verification())

    def at_stage(self, stage: str):
        """Those at one stage of `Listed`."""
        match stage:
            case Listed.READY:
                return self.ready_for_verification()
            case Listed.PROPOSED:
                return self.closure_proposed()
        return self.filter(closed_on__isnull=stage == Listed.OPEN)

    def for_steps(self, user):
        """With what decides on the steps open to this person: who oversees it, how far its closure is, whether their
        organisation is asked, and the person's conflicts of interest (rules/separation_of_duties.py)."""
        them = self.model._base_manager.filter(pk=OuterRef("pk")).order_by()
        action = self.model._meta.get_field("actions").related_model
        owners = action.history.model._base_manager.filter(owner=user.pk, id=OuterRef("pk"))
        delivering = (
            Q(owner=user.pk)
            | Q(progress_updates__by=user.pk)
            | Q(closure_requests__proposed_by=user.pk)
            | Q(Exists(owners.order_by()))
        )
        actions = action._base_manager.filter(delivering)
        proposed = them.filter(closure_requests__decision="open", closure_requests__proposed_by=user.pk)
        addressed = Q(addressed_to=user.organisation_id) | Q(parent__addressed_to=user.organisation_id)
        return (
            self.select_related("lead_board", "report")
            .prefetch_related(Prefetch("report__boards", to_attr="overseeing"))
            .annotate(
                has_closure_request=Exists(them.filter(closure_requests__decision="open")),
                is_addressed=Exists(them.filter(addressed)),
                tie_proposed=Exists(proposed),
                tie_delivered=Exists(them.filter(delivery_reports__by=user.pk))
                | Exists(actions.filter(recommendations=OuterRef("pk")).order_by()),
            )
        )

    def overdue(self, today: date):
        """Past a derived date and not closed; what has no date is never overdue."""
        return self.entered().filter(closed_on__isnull=True, deadline_on__lt=today)


class FollowsRecommendationQuerySet(Waiting):
    """Rows that hang on a recommendation: what was reported, verified, and the publisher's word."""

    def visible_to(self, user, today: date | None = None):
        return distinct_by_key(
            self, under("recommendation", access.visible_recommendations(user, today or context.today()))
        )


class ActionQuerySet(Withdrawable):
    marking_paths = ("marking",)

    def visible_to(self, user, today: date | None = None):
        return distinct_by_key(self, access.visible_actions(user, today or context.today()))

    def open(self):
        return self.filter(is_open=True)

    def overdue(self, today: date):
        """Open, with a due date before today (rules.md section 4)."""
        return self.filter(due_dates.overdue(today))

    def due_within(self, days: int, today: date):
        """Open and due from today up to and including `days` days ahead."""
        return self.filter(due_dates.due_within(days, today))

    def for_lists(self, today: date | None = None):
        """With what a list shows, rating and date changes too, in one query; it can be put in order by `rating`."""
        rows = self.select_related("board", "owner_organisation", "owner").with_rating_facts()
        return rows.alias(rating=self._rating(today or context.today()))

    def with_moves(self):
        """Adds `moves`, how often the due date moved by agreement: which rules/date_changes.py rests on."""
        mine = self._moved().filter(action=OuterRef("pk"))
        return self.annotate(moves=Coalesce(models.Subquery(mine.values("n")), 0))

    def _moved(self):
        """The actions that moved by agreement, each with `n`, how often."""
        requests = self.model._meta.get_field("due_date_requests").related_model.objects
        return requests.filter(decision="agreed").order_by().values("action").annotate(n=Count("pk"))

    def _evidence(self):
        return self.model._meta.get_field("evidence").related_model.objects.filter(action__isnull=False)

    def with_rating_facts(self):
        """Adds what the rating of each rests on, for rules/rating.py to put into words: `moves` and `is_evidenced`."""
        evidenced = Exists(self._evidence().filter(action=OuterRef("pk")))
        return self.with_moves().annotate(is_evidenced=evidenced)

    def with_rating(self, today: date):
        """Adds `rating`, the traffic light (rules/rating.py), and what it rests on.

        It can be filtered and sorted by; the most urgent come first.
        """
        return self.with_rating_facts().annotate(rating=self._rating(today))

    def rated(self, light: rating.Rating, today: date):
        """Those of this rating. That all but the blue are open is said beside it, so that an index finds them."""
        is_open = light != rating.Rating.BLUE
        return self.alias(rating=self._rating(today)).filter(is_open=is_open, rating=light)

    def _rating(self, today: date):
        """The expression of the rules. What moved often and what has evidence is asked once for all rows: asked row by
        row, PostgreSQL would spend a second on compiling a query that takes a twentieth of it."""
        moved_often = self._moved().filter(n__gte=rating.MOVES_TO_AMBER).values("action")
        return rating.expression(
            today, moved_often=Q(pk__in=moved_often), evidenced=Q(pk__in=self._evidence().values("action"))
        )

    def with_heard_on(self):
        """Adds `heard_on`: the day of the last news of it (rules/updates.py), or else the day it was set."""
        kind = ContentType.objects.get_for_model(self.model)
        news = Event.objects.filter(subject_type=kind, subject_id=OuterRef("pk"), step__in=updates.HEARD)
        latest = TruncDate(models.Subquery(news.order_by("-at").values("at")[:1]))
        return self.annotate(heard_on=Greatest("set_on", Coalesce(latest, F("set_on"))))

    def with_date_request(self):
        """Adds `has_date_request`: whether a request for a new due date waits for a decision."""
        waiting = self.model._base_manager.filter(pk=OuterRef("pk"), due_date_requests__decision="open")
        return self.annotate(has_date_request=Exists(waiting))

    def for_steps(self, user):
        """With what decides on the steps open to this person: the board, whether a request for a new due date waits,
        and the person's conflicts of interest (rules/separation_of_duties.py)."""
        them = {"pk": OuterRef("pk")}
        actions = self.model._base_manager.filter(**them).order_by()
        versions = self.model.history.model._base_manager  # type: ignore[attr-defined]
        owners = versions.filter(id=OuterRef("pk"), owner=user.pk).order_by()
        return (
            self.select_related("board")
            .with_date_request()
            .annotate(
                tie_owns=models.Case(models.When(owner=user.pk, then=True), default=False),
                tie_owned=Q(owner=user.pk) | Exists(owners),
                tie_delivered=Exists(actions.filter(progress_updates__by=user.pk)),
                tie_proposed=Exists(
                    actions.filter(closure_requests__decision="open", closure_requests__proposed_by=user.pk)
                ),
                tie_asked=Exists(
                    actions.filter(due_date_requests__decision="open", due_date_requests__asked_by=user.pk)
                ),
            )
        )


class FollowsActionQuerySet(Waiting):
    """Rows that hang on an action: progress, requests."""

    def visible_to(self, user, today: date | None = None):
        return distinct_by_key(self, under("action", access.visible_actions(user, today or context.today())))


class FollowsReportQuerySet(Waiting):
    """Rows that hang on a report."""

    def visible_to(self, user, today: date | None = None):
        return distinct_by_key(self, under("report", access.visible_reports(user, today or context.today())))


class HangsOnLineQuerySet(Waiting):
    """Rows that hang on either an action or a recommendation: evidence, closure proposals."""

    def visible_to(self, user, today: date | None = None):
        today = today or context.today()
        of_action = under("action", access.visible_actions(user, today)) & Q(action__isnull=False)
        of_recommendation = under("recommendation", access.visible_recommendations(user, today))
        return distinct_by_key(self, of_action | of_recommendation & Q(recommendation__isnull=False))


class EvidenceQuerySet(HangsOnLineQuerySet):
    def visible_to(self, user, today: date | None = None):
        """As what it is evidence of, unless it is marked above what the person may read."""
        return super().visible_to(user, today).filter(within_clearance(user, "marking"))

    def for_lists(self):
        """With what a list shows, in one query."""
        return self.select_related(
            "action", "recommendation", "added_by", "accepted_by", "replaces", "replaced_by"
        )
