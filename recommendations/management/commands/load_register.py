"""Loads the register's boards, reports and recommendations; run again it takes up what is new in the file."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.register import loader, source
from recommendations.register.record_types import BOARD, KINDS, ORGANISATION, RECOMMENDATION, REPORT

DEFAULT = Path(source.__file__).with_name("register_2018_19.json")


class Command(BaseCommand):
    help = "Load the register's data file. What was edited here is kept; nothing is ever removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=DEFAULT, help="a JSON file; default: 2018/19"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            read = source.read(options["file"])
            outcome = loader.load(read)
        except source.BadFile as error:
            faults = "\n".join(f" - {sentence}" for sentence in error.sentences)
            raise CommandError(f"The register was not loaded and nothing was changed:\n{faults}") from None
        limbs = sum(1 for values in read.of(RECOMMENDATION).values() if values["limb"])
        held = outcome.held - Counter({RECOMMENDATION.name: limbs})
        holds = ", ".join(
            f"{held[kind.name]} {kind.in_words(held[kind.name])}"
            for kind in (BOARD, ORGANISATION, REPORT, RECOMMENDATION)
        )
        self.stdout.write(f"{read.name}: {holds}, limbs of recommendations: {limbs}")
        for word, counts in (("Added", outcome.added), ("Changed", outcome.changed)):
            parts = [
                f"{counts[kind.name]} {kind.in_words(counts[kind.name])}"
                for kind in KINDS
                if counts[kind.name]
            ]
            self.stdout.write(f"{word}: {', '.join(parts) or 'nothing'}")
        for notice in outcome.notices:
            self.stdout.write(notice)
