"""Whether messages go to LINE now. Without a circuit they always do."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.booking.model import Channel
from bot.ports.line import LineState, Passage
from bot.ports.services import Services

BY_LINE = frozenset({Channel.LINE, Channel.STAFF_GROUP})
GOES = LineState(None)


def rests(services: Services) -> bool:
    """Say whether nothing may go to LINE now, not even a probe."""
    return services.circuit is not None and services.circuit.rests()


@contextmanager
def passage(services: Services) -> Iterator[bool]:
    """Say whether one message may go now; who passes as the probe and calls nobody lets the next one probe."""
    circuit = services.circuit
    let = circuit.passage() if circuit else Passage.FREE
    try:
        yield bool(let)
    finally:
        if circuit and let is Passage.PROBE:
            circuit.not_probed()


def line_state(services: Services) -> LineState:
    """Tell how sending to LINE goes."""
    return services.circuit.state() if services.circuit else GOES
