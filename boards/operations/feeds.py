"""Calendar feeds: made, renewed, ended, and found by the secret in their address.

The secret is returned once and kept only as a hash: who reads the database can read no feed with it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from boards.models import Board, CalendarFeed, Person
from boards.rules import access
from oversight import context
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.operations import record_event, snapshot
from oversight.roles import is_active_user

# How exactly it is known when a feed was last read; a client that asks every minute writes no more often.
READING_NOTED_EVERY = timedelta(hours=1)


def make_feed(*, by, board: Board | None = None) -> tuple[CalendarFeed, str]:
    """A feed of one board, or without a board of all that the person sits on; the secret is returned once.

    Raises WrongState where the person has this feed already.
    """
    _require_may_have(by, board)
    with transaction.atomic():
        # Two requests at once find no feed to lock: the person is there to be locked.
        Person.objects.select_for_update().get(pk=by.pk)
        feed = CalendarFeed.objects.filter(person=by, board=board).first()
        if feed is not None and feed.ended_at is None:
            raise WrongState("You have this feed already: renew it where its address is lost.")
        secret = _new_secret()
        if feed is None:
            feed = CalendarFeed(person=by, board=board, secret_sha256=hashed(secret))
            feed.save()
        else:
            _give(feed, secret)
        record_event(feed, step="make_calendar_feed", by=by, after=snapshot(feed))
    return feed, secret


def renew_feed(feed: CalendarFeed, *, by) -> str:
    """Give the feed a new secret, returned once; the old address ends now."""
    _require_own(feed, by)
    _require_may_have(by, feed.board)
    with transaction.atomic():
        locked = _locked(feed)
        secret = _new_secret()
        _give(locked, secret)
        record_event(locked, step="renew_calendar_feed", by=by)
    return secret


def end_feed(feed: CalendarFeed, *, by) -> None:
    """End the feed: its address leads nowhere from now on."""
    _require_own(feed, by)
    with transaction.atomic():
        locked = _locked(feed)
        locked.ended_at = context.now()
        locked.save(update_fields=["ended_at"])
        record_event(locked, step="end_calendar_feed", by=by)


def find_feed(secret: str) -> CalendarFeed | None:
    """The feed at the address with this secret. Right or wrong, a secret costs one hash and one look-up."""
    return CalendarFeed.objects.with_secret(hashed(secret)).select_related("person", "board").first()


def note_read(feed: CalendarFeed, now: datetime) -> None:
    """Remember that the feed was read, once an hour at most."""
    before = now - READING_NOTED_EVERY
    if feed.last_read_at is None or feed.last_read_at <= before:
        due = Q(last_read_at__isnull=True) | Q(last_read_at__lte=before)
        CalendarFeed.objects.filter(due, pk=feed.pk).update(last_read_at=now)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _give(feed: CalendarFeed, secret: str) -> None:
    feed.secret_sha256 = hashed(secret)
    feed.renewed_at, feed.last_read_at, feed.ended_at = context.now(), None, None
    feed.save(update_fields=["secret_sha256", "renewed_at", "last_read_at", "ended_at"])


def _locked(feed: CalendarFeed) -> CalendarFeed:
    locked = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    if locked.ended_at is not None:
        raise WrongState("This feed was ended: make a new one.")
    return locked


def _require_own(feed: CalendarFeed, by) -> None:
    if not is_active_user(by) or feed.person_id != by.pk:
        raise NotAllowed("A calendar feed is renewed and ended by the person it belongs to.")


def _require_may_have(by, board: Board | None) -> None:
    """Raise NotAllowed or RuleBroken unless the person reads the board's meetings and they may leave the register."""
    if not is_active_user(by) or by.is_service:
        raise NotAllowed("Only people who can log in have calendar feeds.")
    if board is None:
        return
    if not access.reads_meetings(by, context.today(), board.pk, board.is_restricted):
        raise NotAllowed("You may not see the meetings of this board.")
    if board.is_restricted:
        raise RuleBroken("A restricted board has no calendar feed: its meetings stay here.", field="board")
