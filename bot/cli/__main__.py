"""`python -m bot.cli` is the same command as `madoguchi`."""

import sys

from bot.cli.command import main

sys.exit(main())
