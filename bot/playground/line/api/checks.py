"""What every call passes, whatever it asks for: faults, token, size, rate, retry key; then it is logged."""

import json
import threading
import time
from collections import deque
from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Any

from bot.playground.faults import Fault, Faults
from bot.playground.line.api.answers import RATE_LIMIT, REQUEST_ID, UNAUTHORIZED, Answer, ApiError
from bot.playground.line.api.calls import Act, Call, Logged
from bot.playground.line.api.rates import RateLimits
from bot.playground.line.api.retry_keys import RETRY_KEY, read_retry_key
from bot.playground.line.control.faults import INSTEAD

_BODY_BYTES = 2_000_000
_WITH_RETRY_KEY = ("push", "multicast")
_LOGGED = 10_000


class Gate:
    def __init__(self, access_tokens: Collection[str], faults: Faults, rates: RateLimits) -> None:
        self.access_tokens = set(access_tokens)
        self._faults = faults
        self._rates = rates
        self._numbers = count(1)
        self._stopped = threading.Event()
        self.log: deque[Logged] = deque(maxlen=_LOGGED)
        self.refused: dict[str, int] = {}  # by user id, the status with which each push to that person is refused

    def answer(self, call: Call, act: Act) -> Answer:
        started = time.monotonic()
        fault = self._faults.take(call.endpoint)
        answer = self._answer(call, act, fault)
        answer = replace(answer, headers={REQUEST_ID: call.request_id, **answer.headers})
        self._note(call, answer, fault, time.monotonic() - started)
        return answer

    def stop(self) -> None:
        """Let go of the calls that hang."""
        self._stopped.set()

    def _answer(self, call: Call, act: Act, fault: Fault | None) -> Answer:
        if fault is None:
            return self._pass(call, act)
        self._stopped.wait(fault.seconds)
        return INSTEAD.get(fault.kind) or _spoilt(fault, self._pass(call, act))

    def _pass(self, call: Call, act: Act) -> Answer:
        try:
            self._require_token(call)
            self._require_size(call)
            self._require_rate(call)
            _require_fitting_retry_key(call)
            self._require_welcome(call)
            return act(call)
        except ApiError as error:
            return error.answer

    def _require_token(self, call: Call) -> None:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token.strip() not in self.access_tokens:
            raise ApiError(401, UNAUTHORIZED)

    def _require_size(self, call: Call) -> None:
        if len(call.body) > _BODY_BYTES:
            raise ApiError(413, "Request entity too large")

    def _require_rate(self, call: Call) -> None:
        if not self._rates.allow(call.endpoint, call.at):
            raise ApiError(429, RATE_LIMIT)

    def _require_welcome(self, call: Call) -> None:
        for user, status in self.refused.items():
            if call.endpoint == "push" and user.encode() in call.body:
                raise ApiError(status, "Failed to send messages")

    def _note(self, call: Call, answer: Answer, fault: Fault | None, seconds: float) -> None:
        self.log.append(
            Logged(
                number=next(self._numbers),
                at=call.at,
                method=call.method,
                path=call.path,
                endpoint=call.endpoint,
                status=answer.status,
                request_id=call.request_id,
                retry_key=call.headers.get(RETRY_KEY),
                fault=fault.kind if fault else None,
                milliseconds=round(seconds * 1000, 1),
                body=_readable(call),
                answer=answer.body,
            )
        )


def _require_fitting_retry_key(call: Call) -> None:
    """LINE: Retry failed API requests, Retry only with supported APIs."""
    key = read_retry_key(call.headers.get(RETRY_KEY))
    if key is not None and call.endpoint not in _WITH_RETRY_KEY:
        raise ApiError(400, "The retry key can't be used with this API")


def _spoilt(fault: Fault, answer: Answer) -> Answer:
    if fault.kind == "accept_and_drop":
        return replace(answer, dropped=True)
    if fault.kind == "accept_then_500":
        return INSTEAD["error_500"]
    return answer


def _readable(call: Call) -> Any:
    if not call.content_type.startswith("application/json"):
        return None
    try:
        return json.loads(call.body)
    except ValueError:
        return None
