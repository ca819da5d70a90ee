"""`madoguchi worker`: starts one process per queue and minds them.

All is imported here, once; the processes are forks, which share that memory.
"""

import importlib
import os
import sys
from functools import partial

from bot.adapters.line.sdk import messaging
from bot.adapters.output.streams import never_block
from bot.ports.work import QUEUES
from bot.processes.loading import loading, set_apart
from bot.processes.supervisor import Child, mind
from workers import process

LATER = ("bot.adapters.line.outbound", "bot.adapters.line.menus")  # what a process that sends imports when it is built


def main() -> int:
    """Run both worker processes until told to stop; one that hangs is killed and started again."""
    never_block()
    with loading():
        for name in LATER:
            importlib.import_module(name)
        messaging()
    set_apart()
    children = [Child(queue, (), dict(os.environ), beats=True, run=partial(process.run, queue)) for queue in QUEUES]
    return mind(children)


if __name__ == "__main__":
    sys.exit(main())
