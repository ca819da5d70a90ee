"""Whether messages go to LINE now. Without a circuit they always do."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.booking.notices.notice import Channel
from bot.ports.context import Process
from bot.ports.line import LineState, Passage

BY_LINE = frozenset({Channel.LINE, Channel.STAFF_GROUP})
GOES = LineState(None)


def circuit_is_open(process: Process) -> bool:
    """Say whether nothing may go to LINE now, not even a probe."""
    return process.circuit is not None and process.circuit.is_open()


@contextmanager
def passage(process: Process) -> Iterator[bool]:
    """Say whether one message may go now; who passes as the probe and calls nobody lets the next one probe."""
    circuit = process.circuit
    let = circuit.passage() if circuit else Passage.FREE
    try:
        yield bool(let)
    finally:
        if circuit and let is Passage.PROBE:
            circuit.not_probed()


def line_state(process: Process) -> LineState:
    """Tell how sending to LINE goes."""
    return process.circuit.state() if process.circuit else GOES
