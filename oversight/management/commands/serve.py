"""Runs the whole register: prepares the database, then starts broker, web, worker and beat until it is stopped."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from oversight.serving import static
from oversight.serving.alone import alone
from oversight.serving.reach import CannotServe, require_broker, require_database
from oversight.serving.supervisor import Supervisor, sole_server


class Command(BaseCommand):
    help = "Prepare the database and run the register's processes until interrupted; PORT sets the port."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-prepare", action="store_true", help="start without migrating or loading")
        parser.add_argument("--only-prepare", action="store_true", help="migrate and load, and start nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        # What is kept under var/ is for the account that runs the register alone.
        os.umask(0o077)
        try:
            with sole_server(settings.VAR / "run", settings.PORT):
                # Read by bin/manage and bin/serve, so that what is run beside the register runs in its mode.
                (settings.VAR / "mode").write_text(settings.MODE)
                broker = os.environ.get("REDIS_URL")
                require_database()
                if broker and not options["only_prepare"]:
                    require_broker(broker, settings.CELERY_BROKER_TRANSPORT_OPTIONS)
                if not options["no_prepare"]:
                    with alone(self.say):
                        self.prepare()
                connections.close_all()
                if options["only_prepare"]:
                    return
                Supervisor(
                    root=settings.BASE_DIR,
                    state=settings.VAR,
                    port=settings.PORT,
                    host=settings.ALLOWED_HOSTS[0],
                    say=self.say,
                    broker_url=broker,
                ).run()
        except CannotServe as error:
            sys.exit(str(error))
        except KeyboardInterrupt:
            self.say("Stopped")

    def prepare(self) -> None:
        """Bring the database and the served files up to date; every part may be run again and again."""
        self.say("Preparing the database and the pages")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_register", stdout=self.stdout)
        static.collect()
        if settings.DEMONSTRATION:
            call_command("make_demonstration", stdout=self.stdout)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
