"""Make the demo as it would be now in FOLDER, and print its home.

demo.py FOLDER
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime

from waterline.practice import demo

shutil.rmtree(sys.argv[1], ignore_errors=True)
print(demo.build(sys.argv[1], datetime.now().astimezone()).data)
