"""What an app offers to the frame is said in its apps.py and nowhere else: no module changes another at import."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("oversight", "boards", "recommendations")
# Methods that change a list, a set or a dictionary, or the admin site, in place.
CHANGES = {"append", "extend", "insert", "update", "add", "setdefault", "remove", "pop", "unregister"}


def changes_at_import(source: str) -> list[str]:
    """What a module changes of what it imports, when it is imported or in `ready()`."""
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith((*APPS, "django"))
        for alias in node.names
    }
    ready = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "ready"]
    at_import = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return [
        ast.unparse(node)
        for top in [*at_import, *ready]
        for node in ast.walk(top)
        if is_change(node, imported)
    ]


def is_change(node: ast.AST, imported: set[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in CHANGES and root(node.func) in imported
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(one, ast.Attribute | ast.Subscript) and root(one) in imported for one in targets
        )
    return False


def root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize(
    ("source", "found"),
    (
        ("from boards import site\nsite.queues.append(1)", 1),
        ("from boards import b\nb.WORDS['x'] = 1", 1),
        ("from django.contrib import admin\nadmin.site.unregister(1)", 1),
        ("from boards import b\nclass C:\n    def ready(self):\n        b.ALL.update(1)", 1),
        ("from boards import b\nx = {}\nx.update(b)\ndef f():\n    b.append(1)", 0),
    ),
)
def test_a_change_at_import_is_known_as_one(source, found):
    assert len(changes_at_import(source)) == found


def test_no_module_changes_another_at_import_or_when_its_app_is_ready():
    found = {
        str(path.relative_to(ROOT)): changes
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (changes := changes_at_import(path.read_text()))
    }
    assert found == {}
