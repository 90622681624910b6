"""The bases of the pages: the frame, a record, a list with its filter, a form that runs an operation, and a step."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView, TemplateView
from django_filters import FilterSet

from oversight import context
from oversight.errors import DomainError
from oversight.step_forms import StepForm
from oversight.steps import Step, Workflow


def frame(request: HttpRequest) -> dict:
    """What the frame of every page shows, the admin's too."""
    return {"demonstration": settings.DEMONSTRATION, "version": settings.VERSION}


# What the admin passes on from its lists, and from the page beside which another was opened.
PASSED_ON = {"_changelist_filters", "_popup", "_to_field"}


class Page(LoginRequiredMixin):
    """Signed in, and with the day and the moment read once, so that every figure on it is as at the same.

    Where `require` refuses, the person reads why before being shown or asked for anything.
    """

    section = ""
    # The address that a refusal leads back to.
    back: Any = "/"

    def require(self) -> None:
        """Raise a DomainError where this person has no business here now."""

    def query_names(self) -> set[str]:
        """The names that may stand behind the question mark of this address."""
        return set()

    def require_query(self) -> None:
        """An unknown name is refused, as the API refuses it, rather than passed over as if it had been obeyed."""
        known = self.query_names()
        if self.request.path_info.startswith("/admin/"):
            known |= PASSED_ON
        if unknown := [name for name in self.request.GET if name not in known]:
            names = ", ".join(f"“{name}”" for name in unknown)
            others = f" It takes: {', '.join(sorted(known))}." if known else " It takes none."
            raise DomainError(f"The address asks for {names}, which this page does not know.{others}")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.now = context.now()
        self.today = timezone.localdate(self.now)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            try:
                self.require()
                if request.method in ("GET", "HEAD"):
                    self.require_query()
            except DomainError as error:
                return refusal(request, error, back=self.back)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

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
    # Of what takes steps: those open to the reader are offered on the page.
    workflow: Workflow | None = None

    def get_queryset(self) -> QuerySet:
        seen = self.model.objects.visible_to(self.request.user, self.today)
        return seen.for_steps(self.request.user) if self.workflow else seen

    def get_context_data(self, **kwargs: Any) -> dict:
        if self.workflow:
            kwargs |= vars(self.workflow.offered(self.request.user, self.object, self.now))
        return super().get_context_data(**kwargs)


class ListPage(Page, ListView):
    """A list that can be searched, filtered and put in order; what is typed wrong is said beside its field."""

    paginate_by = 50
    filterset_class: type[FilterSet]
    # Name in the address -> words, and the order it stands for. The first is used where none is asked for.
    orders: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def query_names(self) -> set[str]:
        return {*self.filterset_class.base_filters, "sort", self.page_kwarg}

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
        in_use = {name for name in form.fields if self.request.GET.get(name)}
        return super().get_context_data(
            filter=self.filterset,
            is_filtered=bool(in_use),
            filters_in_use=len(in_use - {"q"}),
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


class StepPage(Page, OperationView):
    """One step of one record: its form, run through the operation of the step's name (oversight/steps.py).

    The rules are asked before anything is shown (403, 409, 422), and again by the operation under the lock.
    """

    model: type[Model]
    workflow: Workflow
    # Has a function of the name of each step, which takes the record, `by` and what the step's form gives.
    operations: Any
    forms: Mapping[str, type[StepForm]]
    # The column that names the record in addresses.
    key = "reference"
    template_name = "step.html"

    def seen(self) -> QuerySet:
        return self.model.objects.visible_to(self.request.user, self.today)

    @cached_property
    def record(self) -> Any:
        return get_object_or_404(
            self.seen().for_steps(self.request.user), **{self.key: self.kwargs[self.key]}
        )

    @cached_property
    def step(self) -> Step:
        try:
            return self.workflow.by_slug[self.kwargs["step"]]
        except KeyError:
            raise Http404("There is no such step.") from None

    def query_names(self) -> set[str]:
        """What a link to the step may fill in."""
        return set(self.get_form_class().base_fields)

    def require(self) -> None:
        self.workflow.require(self.request.user, self.step, self.record, self.now)

    @property
    def name(self) -> str:
        """What the record is called here."""
        return self.record.reference

    @property
    def done(self) -> str:  # type: ignore[override]
        return f"{self.step.done}: {self.name}."

    @property
    def back(self) -> str:
        return self.get_success_url()

    def get_success_url(self) -> str:
        return reverse(self.model._meta.model_name, args=[getattr(self.record, self.key)])

    def get_form_class(self) -> type:
        return self.forms[self.step.name]

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"record": self.record, "user": self.request.user}

    def carry_out(self, inputs: dict[str, Any]) -> None:
        """The operation is all or nothing by itself, and looks into a file before it locks anything."""
        self.run(**inputs)

    def run(self, **inputs: Any) -> None:
        getattr(self.operations, self.step.name)(self.record, by=self.request.user, **inputs)

    def facts(self) -> list[tuple[str, str]]:
        """What those who take the step have to read first: the record, and what waits for a decision on it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            record=self.record,
            step=self.step,
            name=self.name,
            kind=self.workflow.kind,
            back=self.back,
            facts=self.facts(),
            **kwargs,
        )


def refusal(request: HttpRequest, error: DomainError, *, back: str) -> HttpResponse:
    """The page that says why not, in the domain's own sentence and with the status of its kind."""
    return render(request, "refused.html", {"error": error, "back": back}, status=error.status_code)
