"""The tables of steps, as tests go over all of them."""

from types import SimpleNamespace

from oversight import ports
from oversight.steps import Step, Workflow

# Kind of record, by the name of its model.
WORKFLOWS: dict[str, Workflow] = {workflow.kind: workflow for workflow in ports.workflows()}
TABLES: dict[str, dict[str, Step]] = {kind: dict(workflow.steps) for kind, workflow in WORKFLOWS.items()}


def workflow_of(kind) -> Workflow:
    """That of a kind of record, given as its model or as one of it."""
    return WORKFLOWS[kind._meta.model_name]


def stands(kind: str = "action", **columns) -> SimpleNamespace:
    """A record of this kind as far as the rules look at it."""
    return SimpleNamespace(_meta=SimpleNamespace(verbose_name=kind), **columns)
