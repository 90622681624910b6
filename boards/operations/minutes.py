"""Writing minutes, several people at once if need be, and agreeing them at a later meeting."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from boards.models import AgendaItem, ItemOutcome, Meeting, MinuteDraft, Minutes
from boards.operations.keeping import require_keeper
from boards.operations.meeting_steps import note_held, taking
from boards.rules import minutes as rules
from oversight import context
from oversight.errors import RuleBroken, WrongState
from oversight.folding import is_blank
from oversight.operations import record_event
from oversight.plain_records import add_record, amend_record

OPENING = "opening"
# Items that can be minuted; those withdrawn or carried over were not taken at this meeting.
ON_THE_DAY = (AgendaItem.Status.PLANNED, AgendaItem.Status.TAKEN)


@dataclass(frozen=True)
class Kept:
    """One text of the minutes as it is saved now, and the record that holds it (none: no minutes are begun)."""

    text: str
    record: Minutes | AgendaItem | ItemOutcome | None


@dataclass(frozen=True)
class Typed:
    """One text of the minutes as somebody typed it, and the revision it was opened on."""

    text: str
    opened_on: str


@dataclass(frozen=True)
class NewOutcome:
    item_id: int
    kind: str
    text: str


class ChangedMeanwhile(WrongState):
    """Somebody else saved other words since the form was opened; `saved` holds them by the key of their text."""

    code = "changed_meanwhile"

    def __init__(self, saved: Mapping[str, str]):
        super().__init__(
            "Somebody else changed what you were writing. Nothing of yours is saved yet, and nothing is lost: "
            "both texts stand below. Say which is to stand, then save again."
        )
        self.saved = dict(saved)


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes of the meeting as they stand now, where somebody has begun them."""
    return Minutes.objects.filter(meeting=meeting.pk).select_related("agreed_at_meeting").first()


def require_open_to_minutes(meeting: Meeting) -> None:
    """Raise unless minutes and attendance of this meeting can be written now."""
    rules.require_minuted(meeting, context.now())
    rules.require_not_agreed(minutes_of(meeting))


def outcome_text(kind: str, text: str) -> str:
    """An outcome as one text, so that its kind and its words are compared together."""
    return f"{kind}\n{text}"


def texts_of(meeting: Meeting, user) -> dict[str, Kept]:
    """Every text of the minutes that this person may write, by its key: the opening, items, then outcomes."""
    begun = minutes_of(meeting)
    texts = {OPENING: Kept(begun.opening if begun else "", begun)}
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting.pk, status__in=ON_THE_DAY)
    for item in items.select_related("lead").order_by("number"):
        texts[f"item-{item.pk}"] = Kept(item.minute, item)
    outcomes = ItemOutcome.objects.visible_to(user).filter(
        agenda_item__meeting=meeting.pk, agenda_item__status__in=ON_THE_DAY
    )
    for outcome in outcomes.select_related("agenda_item").order_by("pk"):
        texts[f"outcome-{outcome.pk}"] = Kept(outcome_text(outcome.kind, outcome.text), outcome)
    return texts


def save_minutes(
    meeting: Meeting,
    *,
    by,
    texts: Mapping[str, Typed],
    taken: Mapping[int, bool] | None = None,
    new_outcomes: Sequence[NewOutcome] = (),
    settled: Collection[str] = (),
) -> int:
    """Save what was typed, all or nothing; how many texts, items and outcomes that changed.

    `texts` go by the keys of `texts_of`, `taken` says by agenda item whether it was taken. A text left as it was
    opened is not written, so it never undoes what somebody else wrote there. `settled` names the texts whose drafts of
    this person go with the save. Raises ChangedMeanwhile where two
    changed the same text, and NotAllowed, WrongState or RuleBroken where it cannot be saved at all.
    """
    with transaction.atomic():
        # Two people who write minutes of this meeting wait here for each other; the second sees what the first saved.
        locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
        require_keeper(by, locked.board)
        require_open_to_minutes(locked)
        kept = texts_of(locked, by)
        typed = {key: each for key, each in texts.items() if rules.revision(each.text) != each.opened_on}
        _require_still_there(typed, kept)
        _require_unchanged(typed, kept)
        begun = _begun(locked, by) if typed or taken or new_outcomes else None
        changed = sum(
            _save_text(key, kept[key].record or begun, kept[key].text, each.text, by)
            for key, each in typed.items()
        )
        items = {each.record.pk: each.record for each in kept.values() if isinstance(each.record, AgendaItem)}
        changed += sum(
            _save_taken(items[pk], is_taken, by) for pk, is_taken in (taken or {}).items() if pk in items
        )
        for new in new_outcomes:
            _add_outcome(items.get(new.item_id), new, by)
        MinuteDraft.objects.filter(person=by.pk, meeting=locked.pk, key__in=settled).delete()
        return changed + len(new_outcomes)


def _require_still_there(typed: Mapping[str, Typed], kept: Mapping[str, Kept]) -> None:
    for key in typed:
        if key not in kept:
            raise WrongState("This item is no longer on the agenda: it cannot be minuted.", field=key)


def _require_unchanged(typed: Mapping[str, Typed], kept: Mapping[str, Kept]) -> None:
    collided = {
        key: kept[key].text
        for key, each in typed.items()
        if rules.collides(saved=kept[key].text, typed=each.text, opened_on=each.opened_on)
    }
    if collided:
        raise ChangedMeanwhile(collided)


def _begun(meeting: Meeting, by) -> Minutes:
    """The minutes of the locked meeting, begun where they were not."""
    minutes = minutes_of(meeting)
    if minutes is None:
        minutes = Minutes.objects.create(meeting=meeting)
        record_event(meeting, step="take_minutes", by=by)
    return minutes


def _save_text(key: str, record: Any, kept: str, typed: str, by) -> bool:
    text = rules.tidy(typed)
    if text == kept:
        return False
    if isinstance(record, AgendaItem):
        amend_record(record, by=by, changes={"minute": text}, step="minute_item")
    elif isinstance(record, ItemOutcome):
        kind, _, words = text.partition("\n")
        if is_blank(words):
            raise RuleBroken("An outcome once recorded is corrected, not removed.", field=key)
        changes = {"kind": kind, "text": words.strip()}
        amend_record(record, by=by, changes=changes, step="amend_outcome", about=record.agenda_item)
    else:
        amend_record(record, by=by, changes={"opening": text}, step="minute_opening", about=record.meeting)
    return True


def _save_taken(item: AgendaItem, is_taken: bool, by) -> bool:
    status = AgendaItem.Status.TAKEN if is_taken else AgendaItem.Status.PLANNED
    if item.status == status:
        return False
    amend_record(item, by=by, changes={"status": status}, step="minute_item")
    return True


def _add_outcome(item: AgendaItem | None, new: NewOutcome, by) -> None:
    if item is None:
        raise WrongState("This item is no longer on the agenda: nothing can be recorded under it.")
    if is_blank(new.text):
        raise RuleBroken("Say what the outcome is.", field=f"new-{item.pk}")
    outcome = ItemOutcome(agenda_item=item, kind=new.kind, text=rules.tidy(new.text))
    add_record(outcome, by=by, step="record_outcome", about=item)


def agree_minutes(meeting: Meeting, *, by, agreed_at: Meeting, corrections: str = "") -> None:
    """The board agrees the minutes of `meeting` at a later one, with what it corrected; they no longer change.

    The later meeting was held, since it decided something. Raises NotAllowed, WrongState, RuleBroken.
    """
    corrections = rules.tidy(corrections)
    said = f"At {agreed_at.reference}." + (f" Corrections: {corrections}" if corrections else "")
    with taking("agree_minutes", meeting, by=by, note=said) as locked:
        rules.require_agreeing(locked, agreed_at, context.now())
        note_held(agreed_at, by=by)
        minutes = locked.minutes
        minutes.status, minutes.agreed_at_meeting = Minutes.Status.AGREED, agreed_at
        minutes.corrections = corrections
        minutes.save()
