"""The empty Textual app that start-up and memory are measured against.

empty.py [MODULE…] imports the modules first.
"""

from __future__ import annotations

import importlib
import sys

from textual.app import App

for name in sys.argv[1:]:
    importlib.import_module(name)

App[None]().run()
