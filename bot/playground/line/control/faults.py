"""How LINE can go wrong."""

from collections.abc import Mapping

from bot.playground.line.api.answers import MONTHLY_LIMIT, RATE_LIMIT, UNAUTHORIZED, Answer

API_KINDS = (
    "error_500",  # nothing is done, 500
    "hang",  # nothing is done, the connection closes after `seconds` without an answer
    "slow",  # done and answered, `seconds` late
    "accept_and_drop",  # done, but the connection closes without an answer
    "accept_then_500",  # done, but answered with 500
    "rate_429",
    "monthly_429",
    "other_429",  # too many messages to one person, in words that LINE doesn't document
    "unauthorized_401",
)
WEBHOOK_KINDS = (
    "webhook_twice",
    "webhook_late",  # `seconds` late
    "webhook_out_of_order",  # the next `times` webhooks wait for each other and go out in reverse
    "webhook_lost",
)

INSTEAD: Mapping[str, Answer] = {
    "error_500": Answer(500, {"message": "Internal server error"}),
    "hang": Answer(500, dropped=True),
    "rate_429": Answer(429, {"message": RATE_LIMIT}),
    "monthly_429": Answer(429, {"message": MONTHLY_LIMIT}),
    "other_429": Answer(429, {"message": "Too many messages to the same user."}),
    "unauthorized_401": Answer(401, {"message": UNAUTHORIZED}),
}
