"""Calls to the Messaging API: as they come in, and as they are remembered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.line.api.answers import Answer, ApiError


@dataclass(frozen=True, slots=True)
class Call:
    """`endpoint` is our name of it, such as "push"; `args` are the path's; header names are lower-case."""

    endpoint: str
    method: str
    path: str
    request_id: str
    at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        if not self.content_type.startswith("application/json"):
            raise ApiError(415, f"Content type '{self.content_type}' not supported")
        try:
            return json.loads(self.body)
        except ValueError:
            raise ApiError(400, "The request body could not be parsed as JSON (line: -, column: -)") from None

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").lower()


Act = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Logged:
    """A call that was answered. `fault` names what was made to go wrong with it."""

    number: int
    at: datetime
    method: str
    path: str
    endpoint: str
    status: int
    request_id: str
    retry_key: str | None
    fault: str | None
    milliseconds: float
    body: Any
    answer: Any
