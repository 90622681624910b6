"""The bases of the pages: what the frame shows, a record, a list with its filter, and a form that runs an operation."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.views.generic import DetailView, FormView, ListView, TemplateView
from django_filters import FilterSet

from oversight import context
from oversight.errors import DomainError
from oversight.models import Hold
from oversight.reminders.ledger import told_about


def frame(request: HttpRequest) -> dict:
    """What the frame of every page shows, the desk's too."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "reminders_held": SimpleLazyObject(partial(_reminders_held, request)),
    }


def _reminders_held(request: HttpRequest) -> list[Hold]:
    """The holds that stand, told to whoever works at the desk."""
    user = getattr(request, "user", None)
    if user is None or not (user.is_authenticated and user.is_staff):
        return []
    return list(Hold.objects.standing().select_related("placed_by"))


class Page(LoginRequiredMixin):
    """Signed in, and with the day and the moment read once, so that every figure on it is as at the same."""

    section = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.now = context.now()
        self.today = timezone.localdate(self.now)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(  # type: ignore[misc]
            section=self.section, today=self.today, as_at=self.now, **kwargs
        )


class PlainPage(Page, TemplateView):
    """A page of its own, about no single record."""


class RecordPage(Page, DetailView):
    """One record, found by its reference among those the person may see; otherwise not found."""

    slug_field = "reference"
    slug_url_kwarg = "reference"

    def get_queryset(self) -> QuerySet:
        return self.model.objects.visible_to(self.request.user, self.today)


def ledger_of(record: Model) -> str:
    """The address, at the desk, of everything that was told about one record."""
    about = f"{record._meta.label_lower}:{record.pk}"
    return f"{reverse('admin:oversight_reminder_changelist')}?{urlencode({'about': about})}"


def told(record: Model) -> dict[str, Any]:
    """What components/reminders.html takes: who was told what about the record, and when."""
    return {"reminders": list(told_about(record)), "ledger": ledger_of(record)}


class ListPage(Page, ListView):
    """A list that can be searched, narrowed and put in order; what is typed wrong is said beside its field."""

    paginate_by = 50
    filterset_class: type[FilterSet]
    # Name in the address -> words, and the order it stands for. The first is used where none is asked for.
    orders: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def get_rows(self) -> QuerySet:
        return self.model.objects.visible_to(self.request.user, self.today)

    def get_queryset(self) -> QuerySet:
        rows = self.get_rows()
        self.filterset = self.filterset_class(self.request.GET, rows, request=self.request)
        rows = self.filterset.qs if self.filterset.is_valid() else rows.none()
        if self.orders:
            self.order = self.request.GET.get("sort", "")
            if self.order not in self.orders:
                self.order = next(iter(self.orders))
            rows = rows.order_by(*self.orders[self.order][1])
        return rows

    def get_context_data(self, **kwargs: Any) -> dict:
        form = self.filterset.form
        form.is_filter = True  # Every field of it is optional, so none says so.
        narrowed = {name for name in form.fields if self.request.GET.get(name)}
        return super().get_context_data(
            filter=self.filterset,
            is_narrowed=bool(narrowed),
            narrowed_by=len(narrowed - {"q"}),
            orders=[(name, words) for name, (words, _) in self.orders.items()],
            order=getattr(self, "order", ""),
            **kwargs,
        )

    def render_to_response(self, context: dict, **kwargs: Any) -> HttpResponse:
        if not self.filterset.is_valid():
            kwargs["status"] = 400
        return super().render_to_response(context, **kwargs)


class OperationView(LoginRequiredMixin, FormView):
    """GET shows the form; POST runs the operation and returns to the record.

    A refusal comes back on the form, beside the field it concerns, with the status of its kind; what was
    typed stays.
    """

    done = "Saved."
    # Another where what was asked for was done, and not with the end that was hoped for.
    level = messages.SUCCESS

    def run(self, **inputs: Any) -> None:
        raise NotImplementedError

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """All of it or nothing."""
        with transaction.atomic():
            self.run(**inputs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.carry_out(form.inputs())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=error.status_code)
        messages.add_message(self.request, self.level, self.done)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def refusal(request: HttpRequest, error: DomainError, *, back: str) -> HttpResponse:
    """The page that says why not, in the domain's own sentence and with the status of its kind."""
    return render(request, "refused.html", {"error": error, "back": back}, status=error.status_code)
