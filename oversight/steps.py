"""What a step is, who can take it now, and how it is offered: one table of steps for each kind of record.

Buttons on a page, tools in the admin, `allowed_steps` in the API and the page “Who may do what” are drawn from a
`Workflow`; every page and every operation asks its `require`. Nothing here knows a model: records come as `for_steps`
of their queryset fetches them. How a step is added: docs/steps.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils.timezone import localdate

from oversight.errors import DomainError, NotAllowed, RuleBroken, WrongState
from oversight.folding import is_blank
from oversight.roles import is_active_user

# How many steps stand as buttons side by side, whatever they are.
FEW = 3


class Button(Enum):
    """Whether the button of a step stands out among the others."""

    DECIDE = "always: somebody waits for this decision"
    WORK = "where it is what comes next"
    QUIET = "never"
    END = "never, and it warns by its colour: it ends or undoes something"


def always(record: Any) -> bool:
    return True


def never(record: Any, now: datetime) -> str:
    """Nothing but its status stands in the way of a step."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: its name in code, its words on a button, what is said once it is taken, and what it asks for."""

    name: str
    label: str
    done: str
    asks: str
    # Its name in addresses, where that is not the name itself.
    address: str = ""
    button: Button = Button.WORK
    # It may come at any time, or not at all: beside the buttons where there are many, and never urged.
    any_time: bool = False
    # Whether somebody waits for it: not where it is recorded already, or is not asked for.
    awaited: Callable[[Any], bool] = always

    @property
    def slug(self) -> str:
        """The name in addresses: `propose-closure`."""
        return self.address or self.name.replace("_", "-")

    @property
    def warns(self) -> bool:
        return self.button is Button.END

    @property
    def from_to(self) -> str:
        """From where it can be taken and where it leads, in words."""
        raise NotImplementedError

    def breaks(self, record: Any) -> str:
        """The rule that keeps this record from the step wherever it stands, in a sentence (422); "" for none."""
        return ""

    def why_not(self, record: Any, now: datetime) -> str:
        """Why nobody can take it now, in a sentence (409); "" where the record stands as it should."""
        raise NotImplementedError

    def move(self, record: Any) -> None:
        """Put the locked record where the step leads."""

    def stands_aside(self, record: Any) -> bool:
        """It is not what comes next: where there are many steps it is offered as a link, so that this is seen."""
        return self.any_time or not self.awaited(record)


@dataclass(frozen=True, kw_only=True)
class StatusStep(Step):
    """A step from one of some statuses, to another (None: it stays)."""

    sources: tuple[TextChoices, ...]
    target: TextChoices | None = None
    # Why the record cannot take it although its status allows it; "" where it can.
    unless: Callable[[Any, datetime], str] = never
    # Status -> plainer words than that it is not among the sources.
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def from_to(self) -> str:
        words = ", ".join(str(source.label) for source in self.sources)
        return f"{words} → {self.target.label}" if self.target else words

    def why_not(self, record: Any, now: datetime) -> str:
        if record.status in self.sources:
            return self.unless(record, now)
        if plain := self.said.get(record.status):
            return f"“{self.label}” is not possible: {plain}."
        wanted = " or ".join(f"“{source.label}”" for source in self.sources)
        return (
            f"“{self.label}” is not possible: the {record._meta.verbose_name} stands at "
            f"“{type(self.sources[0])(record.status).label}”; it would have to stand at {wanted}."
        )

    def move(self, record: Any) -> None:
        if self.target is not None:
            record.status = self.target


def require_reason(reason: str) -> None:
    """Raise RuleBroken unless a reason is given."""
    if is_blank(reason):
        raise RuleBroken("Give the reason.", field="reason")


AnyStep = TypeVar("AnyStep", bound=Step)


def by_name(*steps: AnyStep) -> dict[str, AnyStep]:
    """A table of steps. Its order is that of the buttons: decisions, the work as it comes, what undoes or ends it."""
    return {step.name: step for step in steps}


@dataclass(frozen=True)
class Relation:
    """A relation between a person and a record, in words and as a question: (user, record, today)."""

    label: str
    holds: Callable[[Any, Any, date], bool]


# A conflict of interest (the name of an attribute that `for_steps` gives the record) and what is said to the person.
Bar = tuple[str, str]


@dataclass(frozen=True)
class Offered:
    """What a record's page shows of its steps."""

    # Each button, and whether it stands out.
    steps: list[tuple[Step, bool]]
    # Steps that stand as links beside the buttons.
    aside: list[Step]
    # Why the person cannot take what their right would give them now; each sentence once.
    barred: list[str]


@dataclass(frozen=True, eq=False)
class Workflow:
    """The steps of one kind of record, who may take them, and who may not although they have the right."""

    # The kind of record: the name of its model, and the words for one of it.
    kind: str
    words: str
    steps: Mapping[str, Step]
    # Step -> the relations of which one is enough; and the conflicts of interest that bar a person from it, the
    # plainest first. Both may also name steps of other kinds.
    may_take: Mapping[str, tuple[Relation, ...]]
    bars: Mapping[str, tuple[Bar, ...]] = field(default_factory=dict)
    # Step -> the scope that admits a system client to it. The others are for people alone.
    scopes: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_slug(self) -> dict[str, Step]:
        return {step.slug: step for step in self.steps.values()}

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The steps by their names in addresses, as the API's schema names them."""
        return [(step.slug, step.label) for step in self.steps.values()]

    @property
    def done(self) -> dict[str, str]:
        """Step -> what was done, for histories."""
        return {name: step.done for name, step in self.steps.items()}

    @property
    def relations(self) -> list[Relation]:
        """Who can stand to such a record as its steps ask, in the order of the table of rights."""
        named = (
            each for name, relations in self.may_take.items() if name in self.steps for each in relations
        )
        return list(dict.fromkeys(named))

    def has_right(self, user: Any, step: Step, record: Any, today: date) -> bool:
        """Whether the person's relation to the record gives them this step, wherever the record stands."""
        return is_active_user(user) and any(
            relation.holds(user, record, today) for relation in self.may_take[step.name]
        )

    def bar(self, step: Step, record: Any) -> str:
        """Why a conflict of interest bars the person from the step, in a sentence; "" where there is none."""
        return next((said for name, said in self.bars.get(step.name, ()) if getattr(record, name)), "")

    def why_not(self, user: Any, step: Step, record: Any, now: datetime) -> DomainError | None:
        """Why the person cannot take the step now: by right, by a rule, from where it stands, by a conflict."""
        if not self.has_right(user, step, record, localdate(now)):
            wanted = "; ".join(relation.label for relation in self.may_take[step.name])
            return NotAllowed(
                f"You may not take the step “{step.label}” on this {record._meta.verbose_name}. "
                f"Who may: {wanted}."
            )
        if said := step.breaks(record):
            return RuleBroken(said)
        if said := step.why_not(record, now):
            return WrongState(said)
        if said := self.bar(step, record):
            return RuleBroken(said)
        return None

    def require(self, user: Any, step: Step, record: Any, now: datetime) -> None:
        """Raise NotAllowed, WrongState or RuleBroken, in words, unless the person can take the step now."""
        if error := self.why_not(user, step, record, now):
            raise error

    def open_to(self, user: Any, record: Any, now: datetime) -> list[Step]:
        """The steps the person can take now."""
        return [step for step, bar in self._by_right(user, record, now) if not bar]

    def barred_to(self, user: Any, record: Any, now: datetime) -> list[str]:
        """Why the person cannot take what their right would give them now; each sentence once."""
        return list(dict.fromkeys(bar for _, bar in self._by_right(user, record, now) if bar))

    def offered(self, user: Any, record: Any, now: datetime) -> Offered:
        """What waits for a decision stands out, or else what comes next; what nobody waits for stands aside."""
        steps = self.open_to(user, record, now)
        deciding = [step for step in steps if step.button is Button.DECIDE]
        next_ones = [step for step in steps if not step.stands_aside(record)][:1]
        stands_out = deciding or [step for step in next_ones if step.button is Button.WORK]
        aside = [step for step in steps if len(steps) > FEW and step.stands_aside(record)]
        return Offered(
            [(step, step in stands_out) for step in steps if step not in aside],
            aside,
            self.barred_to(user, record, now),
        )

    def _by_right(self, user: Any, record: Any, now: datetime) -> Iterator[tuple[Step, str]]:
        """The steps that are possible now and the person's by right, each with what bars them from it."""
        today = localdate(now)
        for step in self.steps.values():
            if step.breaks(record) or step.why_not(record, now):
                continue
            if self.has_right(user, step, record, today):
                yield step, self.bar(step, record)
