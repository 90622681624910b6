"""What the cells of a spreadsheet name: boards, organisations, people, reports, recommendations, asked for once.

Only what the person may see is found; anything else is as unknown as what does not exist. Raises LookupError with the
end of a sentence.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from boards.models import Board, BoardName, FormerName, Organisation, Person
from oversight.folding import did_you_mean, folded, ways_to_write
from recommendations.models import Recommendation, Report

# So many references are asked for in one query.
AT_A_TIME = 500
# Of so many names that a spreadsheet gets wrong the nearest are looked for: it takes milliseconds each.
MOST_NEAREST = 100


class Named(dict[str, dict[Any, Any]]):
    """Name, folded -> those that bear it, by key."""

    def __init__(self) -> None:
        super().__init__()
        # Folded -> as it is written.
        self.written: dict[str, str] = {}

    def put(self, name: str, row: Any) -> None:
        self.written.setdefault(folded(name), name)
        self.setdefault(folded(name), {})[row.pk] = row


class Lookups:
    """For one person, on one day, of one spreadsheet. `references` are those of recommendations that its cells name."""

    def __init__(self, user, today: date, references: Iterable[str] = ()):
        self.user, self.today = user, today
        self.references = {folded(reference) for reference in references}
        # Recommendations that rows further up enter, by reference.
        self.entered: dict[str, Recommendation] = {}
        self._nearest: dict[tuple[str, str], str] = {}

    def board(self, text: str) -> Board:
        return self._found(self._boards, text, "is not a board that you may see")

    def organisation(self, text: str) -> Organisation:
        return self._found(self._organisations, text, "is not an organisation of the register")

    def person(self, text: str) -> Person:
        """By name, surname first or last, or by e-mail address, as mail programs write it too."""
        read = next((way for way in ways_to_write(text) if folded(way) in self._people), text)
        return self._found(
            self._people,
            read,
            "is not a person of the register",
            "is the name of several people: give the e-mail address",
        )

    def report(self, text: str) -> Report:
        return self._found(self._reports, text, "is not a report that you may see")

    def recommendation(self, text: str) -> Recommendation:
        key = folded(text)
        if key in self.entered:
            return self.entered[key]
        if key in self._recommendations:
            return self._recommendations[key]
        unknown = "is not a recommendation that you may see, nor one further up in this spreadsheet"
        raise LookupError(self.unknown(unknown, text, lambda: self._references_seen))

    def _found(
        self,
        named: Named,
        text: str,
        unknown: str,
        several: str = "is the name of several: give its reference",
    ) -> Any:
        found = list(named.get(folded(text), {}).values())
        if len(found) > 1:
            raise LookupError(several)
        if not found:
            raise LookupError(self.unknown(unknown, text, named.written.values))
        return found[0]

    def unknown(self, sentence: str, text: str, names: Callable[[], Iterable[str]]) -> str:
        """The sentence with the nearest of the names, which are of what the person may see; asked for once a text, and
        of so many texts."""
        key = (sentence, folded(text))
        if key not in self._nearest:
            if len(self._nearest) == MOST_NEAREST:
                return sentence
            self._nearest[key] = did_you_mean(text, names())
        nearest = self._nearest[key]
        return f"{sentence}. {nearest}" if nearest else sentence

    def report_of(self, pk: int) -> Report:
        """The report with its boards, the same object for all its recommendations."""
        return self._reports_by_key[pk]

    @cached_property
    def _boards(self) -> Named:
        boards = {board.pk: board for board in Board.objects.visible_to(self.user, self.today)}
        former = BoardName.objects.filter(board__in=list(boards)).values_list("board", "name")
        return _named(
            [(board, (board.name, board.abbreviation, board.slug)) for board in boards.values()],
            [(boards[pk], name) for pk, name in former],
        )

    @cached_property
    def _organisations(self) -> Named:
        rows = {one.pk: one for one in Organisation.objects.visible_to(self.user)}
        former = FormerName.objects.values_list("organisation", "name")
        return _named(
            [(one, (one.name, one.short_name, one.slug)) for one in rows.values()],
            [(rows[pk], name) for pk, name in former if pk in rows],
        )

    @cached_property
    def _people(self) -> Named:
        people = Person.objects.filter(
            pk__in=Person.objects.visible_to(self.user, self.today).values("pk")
        ).select_related("organisation")
        return _named([(one, (one.email or "", one.name)) for one in people])

    @cached_property
    def _reports_by_key(self) -> dict[int, Report]:
        seen = Report.objects.visible_to(self.user, self.today).prefetch_related("boards")
        return {report.pk: report for report in seen}

    @cached_property
    def _reports(self) -> Named:
        return _named([(one, (one.reference, one.title)) for one in self._reports_by_key.values()])

    @cached_property
    def _references_seen(self) -> list[str]:
        """For the nearest ones: asked for where a cell names none that is there."""
        seen = Recommendation.objects.visible_to(self.user, self.today).entered()
        return [*seen.order_by("reference").values_list("reference", flat=True), *self.entered]

    @cached_property
    def _recommendations(self) -> dict[str, Recommendation]:
        seen = Recommendation.objects.visible_to(self.user, self.today).entered()
        return {
            folded(one.reference): one
            for some in in_parts(self.references)
            for one in seen.filter(folded_reference__in=some)
        }


def in_parts(references: Iterable[str]) -> Iterator[list[str]]:
    left = iter(sorted(references))
    while some := list(islice(left, AT_A_TIME)):
        yield some


def _named(rows: Iterable[tuple[Any, Iterable[str]]], former: Iterable[tuple[Any, str]] = ()) -> Named:
    """Name -> those that bear it. A former name yields to a present one."""
    named = Named()
    for row, names in rows:
        for name in names:
            if name:
                named.put(name, row)
    for row, name in former:
        if folded(name) not in named:
            named.put(name, row)
    return named
