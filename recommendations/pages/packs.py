"""The pack of a meeting: its state, the button that asks for it, and the file."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View

from boards.models import Meeting
from oversight.downloads import download
from oversight.errors import DomainError
from oversight.pages import RecordPage, refusal
from oversight.queue import enqueue
from recommendations.models import Pack
from recommendations.operations import packs as operations
from recommendations.packs.contents import contents

# While a pack is being made the page asks again by itself, without a script, after so many seconds.
REFRESH_SECONDS = 2
MAKE = "recommendations.tasks.make_pack"
UNREACHED = (
    "The pack is asked for, but what makes it cannot be reached just now. "
    "It is made as soon as that works again; come back to this page later."
)


class MeetingOfPack(RecordPage):
    model = Meeting
    template_name = "recommendations/pack.html"
    section = "boards"

    def get_queryset(self) -> QuerySet:
        kept = super().get_queryset().filter(board__keeps_records=True)
        return kept.select_related("board", "chaired_by")


class PackPage(MeetingOfPack):
    """Where the pack of what the meeting holds now stands, and the newest one there is."""

    def get_context_data(self, **kwargs: Any) -> dict:
        meeting, user = self.object, self.request.user
        pack, why_not, not_bound = None, "", []
        try:
            operations.require_may_have_pack(meeting, user)
        except DomainError as error:
            why_not = str(error)
        else:
            found = contents(meeting, user.clearance, self.now)
            not_bound = [held for held in found.papers if held.why_not_bound]
            packs = Pack.objects.visible_to(user, self.today)
            pack = packs.filter(
                meeting=meeting, clearance=user.clearance, fingerprint=found.fingerprint
            ).first()
        return super().get_context_data(
            pack=pack,
            why_not=why_not,
            not_bound=not_bound,
            ready=operations.newest_ready(meeting, by=user),
            is_being_made=pack is not None and pack.status in (Pack.Status.QUEUED, Pack.Status.MAKING),
            **kwargs,
        )

    def render_to_response(self, context: dict, **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if context["is_being_made"]:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        here = reverse("pack", args=[meeting.reference])
        found = contents(meeting, request.user.clearance, self.now)
        try:
            pack = operations.ask_for_pack(
                meeting, by=request.user, fingerprint=found.fingerprint, parts=found.parts
            )
        except DomainError as error:
            return refusal(request, error, back=reverse("meeting", args=[meeting.reference]))
        if pack.status == Pack.Status.QUEUED and not enqueue(MAKE, pack.pk):
            messages.warning(request, UNREACHED)
        return HttpResponseRedirect(here)


class PackFile(MeetingOfPack, View):
    """The newest pack of the meeting that is ready, as a download, to those who may read it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        pack = operations.newest_ready(self.get_object(), by=request.user)
        if pack is None or not pack.file.storage.exists(pack.file.name):
            raise Http404
        return download(pack)
