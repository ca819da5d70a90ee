"""What the Messaging API answers, and the errors that stand for an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.line.limits.requests import flex_findings
from bot.playground.line.limits.rules import Finding, Rule
from bot.playground.line.wire import Json, compact

REQUEST_ID = "x-line-request-id"
ACCEPTED_REQUEST_ID = "x-line-accepted-request-id"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; `dropped` means that the connection closes without it."""

    status: int = 200
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str = "application/json"
    dropped: bool = False

    @property
    def payload(self) -> bytes:
        return compact(self.body) if self.content is None else self.content


class ApiError(Exception):
    """The request ends here, with this answer. LINE: Messaging API reference, Error responses."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"message": message, **more})


UNAUTHORIZED = "Authentication failed. Confirm that the access token in the authorization header is valid."
RATE_LIMIT = "The API rate limit has been exceeded. Try again later."
MONTHLY_LIMIT = "You have reached your monthly limit."
NOT_FOUND = "Not found"


def details(findings: Iterable[Finding]) -> list[Json]:
    return [{"message": found.message, "property": found.property} for found in findings]


def require(rule: Rule, body: Any) -> None:
    """Raise the 400 that lists everything the rule finds."""
    found = list(rule("", body))
    if found:
        raise ApiError(400, f"The request body has {len(found)} error(s)", details=details(found))


def require_messages(rule: Rule, body: Any) -> None:
    """As `require`, then the containers of flex messages, whose errors LINE reports per message."""
    require(rule, body)
    for index, found in flex_findings(body):
        raise ApiError(400, f"A message (messages[{index}]) in the request body is invalid", details=details(found))


def invalid_property(name: str) -> ApiError:
    return ApiError(400, f"The property, '{name}', in the request body is invalid (line: -, column: -)")
