"""Drafts of minutes: kept as somebody types, for that person alone, until they are saved, discarded or old.

They are no record of the board, so no Event is recorded of them (docs/design.md).
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from boards.models import AgendaItem, ItemOutcome, Meeting, MinuteDraft
from boards.operations.keeping import require_keeper
from boards.operations.minutes import OPENING, Typed, require_open_to_minutes
from boards.rules import minutes as rules
from oversight import context

# Begins the key of an outcome that is typed under an item and not recorded yet.
NEW_OUTCOME = "new-"


def places(meeting: Meeting, user) -> dict[str, AgendaItem | None]:
    """The keys of all texts that this person may type for the meeting, each with its item; the opening has none.

    Items withdrawn or carried over are among them: what was typed before that is not lost with them.
    """
    found: dict[str, AgendaItem | None] = {OPENING: None}
    for item in AgendaItem.objects.visible_to(user).filter(meeting=meeting.pk).order_by("number"):
        found |= {f"item-{item.pk}": item, f"{NEW_OUTCOME}{item.pk}": item}
    outcomes = ItemOutcome.objects.visible_to(user).filter(agenda_item__meeting=meeting.pk)
    for outcome in outcomes.select_related("agenda_item").order_by("pk"):
        found[f"outcome-{outcome.pk}"] = outcome.agenda_item
    return found


def drafts_of(meeting: Meeting, user) -> dict[str, MinuteDraft]:
    """This person's own drafts for the meeting by their key, in the order of the page, as far as they may read it."""
    held = {draft.key: draft for draft in MinuteDraft.objects.visible_to(user).filter(meeting=meeting.pk)}
    return {key: held[key] for key in places(meeting, user) if key in held} if held else {}


def keep_drafts(meeting: Meeting, *, by, texts: Mapping[str, Typed]) -> datetime:
    """Keep what the person typed so far; the moment. A text that is again as it was opened needs no draft.

    By the permission that writing these minutes takes: raises NotAllowed, WrongState, RuleBroken. Keys of texts that
    the person may not type are left out.
    """
    require_keeper(by, meeting.board)
    require_open_to_minutes(meeting)
    now = context.now()
    known = places(meeting, by) if texts else {}
    typed = {key: each for key, each in texts.items() if key in known}
    unsaved = [key for key, each in typed.items() if rules.revision(each.text) != each.opened_on]
    with transaction.atomic():
        MinuteDraft.objects.bulk_create(
            [
                MinuteDraft(
                    person=by,
                    meeting=meeting,
                    key=key,
                    text=typed[key].text,
                    opened_on=typed[key].opened_on,
                    kept_at=now,
                )
                for key in unsaved
            ],
            update_conflicts=True,
            unique_fields=["person", "meeting", "key"],
            update_fields=["text", "opened_on", "kept_at"],
        )
        drop_drafts(meeting, by=by, keys=typed.keys() - set(unsaved))
    return now


def drop_drafts(meeting: Meeting, *, by, keys: Collection[str]) -> None:
    """Delete the person's own drafts of these texts: they were saved, or are discarded."""
    if keys:
        MinuteDraft.objects.filter(person=by.pk, meeting=meeting.pk, key__in=keys).delete()


def drop_old_drafts() -> int:
    """Delete everybody's drafts that nobody touched for `rules.DRAFT_DAYS`; how many there were."""
    old = MinuteDraft.objects.filter(kept_at__lt=rules.drafts_kept_since(context.now()))
    return old.delete()[0]
