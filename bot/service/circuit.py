"""Whether messages go to LINE now. Without a circuit they always do."""

from bot.booking.model import Channel
from bot.ports import LineState, Services

BY_LINE = frozenset({Channel.LINE, Channel.STAFF_GROUP})
RESTING = "resting"
GOES = LineState(None)


def rests(services: Services) -> bool:
    """Say whether nothing may go to LINE now, not even a probe."""
    return services.circuit is not None and services.circuit.rests()


def may_send(services: Services) -> bool:
    """Say whether one message may go now; who asks while sending rests and is let through sends the probe."""
    return services.circuit is None or services.circuit.lets_through()


def line_state(services: Services) -> LineState:
    """Tell how sending to LINE goes."""
    return services.circuit.state() if services.circuit else GOES
