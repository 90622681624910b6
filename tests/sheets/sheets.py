"""Reading a sheet that was downloaded, as its rows by header."""

import csv
import io

from django.urls import reverse
from openpyxl import load_workbook

FORMS = ("csv", "xlsx")


def download(client, kind: str, form: str, query: str = "") -> bytes:
    response = client.get(reverse(f"{kind}-sheet", args=[form]) + query)
    assert response.status_code == 200, response
    return response.getvalue()


def rows_of(content: bytes, form: str) -> list[dict]:
    """What the sheet holds, row by row: headers and the cells as they stand."""
    lines: list[list]
    if form == "csv":
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
