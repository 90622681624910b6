"""Every page there is, derived from the addresses of the register, with records to open it on.

A new address without an example here fails `test_every_address_is_opened`: no page can be forgotten.
"""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from boards.models import AgendaItem
from oversight.reminders.models import Pause, Reminder
from oversight.reminders.pages import ledger_of
from tests.workflows import OF_THE_LINE, TABLES

# Addresses that give no page: machines and downloads read them.
NO_PAGES = {
    "healthz",
    "readyz",
    "evidence-file",
    "recommendation-evidence-file",
    "paper-file",
    "paper-version-file",
    "calendar-feed",
    "meeting-ics",
    "minutes-pdf",
    "minutes-and-actions-pdf",
    "pack-file",
    "report-response-pdf",
    "recommendation-line-pdf",
    "action-line-pdf",
    "actions-sheet",
    "recommendations-sheet",
    "mfa_download_recovery_codes",
}
# What machines read, and the admin, whose pages are derived from its own registry below.
OTHER_SPACES = {"api", "idp", "admin"}

Examples = Callable[[SimpleNamespace], list[list]]

# Name of the address -> what to open it on, in the world of tests/browser/conftest.py.
PAGES: dict[str, Examples] = {
    "home": lambda w: [[]],
    "who-may": lambda w: [[]],
    "boards": lambda w: [[]],
    "forward-plan": lambda w: [[]],
    "board": lambda w: [[w.board.slug], [w.other_board.slug], [w.restricted.slug]],
    "meeting": lambda w: [[w.meeting.reference], [w.restricted_meeting.reference]],
    "pack": lambda w: [[w.meeting.reference], [w.restricted_meeting.reference]],
    "minutes-and-actions": lambda w: [[w.meeting.reference], [w.restricted_meeting.reference]],
    "decision": lambda w: [["PCD-1"]],
    "organisation": lambda w: [[w.mps.slug]],
    "calendars": lambda w: [[]],
    "your-reminders": lambda w: [[]],
    "put-off": lambda w: [
        [one.pk] for one in Reminder.objects.filter(recipient_role="owner", recipient=w.owner)[:1]
    ],
    "reports": lambda w: [[]],
    "report": lambda w: [[w.report.reference], [w.answered.reference], [w.restricted_report.reference]],
    "recommendations": lambda w: [[]],
    "recommendation": lambda w: [
        [one.reference]
        for one in (
            w.recommendation,
            w.gate,
            w.ready_for["agree_recommendation_closure"],
            w.verified_and_closed,
        )
    ],
    "actions": lambda w: [[]],
    "action": lambda w: [[w.action.reference], [w.closed.reference], [w.restricted_action.reference]],
    "report-response": lambda w: [[w.report.reference], [w.restricted_report.reference]],
    "recommendation-line": lambda w: [[w.recommendation.reference], [w.gate.reference]],
    "action-line": lambda w: [[w.action.reference], [w.closed.reference]],
    "evidence": lambda w: [
        [action.evidence.first().pk] for action in (w.closed, w.ready_for["agree_closure"])
    ],
    "action-step": lambda w: steps_of("action", w),
    "recommendation-step": lambda w: steps_of("recommendation", w),
    "report-step": lambda w: steps_of("report", w),
}


def steps_of(kind: str, w: SimpleNamespace, named: str = "reference") -> list[list]:
    """Each step of a kind of record, on the record that is ready for it, as its address names it."""
    return [[getattr(w.ready_for[step.name], named), step.slug] for step in TABLES[kind].values()]


# The same for everybody: opened by one person, and by nobody.
ACCOUNT_PAGES: dict[str, Examples] = {
    "account_login": lambda w: [[]],
    "account_logout": lambda w: [[]],
    "account_inactive": lambda w: [[]],
    "account_signup": lambda w: [[]],
    "account_reauthenticate": lambda w: [[]],
    "account_email": lambda w: [[]],
    "account_email_verification_sent": lambda w: [[]],
    "account_change_password": lambda w: [[]],
    "account_set_password": lambda w: [[]],
    "account_reset_password": lambda w: [[]],
    "account_reset_password_done": lambda w: [[]],
    "account_reset_password_from_key": lambda w: [["1", "not-a-key"]],
    "account_reset_password_from_key_done": lambda w: [[]],
    "account_confirm_login_code": lambda w: [[]],
    "account_confirm_email": lambda w: [["not-a-key"]],
    "mfa_index": lambda w: [[]],
    "mfa_authenticate": lambda w: [[]],
    "mfa_reauthenticate": lambda w: [[]],
    "mfa_activate_totp": lambda w: [[]],
    "mfa_deactivate_totp": lambda w: [[]],
    "mfa_view_recovery_codes": lambda w: [[]],
    "mfa_generate_recovery_codes": lambda w: [[]],
    "mfa_list_webauthn": lambda w: [[]],
    "mfa_add_webauthn": lambda w: [[]],
    "mfa_reauthenticate_webauthn": lambda w: [[]],
    "mfa_edit_webauthn": lambda w: [[1]],
    "mfa_remove_webauthn": lambda w: [[1]],
}


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses, other spaces aside."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in OTHER_SPACES:
                yield from named(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def addresses() -> set[str]:
    return set(named(get_resolver().url_patterns)) - NO_PAGES


def paths(examples: dict[str, Examples], world: SimpleNamespace, *, every_step: bool = True) -> list[str]:
    """Those who take no step meet one refusal on all of them: then one step of each kind of record stands for all."""
    return [
        reverse(name, args=args)
        for name, of in examples.items()
        for args in (of(world) if every_step or not name.endswith("-step") else of(world)[:1])
    ]


def admin_paths(w: SimpleNamespace, *, every_step: bool = True) -> list[str]:
    """The admin: its index, for every kind of record its list, a new one and the first there is, and its steps."""
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        of = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{of}_changelist"), reverse(f"{of}_add")]
        first = model._default_manager.order_by("pk").first()
        if first is not None:
            found.append(reverse(f"{of}_change", args=[first.pk]))
    for item in AgendaItem.objects.filter(meeting__minutes__status="draft")[:1]:
        found += [
            reverse(f"admin:boards_meeting_{page}", args=[item.meeting_id])
            for page in ("minutes", "attendance")
        ]
        found.append(reverse("admin:boards_meeting_set_action", args=[item.meeting_id, item.pk]))
    found.append(reverse("admin:reminders_pause_start"))
    found += [reverse("admin:boards_person_change", args=[w.owner.pk]), ledger_of(w.action)]
    found.append(reverse("admin:boards_board_reminders", args=[w.board.pk]))
    found.append(reverse("admin:boards_board_reminders_of_kind", args=[w.board.pk, "action_due"]))
    found += [reverse("admin:reminders_pause_resume", args=[held.pk]) for held in Pause.objects.all()[:1]]
    owed = Reminder.objects.filter(recipient__isnull=False)
    found += [reverse("admin:reminders_reminder_send", args=[one.pk]) for one in owed[:1]]
    for kind in TABLES:
        steps, app = steps_of(kind, w, "pk"), "recommendations" if kind in OF_THE_LINE else "boards"
        found += [
            reverse(f"admin:{app}_{kind}_step", args=args) for args in (steps if every_step else steps[:1])
        ]
    return found
