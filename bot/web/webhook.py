"""POST /line/webhook: signature on the raw bytes, split the events, take each on its own, 200.

LINE waits 2 s for the answer and delivers again what got no 2xx (Messaging API reference, "Response"), so an event that
could not be stored is a 503; what was stored before is recognised when it comes again.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, request

from bot.adapters.line.inbound import NotAWebhookError, Odd, Parsed, destination_of, is_signed, parse
from bot.errors import BusyError, SealError, StoreDownError, place_of
from bot.ports.context import Process
from bot.ports.events import Event
from bot.service.events.handle_event import DeadlyError, GivenUpError, put_aside, reply_to
from bot.service.health.ownership import Fits
from bot.service.health.silence import listener

PATH = "/line/webhook"
MAX_BODY = 2 * 1024 * 1024  # bytes; a batch of long texts is larger than any form
FEW_EVENTS = 5  # events; with more it is worth a trip to ask which of them were taken before
TAKING_SECONDS = 1.5  # what is not taken by then is left to LINE's redelivery


class Answer(NamedTuple):
    """What a webhook is answered."""

    text: str
    status: int = 200


Receive = Callable[[bytes, str, float], Answer]  # of the raw body, its signature, and when it arrived


def receiver(process: Process, channel_secrets: Sequence[str], of: Callable[[Process], Fits]) -> Receive:
    """Give what takes a webhook; `of` says of which LINE accounts webhooks are taken."""
    heard, fits = listener(process), of(process)

    def receive(body: bytes, signature: str, arrived: float) -> Answer:
        if not is_signed(body, signature, channel_secrets):
            process.log("webhook_refused", why="signature", size=len(body))
            return Answer("bad signature\n", 400)
        heard()
        try:
            return _answer(process, body, fits, arrived + TAKING_SECONDS)
        except NotAWebhookError:
            process.log("webhook_refused", why="not a webhook", size=len(body))
            return Answer("not a webhook\n", 400)

    return receive


def blueprint(receive: Receive) -> Blueprint:
    """Give the webhook's route."""
    routes = Blueprint("line", __name__)

    @routes.post(PATH)
    def webhook() -> Response:
        request.max_content_length = MAX_BODY
        body = request.get_data()
        if request.content_length is None and len(body) >= (request.max_content_length or 0):
            abort(413)  # a body in chunks is cut off at the limit without a word
        answer = receive(body, request.headers.get("X-Line-Signature", ""), arrival(request.environ))
        return Response(answer.text, answer.status, mimetype="text/plain")

    return routes


def arrival(environ: Mapping[str, Any]) -> float:
    """Give when a request arrived, by the monotonic clock."""
    return float(environ.get("madoguchi.arrived", time.monotonic()))


def _answer(process: Process, body: bytes, fits: Fits, deadline: float) -> Answer:
    try:
        if not fits(destination_of(body)):
            process.log("webhook_refused", why="another account", size=len(body))
            return Answer("not for this account\n", 400)
        stored = _take_each(process, list(parse(body)), deadline)
    except StoreDownError as error:
        process.log("webhook_not_stored", why=str(error))
        stored = False  # each further event would only wait as long as this one did
    return Answer("ok\n") if stored else Answer("come again\n", 503)


def _take_each(process: Process, events: list[Parsed | Odd], deadline: float) -> bool:
    """Take events until the deadline, at least one that is new, so that each delivery of a long list gets on."""
    ids = [one.incoming.event_id for one in events if isinstance(one, Parsed)]
    seen = process.store.seen(ids) if len(ids) > FEW_EVENTS else frozenset()
    new = [one for one in events if isinstance(one, Odd) or one.incoming.event_id not in seen]
    if seen:
        process.store.confirm_seen(list(seen))
        process.log("events_known", count=len(events) - len(new))
    tried, stored = False, True
    for one in new:
        if tried and time.monotonic() > deadline:
            return False
        stored = _take(process, one) and stored
        tried = tried or isinstance(one, Parsed)
    return stored


def _take(process: Process, one: Parsed | Odd) -> bool:
    """Take one event; say whether it needs no second delivery. StoreDownError when nothing can be stored."""
    if isinstance(one, Odd):
        process.log("event_passed_over", why=one.why)
        return True
    event = Event(one.user, one.incoming, one.reply_token)
    if process.in_hand.is_stuck(one.incoming.event_id):  # it may stop us as well
        process.log("event_not_stored", event_id=one.incoming.event_id, why="still in hand")
        return False
    try:
        outcome = reply_to(process, event)
    except (StoreDownError, GivenUpError, SealError, BusyError) as error:
        process.log("event_not_stored", event_id=one.incoming.event_id, why=getattr(error, "reason", str(error)))
        if isinstance(error, StoreDownError):
            raise
        return False
    except DeadlyError:
        process.log("event_quarantined", event_id=one.incoming.event_id, why="it stopped its process")
        put_aside(process, event, "common.deadly")
        return True
    except Exception as error:  # noqa: BLE001 - an entry point: one event that breaks us must not take the others along
        process.log(
            "event_quarantined", event_id=one.incoming.event_id, why=type(error).__name__, where=place_of(error)
        )
        put_aside(process, event)
        return True
    process.log("event", event_id=one.incoming.event_id, sort=one.incoming.sort.value, outcome=outcome.value)
    return True
