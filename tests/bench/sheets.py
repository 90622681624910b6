"""How long a spreadsheet of 5,000 actions takes: previewed, then imported through the operations, as the worker does.

The fixed work beside it is openpyxl and the database alone: the same file read plainly, and as many rows inserted in
bulk, without rules, history or Events. `--database=postgresql` measures on PostgreSQL.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import django

ROWS = int(os.environ.get("ROWS", "5000"))
HEADINGS = [
    "Title",
    "Board",
    "Recommendations",
    "Owner organisation",
    "Owner",
    "Complete when",
    "Set on",
    "Due",
]


def lines(references: list[str]) -> list[list[Any]]:
    return [
        [
            f"Action {number}",
            "MEASURE",
            references[number % len(references)],
            "MPS",
            "Owner",
            f"What {number} asks is done, and said to be so. " * 4,
            date(2026, 1, 5),
            date(2027, 1, 1) + timedelta(days=number % 400),
        ]
        for number in range(ROWS)
    ]


def world() -> SimpleNamespace:
    from oversight.roles import Role
    from tests import make

    w = SimpleNamespace(mps=make.organisation("mps", name="Metropolitan Police Service", short_name="MPS"))
    w.board = make.board("MEASURE")
    w.secretariat = make.person("Secretariat", role=Role.SECRETARIAT)
    make.person("Owner", organisation=w.mps)
    report = make.report(boards=[w.board])
    w.references = [make.recommendation(report).reference for _ in range(50)]
    return w


def read_and_insert(content: bytes, w: SimpleNamespace) -> None:
    """The fixed work; what it inserts goes again."""
    from django.db import transaction
    from openpyxl import load_workbook

    from recommendations.models import Action

    rows = list(load_workbook(BytesIO(content), read_only=True).active.iter_rows(values_only=True))[1:]
    with transaction.atomic():
        Action.objects.bulk_create(
            [
                Action(
                    reference=f"BULK-{number}",
                    title=str(row[0]),
                    board=w.board,
                    owner_organisation=w.mps,
                    complete_when=str(row[5]),
                    set_on=date(2026, 1, 5),
                    due_basis="none",
                )
                for number, row in enumerate(rows)
            ],
            batch_size=500,
        )
        transaction.set_rollback(True)


def seconds(work: Callable[..., Any], *given: Any) -> float:
    began = perf_counter()
    work(*given)
    return perf_counter() - began


def measure() -> str:
    from recommendations.operations import sheets
    from recommendations.sheets import importing
    from tests.sheets.sheets import as_xlsx, taken_in

    w = world()
    content = as_xlsx([HEADINGS, *lines(w.references)])
    alone = [seconds(read_and_insert, content, w)]
    sheet = taken_in(content, "actions.xlsx", by=w.secretariat)
    previewed = seconds(importing.preview, sheet)
    sheets.ask_for_import(sheet, by=w.secretariat)
    imported = seconds(importing.run, sheet.pk)
    sheet.refresh_from_db()
    if sheet.status != "imported":
        raise SystemExit(f"The sheet was not imported: {sheet.error}")
    alone.append(seconds(read_and_insert, content, w))
    fixed = sum(alone) / len(alone)
    return (
        f"sheets: {ROWS:,} rows previewed in {previewed:.1f} s, imported in {imported:.1f} s "
        f"({(previewed + imported) / fixed:.0f} times reading and inserting alone, {fixed:.2f} s)"
    )


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection

    from tests.servers import database

    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as settings.MEDIA_ROOT:
            print(f"{measure()}; {database.name()}")  # noqa: T201
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
