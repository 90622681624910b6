"""Forms as a browser finds them on a page, and what could be sent of them that nobody meant: seeded, so it repeats."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile

TEXTS = (
    *(
        "",
        " ",
        "x",
        "0",
        "-1",
        "1",
        "1.5",
        "1e9",
        "٣",
        "²",
        "NaN",
        "Infinity",
        "None",
        "null",
        "true",
        "on",
        "[]",
        "{}",
    ),
    *(
        "9" * 12,
        "9" * 20,
        "-" + "9" * 20,
        "9" * 400,
        str(2**31),
        str(2**63),
        "0x10",
        "1,2",
        "1_000",
        "+1",
        "٩" * 5,
    ),
    *(
        "a" * 300,
        "a" * 5000,
        "é" * 300,
        "\x00",
        "a\x00b",
        "\u200b",
        "\u202e",
        "\ufeff",
        "🙂" * 50,
        "\r\n" * 9,
    ),
    *(
        "'",
        '"',
        "<b>",
        "</script>",
        "{{ x }}",
        "%",
        "%s",
        "\\",
        "../../etc/passwd",
        "'; DROP TABLE x; --",
        "%00",
    ),
    *(
        "31/12/9999",
        "01/01/0001",
        "0000-00-00",
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
        "12/03/0019",
        "31 Dec 2026",
    ),
    *("99999-01-01", "2026-12-31T25:61", "24:00", "23:59:60", "9.30", "10am", "99:99", "-1:00", "2026-13-01"),
    *("9999-12-31T23:59", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "31/12/9999 23:59"),
    *(
        "a@b",
        "a@example.org",
        "a@" + "b" * 300 + ".org",
        "a b@example.org",
        "http://",
        "http://[",
        "javascript:x",
    ),
    *(
        "https://example.org/" + "a" * 3000,
        "https://exa mple.org",
        "//example.org",
        "http://[::1",
        "https://\u2102.org",
    ),
    *(
        "__proto__",
        "pk",
        "id__in",
        "on_the_day",
        "-title",
        "title",
        "1,2,x",
        "1" + ",9" * 300,
        "?",
        "&",
        "=",
        "#",
        "a=b",
    ),
)
# What the admin and lists read from an address beside the names of their own forms.
QUERY_NAMES = (
    *(
        "_to_field",
        "_popup",
        "_changelist_filters",
        "_facets",
        "o",
        "p",
        "q",
        "e",
        "all",
        "id__in",
        "pk",
        "id",
        "id__exact",
    ),
    *(
        "pk__in",
        "id__gt",
        "sort",
        "page",
        "next",
        "status__in",
        "status__exact",
        "is_active__exact",
        "at__gte",
        "at__year",
    ),
    *(
        "board__id__exact",
        "board",
        "due_on__gte",
        "due_on__range",
        "due_on__isnull",
        "created_at__day",
        "kind",
        "_q",
    ),
    *(
        "app_label",
        "model_name",
        "field_name",
        "term",
        "meeting",
        "from",
        "until",
        "on",
        "month",
        "cursor",
        "item",
    ),
)


@dataclass
class Form:
    """A form of a page: where it leads, how, and for each name the values it shows or offers."""

    address: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.address, self.form, self.select, self.area = address, Form(address, "get"), "", ""
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.form = Form(
                urljoin(self.address, given.get("action", "")), given.get("method", "get").lower()
            )
            self.found.append(self.form)
            self.inside = True
        elif not self.inside:
            return
        elif tag == "select":
            self.select = name
            self.form.fields.setdefault(name, [])
        elif tag == "option" and self.select:
            self.form.offered.setdefault(self.select, []).append(given.get("value", ""))
            if "selected" in given:
                self.form.fields[self.select].append(given.get("value", ""))
        elif tag == "textarea" and name:
            self.area = name
            self.form.fields[name] = [""]
        elif tag in ("input", "button") and name:
            kind = given.get("type", "text")
            if kind == "file":
                self.form.files.add(name)
            elif kind in ("checkbox", "radio"):
                self.form.offered.setdefault(name, []).append(given.get("value", "on"))
                self.form.fields.setdefault(name, [])
                if "checked" in given:
                    self.form.fields[name].append(given.get("value", "on"))
            else:
                self.form.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.form.fields[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def forms_of(page: str, address: str) -> list[Form]:
    """The forms of a page that lead to the register itself; signing out says nothing and is left out."""
    return [form for form in Forms(page, address).found if form.address.startswith("/")]


class Nonsense:
    """What nobody meant, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311

    def text(self) -> str:
        drawn = self.dice.choice(TEXTS)
        return drawn if self.dice.random() < 0.9 else drawn + self.dice.choice(TEXTS)

    def value(self, form: Form, name: str) -> str:
        offered = form.offered.get(name)
        if offered and self.dice.random() < 0.5:
            return self.dice.choice(offered)
        return self.text()

    def file(self) -> SimpleUploadedFile:
        name = self.dice.choice(
            ("a.pdf", "a.docx", "a.xlsx", "a.csv", "a.png", "a.exe", "a", "\u202e.pdf", "a" * 300 + ".pdf")
        )
        content = self.dice.choice(
            (b"", b"%PDF-1.4", b"PK\x03\x04", b"a,b\n1,2", b"\x00" * 99, b"\xff\xfea\x00")
        )
        return SimpleUploadedFile(name, content)

    def filled_in(self, form: Form) -> dict[str, Any]:
        """The form as it stands, with one to four names given something else, some left out, some made up."""
        data: dict[str, Any] = {name: list(values) for name, values in form.fields.items()}
        for name in self.dice.sample(sorted(form.offered), len(form.offered)):
            if not data.get(name) and self.dice.random() < 0.5:
                data[name] = [self.dice.choice(form.offered[name])]
        names = sorted(data)
        for name in self.dice.sample(names, min(len(names), self.dice.randint(1, 4))):
            if name != "csrfmiddlewaretoken":
                data[name] = [self.value(form, name) for _ in range(self.dice.choice((0, 1, 1, 1, 1, 2)))]
        for name in form.files:
            if self.dice.random() < 0.1:
                data[name] = self.file()
        if self.dice.random() < 0.1:
            data[
                self.dice.choice(
                    (*QUERY_NAMES, "_selected_action", "action", "_save", "_continue", "_addanother")
                )
            ] = [self.text()]
        return {name: values for name, values in data.items() if values != []}

    def query(self, form: Form | None) -> dict[str, Any]:
        """Names and values for an address: of the form on the page, or of those that frameworks read."""
        names = [*(form.fields if form else ()), *QUERY_NAMES]
        return {self.dice.choice(names): self.text() for _ in range(self.dice.randint(1, 3))}

    def address(self, path: str) -> str:
        """The address with one of its parts another."""
        parts = path.split("/")
        where = [index for index, part in enumerate(parts) if part and index > 1]
        if where:
            parts[self.dice.choice(where)] = self.dice.choice(
                (
                    "9" * 20,
                    "0",
                    "-1",
                    "x",
                    "%00",
                    "%0A",
                    "%ED%A0%80",
                    "a" * 500,
                    "_3A",
                    "1" * 12,
                    "%2F",
                    "..",
                    "٣",
                )
            )
        return "/".join(parts)

    def turns(self, addresses: list[str], count: int) -> Iterator[str]:
        """As many addresses as asked for, each as often as any other, in another order each round."""
        left: list[str] = []
        for _ in range(count):
            left = left or self.dice.sample(addresses, len(addresses))
            yield left.pop()
