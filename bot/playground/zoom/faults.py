"""How Zoom can go wrong, and at which calls."""

KINDS = (
    "error_500",  # nothing is done, 500
    "hang",  # nothing is done, the connection closes after `seconds` without an answer
    "slow",  # done and answered, `seconds` late
    "accept_and_drop",  # done, but the connection closes without an answer
    "accept_then_500",  # done, but answered with 500
    "rate_429",
    "daily_429",
    "unauthorized_401",
    "recording_on",  # done, but as an account does that locks this setting
    "waiting_room_off",
    "before_host_on",
    "registration_on",
    "other_length",
    "passcode_rule",  # nothing is done: the account wants passcodes of another form
    "webhook_twice",
    "webhook_lost",
)
ENDPOINTS = ("token", "create", "list", "get", "change", "delete", "settings")
