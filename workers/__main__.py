"""`madoguchi worker`: starts one process per queue and minds them."""

import os
import sys

from bot.adapters.streams import never_block
from bot.ports.work import QUEUES
from bot.processes.supervisor import Child, mind


def main() -> int:
    """Run both worker processes until told to stop; one that hangs is killed and started again."""
    never_block()
    program = [sys.executable, "-m", "workers.process"]
    children = [Child(queue, [*program, queue], dict(os.environ), beats=True) for queue in QUEUES]
    return mind(children)


if __name__ == "__main__":
    sys.exit(main())
