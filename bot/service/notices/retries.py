"""When a try that failed is made again, and after how many a person decides."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.reasons import Reason, reason_of
from bot.errors import SendError
from bot.service.notices.circuit import BY_LINE

BACKOFF = (1, 5, 15, 30, 45)  # seconds
SILENCE = (1, 5, 30, 120, 600)  # seconds after a try that got no answer; after one more try a person decides
# Seconds; these pass, or are mended by a person.
PATIENT: Mapping[str, int] = {Reason.MONTH_USED_UP: 300, Reason.LINE_UNAUTHORIZED: 30}


def after_failure(row: Notice, error: SendError, now: datetime) -> tuple[Notice, datetime | None]:
    """Give a row as a failed try leaves it, and when it is tried again; None when a person must see to it."""
    failed = replace(row, reason=reason_of(error.reason), crashes=0, lease="")
    if error.permanent:
        return replace(failed, state=NoticeState.UNDELIVERABLE), None
    answered = row.channel not in BY_LINE or error.refused or error.reason.startswith("http_")
    silent = 0 if answered else row.silent + 1  # without an answer, nobody knows whether LINE accepted it
    if silent > len(SILENCE):
        return replace(failed, state=NoticeState.UNKNOWN, silent=silent), None
    again = now + timedelta(seconds=wait(row.attempts, error.reason, silent=silent))
    return replace(failed, state=NoticeState.WAITING, silent=silent or row.silent), again


def wait(attempts: int, reason: str, jitter: float | None = None, silent: int = 0) -> float:
    """Give the seconds before the next try: longer each time, with up to a quarter of jitter."""
    base = SILENCE[silent - 1] if silent else PATIENT.get(reason) or BACKOFF[min(attempts, len(BACKOFF)) - 1]
    return base * (1 + (random.random() / 4 if jitter is None else jitter))  # noqa: S311 - spreads load, guards nothing
