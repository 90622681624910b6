"""The tables of steps, as tests go over all of them."""

from types import SimpleNamespace
from typing import Any

from boards import operations as boards
from boards.forms import STEP_FORMS as OF_BOARDS
from oversight import ports
from oversight.step_forms import StepForm
from oversight.steps import Step, Workflow
from recommendations import operations as recommendations
from recommendations.forms import STEP_FORMS as OF_THE_LINE

# Kind of record, by the name of its model.
WORKFLOWS: dict[str, Workflow] = {workflow.kind: workflow for workflow in ports.workflows()}
TABLES: dict[str, dict[str, Step]] = {kind: dict(workflow.steps) for kind, workflow in WORKFLOWS.items()}


def workflow_of(kind) -> Workflow:
    """That of a kind of record, given as its model or as one of it."""
    return WORKFLOWS[kind._meta.model_name]


def operations_of(kind: str) -> Any:
    return recommendations if kind in ("action", "recommendation", "report") else boards


def forms_of(kind: str) -> dict[str, type[StepForm]]:
    return OF_THE_LINE if kind in ("action", "recommendation", "report") else OF_BOARDS


def stands(kind: str = "action", **columns) -> SimpleNamespace:
    """A record of this kind as far as the rules look at it."""
    return SimpleNamespace(_meta=SimpleNamespace(verbose_name=kind), **columns)
