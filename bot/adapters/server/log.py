"""gunicorn's own log, which must not hold up its processes either."""

from typing import Any

from gunicorn.glogging import Logger

from bot.adapters.output.streams import never_block


class PatientLogger(Logger):  # type: ignore[misc]  # it has no types
    """Is made before gunicorn's handlers are, and before it forks."""

    def __init__(self, settings: Any) -> None:
        never_block()
        super().__init__(settings)
