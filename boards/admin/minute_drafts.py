"""Drafts of minutes on the page where they are typed: what it sends while somebody types, what it offers on return."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from boards.admin.attendance import RecordOfMeeting
from boards.models import AgendaItem, ItemOutcome, Meeting, MinuteDraft
from boards.operations.minute_drafts import NEW_OUTCOME, drafts_of, drop_drafts, keep_drafts, places
from boards.operations.minutes import Typed, outcome_text
from boards.rules.minutes import DRAFT_DAYS, revision
from oversight import context
from oversight.days import day_in_words
from oversight.errors import DomainError
from oversight.markings import Marking

# Characters: a draft may be longer than what can be saved, so that nothing is lost by one sentence too many.
LONGEST_DRAFT = 100_000

_TEXT = forms.CharField(required=False, max_length=LONGEST_DRAFT)
_REVISION = forms.CharField(required=False)
# Characters of `revision`, and of the column.
REVISION_LENGTH = 24


# --- How the fields of the page make up one text ---------------------------------------------------


def is_outcome(key: str) -> bool:
    """Whether the text has a kind before its words (`outcome_text`)."""
    return key.startswith((NEW_OUTCOME, "outcome-"))


def fields_of(key: str) -> dict[str, str]:
    """The names of a text's fields on the page: of its words, its kind and the revision it was opened on."""
    if key.startswith(NEW_OUTCOME):
        item = f"item-{key.removeprefix(NEW_OUTCOME)}"
        return {"text": f"{item}-new_text", "kind": f"{item}-new_kind"}
    kind = {"kind": f"{key}-kind"} if is_outcome(key) else {}
    return {"text": f"{key}-text", **kind, "opened_on": f"{key}-opened_on"}


def typed_in(data: Mapping[str, Any], keys: Collection[str]) -> dict[str, Typed]:
    """What a form or the page's script sends of these texts; those it does not send are left out.

    Raises ValidationError where a text is too long or holds a character that no text may hold.
    """
    typed = {}
    for key in keys:
        names = fields_of(key)
        if names["text"] not in data:
            continue
        text, opened_on = _TEXT.clean(data[names["text"]]), ""
        if is_outcome(key):
            kind = data.get(names["kind"], "")
            kind = kind if kind in ItemOutcome.Kind.values else ItemOutcome.Kind.NOTE.value
            text, opened_on = outcome_text(kind, text), revision(outcome_text(kind, ""))
        if "opened_on" in names:
            opened_on = _REVISION.clean(data.get(names["opened_on"], ""))[:REVISION_LENGTH]
        typed[key] = Typed(text, opened_on)
    return typed


def as_fields(draft: MinuteDraft) -> dict[str, str]:
    """A draft as the fields of the page hold it."""
    kind, _, words = draft.text.partition("\n") if is_outcome(draft.key) else ("", "", draft.text)
    held = {"text": words, "kind": kind, "opened_on": draft.opened_on}
    return {name: held[part] for part, name in fields_of(draft.key).items()}


# --- What is offered on return ---------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """One draft to be read: under its heading, beside the text as saved where that differs from what was opened."""

    draft: MinuteDraft
    label: str
    text: str
    saved: str
    # Somebody else saved other words since the draft was begun.
    is_changed: bool
    # Its item is still minuted: it can be used, not only copied.
    has_place: bool

    @property
    def since(self) -> int:
        """When it was last kept, in milliseconds, as scripts compare moments."""
        return int(self.draft.kept_at.timestamp() * 1000)


@dataclass(frozen=True)
class Offers:
    """All that a person has left unsaved here."""

    usable: list[Offer]
    # Of items that are no longer minuted at this meeting: to be copied, then discarded.
    stranded: list[Offer]

    @property
    def of(self) -> str:
        """14:32, or with its day where that is not today."""
        at = timezone.localtime(max(one.draft.kept_at for one in self.usable))
        is_today = at.date() == context.today()
        return f"{at:%H:%M}" if is_today else f"{day_in_words(at)}, {at:%H:%M}"

    @property
    def until(self) -> datetime:
        """The day on which the first of them is deleted if nobody touches it."""
        return min(one.draft.kept_at for one in self.usable) + timedelta(days=DRAFT_DAYS)


def offers(meeting: Meeting, user, kept: Mapping[str, Any]) -> Offers:
    """The person's drafts that say something else than is saved; `kept` are the texts as saved, by their key."""
    usable, stranded = [], []
    drafts = drafts_of(meeting, user)
    found = places(meeting, user) if drafts else {}
    for key, draft in drafts.items():
        is_new, item = key.startswith(NEW_OUTCOME), found[key]
        has_place = f"item-{item.pk}" in kept if is_new and item else key in kept
        saved = kept[key].text if key in kept else ""
        if key in kept and revision(saved) == revision(draft.text):
            continue
        offer = Offer(
            draft=draft,
            label=_label(key, item),
            text=as_fields(draft)[fields_of(key)["text"]],
            saved=saved.partition("\n")[2] if is_outcome(key) else saved,
            is_changed=key in kept and revision(saved) != draft.opened_on,
            has_place=has_place,
        )
        (usable if has_place else stranded).append(offer)
    return Offers(usable, stranded)


def _label(key: str, item: AgendaItem | None) -> str:
    if item is None:
        return "Opening"
    what = "New outcome" if key.startswith(NEW_OUTCOME) else "Outcome" if is_outcome(key) else "Minute"
    return f"{what} of item {item.number}, {item.title}"


def sensitive_keys(meeting: Meeting, found: Mapping[str, AgendaItem | None]) -> str:
    """The keys of texts marked OFFICIAL-SENSITIVE, which no browser keeps; parted by blanks."""
    return " ".join(
        key
        for key, item in found.items()
        if Marking.OFFICIAL_SENSITIVE in (meeting.marking, item.marking if item else "")
    )


# --- Where the page's script sends them ------------------------------------------------------------


class MinuteDraftPage(RecordOfMeeting):
    """Keeps what is being typed; tells a script who is signed in, and the token of the session; discards a draft.

    Answers scripts in JSON: `words` for the person, and the keys that are `sensitive` now.
    """

    def require(self) -> None:
        """Asked by the operation, so that a refusal is JSON; what is one's own may always be discarded."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer({"person": str(request.user.pk), "token": get_token(request)})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("then") == "discard":
            drop_drafts(self.meeting, by=request.user, keys=request.POST.getlist("key"))
            return HttpResponseRedirect(reverse("admin:boards_meeting_minutes", args=[self.meeting.pk]))
        if request.POST.get("person") != str(request.user.pk):
            # A page left open by somebody else: their text is never kept for another.
            return self._answer({"words": "Somebody else is signed in here now."}, 409)
        found = places(self.meeting, request.user)
        try:
            typed = typed_in(request.POST, found)
            at = keep_drafts(self.meeting, by=request.user, texts=typed)
        except ValidationError as error:
            return self._answer({"words": f"No draft was saved: {' '.join(error.messages)}"}, 422)
        except DomainError as error:
            return self._answer({"words": f"No draft was saved: {error}"}, error.status_code)
        words = f"Draft saved at {timezone.localtime(at):%H:%M}." if typed else ""
        return self._answer(
            {
                "words": words,
                "at": int(at.timestamp() * 1000),
                "sensitive": sensitive_keys(self.meeting, found),
            }
        )

    @staticmethod
    def _answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
        return JsonResponse(body, status=status)  # not cached: no page of the admin is
