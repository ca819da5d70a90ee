"""What Zoom says of an account's rule for passcodes. Source: Zoom, "Get user settings"."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from bot.adapters.store.records import adapter
from bot.booking.rooms.passcodes import PasscodeRule

NAMES = {
    "length": "length",
    "have_letter": "letter",
    "have_number": "number",
    "have_special_character": "special",
    "have_upper_and_lower_characters": "both_cases",
    "only_allow_numeric": "only_numbers",
    "consecutive_characters_length": "consecutive",
}
PLACES = ("meeting_security", "schedule_meeting")  # with the option that we ask by, and without


@dataclass(frozen=True)
class RuleSeen:
    """A host's rule for passcodes as Zoom said it last, or the reason why it is not known."""

    rule: PasscodeRule | None = None
    why: str = ""


def rule_of(body: dict[str, Any]) -> PasscodeRule | None:
    """Read the rule out of a user's settings; None where it is not said, or not as we know it."""
    for place in PLACES:
        found = body.get(place)
        said = found.get("meeting_password_requirement") if isinstance(found, dict) else None
        if isinstance(said, dict):
            try:
                known = {ours: said[theirs] for theirs, ours in NAMES.items() if said.get(theirs) is not None}
                return adapter(PasscodeRule).validate_python(known)
            except ValueError:
                return None
    return None


def written(seen: RuleSeen) -> str:
    """Give what was seen as it is kept."""
    return json.dumps({"rule": asdict(seen.rule) if seen.rule else None, "why": seen.why})


def read(text: str) -> RuleSeen:
    """Read what was kept."""
    return adapter(RuleSeen).validate_python(json.loads(text))
