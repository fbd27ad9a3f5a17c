"""Follow one repository without scanning it: added.py PATH."""

from __future__ import annotations

import sys

from waterline import home as homes
from waterline import settings
from waterline.practice import repositories

home = homes.find()
repositories.add(home, settings.load(home), sys.argv[1])
