"""Where a reminder has got to, and why one was cancelled."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a reminder, or the digest that carries it, has got to; the values are spelt as the API gives them."""

    DUE = "owed", "Due to send"
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed, will be tried again"
    CANCELLED = "withdrawn", "Cancelled"


# Not sent yet, and nobody is sending it at this moment.
UNSENT = (State.DUE, State.FAILED)
# A person has at most one digest that is any of these.
UNFINISHED = (State.DUE, State.CLAIMED, State.FAILED)


class Reason(TextChoices):
    """Why a reminder was cancelled before it was sent."""

    FINISHED = "finished", "Done, closed or cancelled in the meantime"
    WAITS = "waits", "It waits for a decision"
    MOVED = "moved", "Its date moved in the meantime"
    REASSIGNED = "reassigned", "Somebody else is to be reminded"
    OVERTAKEN = "overtaken", "Another step took its place"
    UNWANTED = "unwanted", "The recipient asked for overdue things only"
    HIDDEN = "hidden", "The recipient may not see it"
    NOBODY = "nobody", "No recipient: nobody who should be reminded can be reached"


# Reasons that may cease to hold; then the reminder is reinstated.
MAY_CEASE = tuple(reason for reason in Reason if reason != Reason.NOBODY)
