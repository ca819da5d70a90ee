"""Whether LINE still sends us webhooks: it may stop by itself after long failures, and nothing else would tell."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.booking.notices.notice import retry_key_of
from bot.booking.schedule.opening import open_span
from bot.errors import StoreDownError
from bot.ports.context import Process, RequestContext
from bot.service.events.office_now import context_now
from bot.service.once import undone_on_failure

LAST = "last webhook"
KEPT_SECONDS = 400 * 24 * 3600  # seconds; whoever hears nothing for longer has other signs of it
NOTED_EVERY = 10.0  # seconds, for each process
WARNED_AFTER = timedelta(minutes=60)  # in open hours; a small office has quiet hours
MAILED_AFTER = timedelta(hours=3)
TOLD = "told of silence"
MAILED_EVERY = 12 * 3600  # seconds


def listener(process: Process) -> Callable[[], None]:
    """Give what a process calls at each signed webhook; it notes one now and then, off the request's path."""
    noted = [-NOTED_EVERY]

    def heard() -> None:
        if time.monotonic() - noted[0] >= NOTED_EVERY:
            noted[0] = time.monotonic()
            process.in_background(lambda: _note(process))

    return heard


def _note(process: Process) -> None:
    try:
        process.store.note(LAST, process.clock.now().isoformat(), KEPT_SECONDS)
    except StoreDownError as error:
        process.log("webhook_not_noted", why=str(error))


def last_webhook(process: Process) -> datetime | None:
    """Give when the last signed webhook came, to some seconds; None before the first."""
    noted = process.store.noted(LAST)
    return datetime.fromisoformat(noted) if noted else None


def silent_for(process: Process) -> timedelta:
    """Give for how long of today's open hours no webhook has come; nothing while it is closed or before the first."""
    now, last = process.clock.now(), last_webhook(process)
    if not last or now - last < WARNED_AFTER:
        return timedelta()
    hours = open_span(context_now(process).office, now)
    return now - max(last, hours[0]) if hours else timedelta()


def mail_about_silence(context: RequestContext) -> bool:
    """Mail staff when the silence is long, once while it lasts; say whether it was sent now."""
    if not context.mail or not context.staff.mail_to or silent_for(context) < MAILED_AFTER:
        return False
    if not context.store.once_in(TOLD, MAILED_EVERY):
        return False
    words, values = context.words, {"url": f"{context.public_url}/staff/settings"}
    subject, body = words("day.silence.subject", values), words("day.silence.body", values)
    with undone_on_failure(context.store, TOLD):
        key = retry_key_of(f"silence {last_webhook(context)}")
        context.mail.send(context.staff.mail_to, subject, body, key)
    return True
