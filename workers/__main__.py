"""`madoguchi worker`: starts one process per queue and minds them."""

import os
import sys

from bot.adapters.streams import never_block
from bot.minder import Child, mind
from bot.ports import QUEUES


def main() -> int:
    """Run both worker processes until told to stop."""
    never_block()
    children = [Child(queue, [sys.executable, "-m", "workers.process", queue], dict(os.environ)) for queue in QUEUES]
    return mind(children)


if __name__ == "__main__":
    sys.exit(main())
