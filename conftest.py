"""Loads the tests' own plugin: private servers, the browser, and the choice of the database.

What is compiled is kept, whatever the environment says: hundreds of processes of the register start here.
"""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = ["tests.servers.plugin"]
