"""What a recommendation is linked with, said from its own side whichever way the link was entered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from recommendations.models import Recommendation, RecommendationLink
from recommendations.rules.vocabulary import LinkKind

RAISED_BEFORE, RAISED_AGAIN = "Raised before in", "Raised again in"
# Kind of link -> what the one it was entered with says of the other, and the other of the one.
BOTH_WAYS: dict[str, tuple[str, str]] = {
    LinkKind.RAISED_BEFORE_IN: (RAISED_BEFORE, RAISED_AGAIN),
    LinkKind.REPEATED_IN: (RAISED_AGAIN, RAISED_BEFORE),
    LinkKind.SUPERSEDED_BY: ("Superseded by", "Supersedes"),
}

ORDER = [words for both in BOTH_WAYS.values() for words in both]


@dataclass(frozen=True)
class Linked:
    """“Raised before in” another recommendation, which comes with its report."""

    words: str
    other: Recommendation
    note: str


def linked(recommendations: Iterable[Recommendation], user, today: date) -> dict[int, list[Linked]]:
    """Of each, by its key, what it is linked with that the person may see; entered from both sides, it stands once."""
    keys = {row.pk for row in recommendations}
    found = list(RecommendationLink.objects.filter(Q(source__in=keys) | Q(target__in=keys)))
    ends = {end for link in found for end in (link.source_id, link.target_id)}
    seen = Recommendation.objects.visible_to(user, today).filter(pk__in=ends).select_related("report")
    others = {row.pk: row for row in seen}
    said: dict[int, dict[tuple[str, int], Linked]] = defaultdict(dict)
    for link in found:
        of_source, of_target = BOTH_WAYS[link.kind]
        for one, other, words in (
            (link.source_id, link.target_id, of_source),
            (link.target_id, link.source_id, of_target),
        ):
            if one in keys and other in others:
                said[one].setdefault((words, other), Linked(words, others[other], link.note))
    return {key: sorted(each.values(), key=_order) for key, each in said.items()}


def repeats(
    recommendations: Iterable[Recommendation], user, today: date
) -> list[tuple[Recommendation, list[Linked]]]:
    """Those that were raised before or again, in their order, each with where."""
    rows = list(recommendations)
    found = linked(rows, user, today)
    repeated = [
        (row, [one for one in found.get(row.pk, ()) if one.words in (RAISED_BEFORE, RAISED_AGAIN)])
        for row in rows
    ]
    return [(row, links) for row, links in repeated if links]


def _order(one: Linked) -> tuple:
    """What came before, the oldest first; then what came after."""
    return ORDER.index(one.words), one.other.report.published_on or date.max, one.other.reference
