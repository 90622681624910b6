"""A marking on something of every kind that can bear one, a word of its own in every text that hangs on it, and every
address there is to look for those words.

What follows a marking is written down here by hand (`HANGS_ON`), not taken from the rules.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import count
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pypdf import PdfReader

from boards.models import (
    AgendaItem,
    Attendance,
    Board,
    Decision,
    ItemOutcome,
    Meeting,
    Membership,
    MinuteDraft,
    Minutes,
    Organisation,
    Paper,
    PaperVersion,
    Person,
)
from boards.operations import feeds
from oversight.folded_fields import KeptFold
from oversight.markings import Marking
from oversight.models import Event
from oversight.reminders.models import Reminder
from recommendations import operations
from recommendations.models import (
    Action,
    ClosureRequest,
    DeliveryReport,
    DueDateRequest,
    Evidence,
    Pack,
    ProgressUpdate,
    PublisherStatus,
    Recommendation,
    RecommendationLink,
    Report,
    ResponseExtension,
    VerificationReview,
)
from tests import make
from tests.workflows import TABLES

# A record -> the relations through which a marking reaches it; its own marking beside them.
HANGS_ON: dict[Any, tuple[str, ...]] = {
    Report: (),
    Recommendation: ("report", "parent"),
    DeliveryReport: ("recommendation",),
    VerificationReview: ("recommendation",),
    PublisherStatus: ("recommendation",),
    RecommendationLink: ("source", "target"),
    ResponseExtension: ("report",),
    Action: (),
    ProgressUpdate: ("action",),
    DueDateRequest: ("action",),
    Evidence: ("action", "recommendation"),
    ClosureRequest: ("action", "recommendation"),
    Decision: (),
    Meeting: (),
    AgendaItem: ("meeting",),
    ItemOutcome: ("agenda_item",),
    Attendance: ("meeting",),
    Minutes: ("meeting",),
    MinuteDraft: ("meeting",),
    Paper: ("meeting", "agenda_item"),
    PaperVersion: ("paper",),
    Pack: ("meeting",),
}
# Every text that nobody else may read holds both; the second is searched for.
CANARY, SEARCHED = re.compile(r"zqx\d+", re.IGNORECASE), "hush"
SENSITIVE = Marking.OFFICIAL_SENSITIVE


def mark(w: SimpleNamespace) -> None:
    """Mark one of each kind, and let others that are not marked serve it, be set at it, decided at it and follow it."""
    today = timezone.localdate()
    sub = {"by": w.secretariat, "owner_organisation": w.mps, "owner": w.owner}
    # A meeting with all that it did; and an earlier one whose minutes it agreed.
    earlier = Meeting.objects.filter(board=w.board, status="held").exclude(pk=w.meeting.pk).get()
    Minutes.objects.create(meeting=earlier, status="agreed", agreed_at_meeting=w.meeting, corrections="None.")
    later = Meeting.objects.filter(board=w.board, starts_at__date__gt=today).get()
    carried = make.agenda_item(w.meeting, title="Custody", status="carried_over")
    make.agenda_item(later, title="Goes on", carried_from=carried)
    MinuteDraft.objects.create(
        person=w.secretariat, meeting=w.meeting, key="opening", text="Begun.", kept_at=timezone.now()
    )
    # An item of a meeting that is not marked, with what it set and led to.
    item = make.agenda_item(later, title="Informants", minute="Much was said.", lead=w.chair)
    item.outcomes.create(kind="note", text="Noted.")
    Paper.objects.create(meeting=later, agenda_item=item, title="On informants")
    Attendance.objects.create(meeting=later, person=w.chair, kind="present").left_for.add(item)
    decision = Decision.objects.get(reference="PCD-1")
    Decision.objects.create(
        reference="PCD-2", title="Another", board=w.board, agenda_item=item, decision_maker_text="DMPC",
        decided_on=today, text="Yes.",
    )  # fmt: skip
    # What is not marked and touches what is.
    serving = make.action(w.board, **sub, agenda_item=item, recommendations=[w.gate, w.recommendation])
    serving.discussed_under.add(item)
    operations.add_evidence(serving, by=w.owner, evidence=make.evidence("An annex", marking=SENSITIVE))
    operations.propose_closure(serving, by=w.owner, statement="It is done.", evidence=[make.evidence()])
    operations.agree_closure(serving, by=w.chair, meeting=w.meeting)
    ClosureRequest.objects.filter(action=serving).update(agenda_item=carried)
    w.recommendation.agenda_items.add(item)
    Report.objects.filter(pk=w.report.pk).update(follows=w.answered)
    make.action(
        w.board,
        **sub,
        due_basis="next_meeting",
        due_meeting_of=w.board,
        recommendations=[w.verified_and_closed],
    )
    superseded = make.action(w.board, **sub, title="Overtaken")
    operations.propose_closure(
        superseded, by=w.owner, statement="Overtaken.", outcome="superseded",
        superseded_by=w.action, evidence=[make.evidence()],
    )  # fmt: skip
    marked: list[models.Model] = [
        w.meeting,
        item,
        decision,
        w.gate,
        w.answered,
        w.action,
        w.closed,
        w.ready_for["agree_closure"],
    ]
    marked.append(Paper.objects.filter(title="Rota").get())
    marked.append(make.meeting(w.other_board, today - timedelta(days=3), by=w.secretariat))
    for record in marked:
        type(record)._base_manager.filter(pk=record.pk).update(marking=SENSITIVE)


def hidden() -> dict[Any, set[int]]:
    """What nobody who reads OFFICIAL alone may know of, by kind: what is marked, and what hangs on it."""
    found: dict[Any, set[int]] = {}
    for model in HANGS_ON:
        names = {field.name for field in model._meta.fields}
        own = (
            model._base_manager.filter(marking=SENSITIVE)
            if "marking" in names
            else model._base_manager.none()
        )
        found[model] = set(own.values_list("pk", flat=True))
    while True:
        before = sum(map(len, found.values()))
        for model, paths in HANGS_ON.items():
            for path in paths:
                of = found[model._meta.get_field(path).related_model]
                found[model] |= set(
                    model._base_manager.filter(**{f"{path}__in": of}).values_list("pk", flat=True)
                )
        if sum(map(len, found.values())) == before:
            return found


def plant(found: dict[Any, set[int]]) -> int:
    """Put a word of its own into every text of these records, their versions and Events; how many."""
    number, renamed = count(1), {}
    for model, keys in found.items():
        for record in model._base_manager.filter(pk__in=keys):
            words = {field.name: _word(field, next(number)) for field in _texts(model)}
            if "reference" in words:
                renamed[record.reference] = words["reference"]
            model._base_manager.filter(pk=record.pk).update(**words)
            folds = [field for field in model._meta.concrete_fields if isinstance(field, KeptFold)]
            if folds:
                fresh = model._base_manager.get(pk=record.pk)
                model._base_manager.filter(pk=record.pk).update(
                    **{one.name: one.value_of(fresh) for one in folds}
                )
            if hasattr(model, "history"):
                model.history.model._base_manager.filter(id=record.pk).update(**words)
    subjects = {(model._meta.model_name, key) for model, keys in found.items() for key in keys}
    for event in Event.objects.select_related("subject_type"):
        words = {
            name: json.loads(_rename(json.dumps(getattr(event, name)), renamed))
            for name in ("before", "after")
        }
        words["note"] = _rename(event.note, renamed)
        if (event.subject_type.model, event.subject_id) in subjects:
            words["note"] = f"hush ZQX{next(number)}"
        models.QuerySet(Event).filter(pk=event.pk).update(**words)
    for reminder in Reminder.objects.filter(subject_reference__in=renamed):
        Reminder.objects.filter(pk=reminder.pk).update(subject_reference=renamed[reminder.subject_reference])
    return next(number) - 1


# Columns that a rule of the database binds to others, and what is no text of anybody's.
NO_WORDS = ("sha256", "content_type", "fingerprint", "limb", "risk_accepted_by", "key", "opened_on")


def _texts(model: Any) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and field.name not in NO_WORDS and not isinstance(field, KeptFold):
            yield field


def _word(field: models.Field, number: int) -> str:
    if isinstance(field, models.URLField):
        return f"https://hush.example/ZQX{number}"
    if isinstance(field, models.SlugField) or field.name == "reference":
        return f"hush-ZQX{number}"
    return f"hush ZQX{number}"[: field.max_length]


def _rename(text: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        text = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text)
    return text


# --- Every address ------------------------------------------------------------------------------------

# What a part of an address names, by the first word of the address.
NAMED: dict[str, tuple[Any, str]] = {
    "boards": (Board, "slug"),
    "meetings": (Meeting, "reference"),
    "decisions": (Decision, "reference"),
    "organisations": (Organisation, "slug"),
    "reports": (Report, "reference"),
    "recommendations": (Recommendation, "reference"),
    "actions": (Action, "reference"),
    "evidence": (Evidence, "pk"),
    "agenda-items": (AgendaItem, "pk"),
    "papers": (Paper, "pk"),
    "memberships": (Membership, "pk"),
    "reminders": (Reminder, "pk"),
    "your-reminders": (Reminder, "pk"),
}
# Nothing of the register's records stands there, or opening it changes something.
ELSEWHERE = (
    "accounts/",
    "admin/logout",
    "admin/login",
    "admin/password",
    "admin/r/",
    "admin/jsi18n",
    "healthz",
    "readyz",
)
PARTS = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses() -> list[str]:
    """Every address that can be read, on every record there is; lists also searched, counted and exported."""
    found: dict[str, None] = {}
    for route in _routes(get_resolver().url_patterns):
        if not route.startswith(ELSEWHERE) and "(?" not in route and "\\" not in route:
            found |= dict.fromkeys(_filled(route))
    plain = [address for address in found if not PARTS.search(address)]
    found |= dict.fromkeys(f"{address}?q={SEARCHED}" for address in plain if "." not in address)
    found |= dict.fromkeys(f"{address}?count=true" for address in plain if address.startswith("/api/"))
    return list(found)


def _routes(patterns: list[Any], begin: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = begin + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route.replace("\\Z", "").replace("$", "")


def _filled(route: str) -> Iterator[str]:
    if route.startswith("admin/"):
        yield from _of_admin(route)
        return
    first = route.removeprefix("api/v1/").split("/")[0]
    if "<str:form>" in route:
        yield from (f"/{route.replace('<str:form>', form)}" for form in ("csv", "xlsx"))
    elif "<" not in route:
        yield f"/{route}"
    elif first in NAMED:
        model, name = NAMED[first]
        for record in model._base_manager.all():
            place = PARTS.sub(str(getattr(record, name)), "/" + route, count=1)
            yield from _of_record(place, record)


def _of_record(place: str, record: Any) -> Iterator[str]:
    if "<slug:step>" in place:
        slugs = [step.slug for step in TABLES[record._meta.model_name].values()]
        yield from (place.replace("<slug:step>", slug) for slug in slugs)
    elif "<int:number>" in place:
        for version in PaperVersion.objects.filter(paper__meeting=record):
            yield place.replace("<int:pk>", str(version.paper_id)).replace(
                "<int:number>", str(version.number)
            )
    elif "<int:pk>" in place:
        rows = record.evidence if "evidence/" in place else record.papers
        yield from (place.replace("<int:pk>", str(row.pk)) for row in rows.all())
    elif "<" not in place:
        yield place


def _of_admin(route: str) -> Iterator[str]:
    if "<" not in route:
        if "autocomplete" in route:
            yield from _autocompletes()
        else:
            yield f"/{route}"
        return
    parts = route.split("/")
    kinds = {(model._meta.app_label, model._meta.model_name): model for model in admin.site._registry}
    model = kinds.get((parts[1], parts[2])) if len(parts) > 2 else None
    if model is None:
        return
    for key in model._base_manager.order_by("pk").values_list("pk", flat=True)[:60]:
        place = "/" + PARTS.sub(str(key), route, count=1)
        record = model._base_manager.get(pk=key)
        if "<slug:step>" in place or "<str:step>" in place:
            steps = TABLES.get(model._meta.model_name, {}).values()
            yield from (re.sub(r"<\w+:step>", step.slug, place) for step in steps)
        elif "history/<" in place and hasattr(record, "history"):
            yield from (PARTS.sub(str(one.pk), place) for one in record.history.all()[:2])
        elif "<" in place and model is Meeting:
            yield from (PARTS.sub(str(item.pk), place) for item in record.agenda_items.all())
        elif "<" not in place:
            yield place


def _autocompletes() -> Iterator[str]:
    for model, of in admin.site._registry.items():
        for name in of.autocomplete_fields:
            asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
            yield from (f"/admin/autocomplete/?{asked}&term={term}" for term in ("", SEARCHED))


# --- What an answer says ------------------------------------------------------------------------------


def said(response: Any) -> str:
    """All the words of an answer: of a page, JSON, text, spreadsheet, calendar or PDF."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"%PDF"):
        reader = PdfReader(BytesIO(body))
        text = "\n".join(page.extract_text() for page in reader.pages)
        return (
            f"{text}\n{reader.metadata}\n{[one.title for one in reader.outline if not isinstance(one, list)]}"
        )
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return body.decode("utf-8", "replace")


def hits(client: Client, places: list[str]) -> tuple[dict[str, list[str]], dict[int, int]]:
    """The addresses whose answers hold what is hidden, and how often each status was answered."""
    found: dict[str, list[str]] = {}
    statuses: dict[int, int] = {}
    for place in places:
        response = client.get(place)
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        asked = CANARY.findall(place)
        words = [word for word in CANARY.findall(said(response)) if word not in asked]
        if words:
            found[place] = sorted(set(words))
    return found, statuses


def feed_of(person: Person) -> str:
    """The address of a new calendar feed of the person."""
    return f"/calendars/{feeds.make_feed(by=person)[1]}.ics"
