"""How recommendations lead to one another: parts of a whole, and those superseded by later ones; never in a circle."""

from oversight import context
from oversight.errors import NotAllowed, RuleBroken
from oversight.plain_records import add_record
from recommendations.models import ClosureRequest, Recommendation, RecommendationLink
from recommendations.rules import access
from recommendations.rules.chains import require_no_circle
from recommendations.rules.closure import Decision
from recommendations.rules.vocabulary import LinkKind


def link_recommendation(link: RecommendationLink, *, by) -> RecommendationLink:
    """Record that one recommendation leads to another. Raises NotAllowed, RuleBroken."""
    if not access.may_record(by, access.overseers(link.source), context.today()):
        raise NotAllowed("Only the secretariat, or the secretary of a board that oversees it, links this.")
    if link.source_id == link.target_id:
        raise RuleBroken("A recommendation cannot be linked to itself.", field="target")
    if link.kind == LinkKind.SUPERSEDED_BY:
        require_no_circle_of_successors(link.source, link.target, field="target")
    if RecommendationLink.objects.filter(source=link.source, kind=link.kind, target=link.target).exists():
        raise RuleBroken("They are linked like this already.", field="target")
    return add_record(link, by=by, step="add_recommendation_link", about=link.source)


def require_no_circle_of_parts(recommendation: Recommendation) -> None:
    """Raise RuleBroken where what it is a part of is, further up, a part of it."""
    if recommendation.parent_id is None or recommendation.pk is None:
        return
    require_no_circle(
        recommendation.pk,
        recommendation.parent_id,
        _parents,
        sentence="That is a part of this recommendation itself: parts cannot lead round in a circle.",
        field="parent",
    )


def require_no_circle_of_successors(
    recommendation: Recommendation, successor: Recommendation, *, field: str = "superseded_by"
) -> None:
    """Raise RuleBroken where the successor is itself, further on, superseded by this one."""
    require_no_circle(
        recommendation.pk,
        successor.pk,
        _successors,
        sentence=f"{successor.reference} is itself superseded by this one, directly or further on: "
        "successors cannot lead round in a circle.",
        field=field,
    )


def _parents(of: set[int]) -> set[int]:
    parents = Recommendation.objects.filter(pk__in=of, parent__isnull=False)
    return set(parents.order_by().values_list("parent_id", flat=True))


def _successors(of: set[int]) -> set[int]:
    links = RecommendationLink.objects.filter(source__in=of, kind=LinkKind.SUPERSEDED_BY)
    proposed = ClosureRequest.objects.filter(
        recommendation__in=of, superseded_by__isnull=False, decision__in=[Decision.OPEN, Decision.AGREED]
    )
    return {
        *links.order_by().values_list("target", flat=True),
        *proposed.order_by().values_list("superseded_by", flat=True),
    }
