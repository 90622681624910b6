"""Where a reminder has got to, and why one was withdrawn."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a reminder, or the digest that carries it, has got to."""

    OWED = "owed", "Owed"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed, will be tried again"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Not sent yet, and nobody is sending it at this moment.
UNSENT = (State.OWED, State.FAILED)
# A person has at most one digest that is any of these.
UNFINISHED = (State.OWED, State.CLAIMED, State.FAILED)


class Reason(TextChoices):
    """Why a reminder was withdrawn before it was sent."""

    FINISHED = "finished", "Done, closed or cancelled in the meantime"
    WAITS = "waits", "It waits for a decision"
    MOVED = "moved", "Its date moved in the meantime"
    REASSIGNED = "reassigned", "Somebody else is to be told"
    OVERTAKEN = "overtaken", "Another step took its place"
    UNWANTED = "unwanted", "The recipient asked to hear of overdue things only"
    HIDDEN = "hidden", "The recipient may not see it"
    NOBODY = "nobody", "Nobody to tell: whoever is to hear of it cannot be reached"


# Reasons that may cease to hold; then the reminder is owed again.
MAY_CEASE = tuple(reason for reason in Reason if reason != Reason.NOBODY)
