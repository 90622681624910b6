"""The base of the pages: what every page's frame shows, and the one view that turns a form into an operation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpResponseRedirect
from django.views.generic import FormView

from oversight.errors import DomainError


def frame(request) -> dict:
    """What the frame of every page shows."""
    return {"demonstration": settings.DEMONSTRATION}


class OperationView(LoginRequiredMixin, FormView):
    """GET shows the form; POST runs the operation and returns to the record.

    A refusal comes back on the form, beside the field it concerns, with the status of its kind; what was
    typed stays.
    """

    done = "Saved."

    def run(self, **inputs) -> None:
        raise NotImplementedError

    def form_valid(self, form):
        try:
            with transaction.atomic():
                self.run(**form.inputs())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=error.status_code)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
