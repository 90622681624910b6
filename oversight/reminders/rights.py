"""Who reads the proof of reminding, and who pauses, resumes and sends reminders by hand."""

from typing import Any

from oversight.errors import NotAllowed
from oversight.rights import AdminRights
from oversight.roles import ADMIN_ROLES, Role, is_active_user

_MANAGE = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})
_READ = frozenset(ADMIN_ROLES)

ADMIN_RIGHTS: dict[str, AdminRights] = {
    "pause": AdminRights(view=_READ, change=_MANAGE),
    "reminder": AdminRights(view=_READ, change=frozenset()),
    "digest": AdminRights(view=_READ, change=frozenset()),
}

# What is done in the admin about reminders -> who does it, as shown on the page "Who may do what".
STEPS: dict[str, frozenset[str]] = {
    "Pause all reminders, with a reason": _MANAGE,
    "Look at what waits while they are paused": ADMIN_RIGHTS["pause"].view,
    "Resume them": _MANAGE,
    "Send a person’s digest of the day now": _MANAGE,
    "Confirm an address from which an e-mail came back": _MANAGE,
}


def may_manage(user: Any) -> bool:
    """May pause and resume all reminders, send one now and confirm an address."""
    return is_active_user(user) and user.role in _MANAGE


def require_may_manage(by: Any) -> None:
    """Raises NotAllowed."""
    if not may_manage(by):
        raise NotAllowed("Only the secretariat and administrators pause, resume and send reminders.")
