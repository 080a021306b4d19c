"""``python -m meeting_server``: the command line."""

import sys

from meeting_server.cli import main

sys.exit(main())
