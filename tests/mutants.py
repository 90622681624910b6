"""Small faults put into the register on purpose, one at a time: each has to be caught by the tests that it names.

The faults stand in mutants.toml, each as text that occurs once in the product and what is put in its place. Each is
tried in a copy of the tree, on SQLite. One that no test catches, or whose text is not found once any more, fails.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("oversight", "boards", "recommendations")
PROCESSES = 2
# What pytest says by its status.
CAUGHT, SURVIVED = 1, 0


@dataclass(frozen=True)
class Mutant:
    """`what` says the fault in words; `find` is put out of the way by `put`; `tests` have to notice it."""

    what: str
    find: str
    put: str
    tests: tuple[str, ...]

    def place(self, tree: Path) -> Path:
        """The one file that holds the text. Raises ValueError where it does not stand there just once."""
        held = {path: path.read_text().count(self.find) for path in sources(tree)}
        places = [path for path, times in held.items() if times]
        if sum(held.values()) != 1:
            raise ValueError(f"{self.find!r} stands {sum(held.values())} times in the product, not once")
        return places[0]


def sources(tree: Path) -> Iterable[Path]:
    return (path for app in PRODUCT for path in (tree / app).rglob("*.py") if "migrations" not in path.parts)


def all_of_them() -> list[Mutant]:
    listed = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text())["mutant"]
    return [
        Mutant(one["what"], one["find"], one["put"], tuple(f"tests/{test}" for test in one["tests"]))
        for one in listed
    ]


def copy(to: Path) -> Path:
    """The tree as it stands, uncommitted changes too, with the tools it needs."""
    listed = subprocess.run(
        ["git", "ls-files", "-zco", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    for name in (".venv", "node_modules", "var"):
        if not (to / name).exists():
            (to / name).symlink_to(ROOT / name)
    return to


_writes = count(1)


def write(path: Path, text: str) -> None:
    """Each time with a later date: Python takes a file of the same size and second for the one it has compiled."""
    path.write_text(text)
    later = path.stat().st_mtime + 10 * next(_writes)
    os.utime(path, (later, later))


def try_in(tree: Path, mutant: Mutant) -> str:
    """What is wrong with the mutant; nothing where its tests catch it."""
    try:
        path = mutant.place(tree)
    except ValueError as error:
        return str(error)
    whole = path.read_text()
    write(path, whole.replace(mutant.find, mutant.put))
    try:
        ran = subprocess.run(
            [tree / ".venv/bin/pytest", "-qx", "-p", "no:xdist", "-p", "no:cacheprovider", *mutant.tests],
            cwd=tree,
            env={name: value for name, value in os.environ.items() if not name.startswith("TEST_")},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        write(path, whole)
    if ran.returncode == CAUGHT and " failed" in ran.stdout.splitlines()[-1]:
        return ""
    if ran.returncode == SURVIVED:
        return "no test that it names caught it"
    return f"its tests did not run:\n{ran.stdout[-1500:]}{ran.stderr[-500:]}"


def main(words: list[str]) -> int:
    """Tries the mutants whose description holds any of the words, or all of them; 1 where one is not caught."""
    chosen = [one for one in all_of_them() if not words or any(word in one.what for word in words)]
    with tempfile.TemporaryDirectory(prefix="oversight-mutants-") as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(PROCESSES):
            trees.put(copy(Path(folder) / str(number)))

        def tried(mutant: Mutant) -> str:
            tree = trees.get()
            try:
                return try_in(tree, mutant)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(PROCESSES) as pool:
            wrong = 0
            for mutant, said in zip(chosen, pool.map(tried, chosen), strict=True):
                wrong += bool(said)
                sys.stdout.write(f"{'NOT CAUGHT' if said else 'caught'}  {mutant.what}\n")
                sys.stdout.write(f"    {said}\n" if said else "")
                sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - wrong} of {len(chosen)} mutants caught\n")
    return 1 if wrong or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
