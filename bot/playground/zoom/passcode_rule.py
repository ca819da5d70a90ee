"""An account's rule for passcodes. Zoom: Get user settings, meeting_password_requirement."""

from itertools import pairwise
from typing import Any

NONE: dict[str, Any] = {
    "length": 0,
    "have_letter": False,
    "have_number": False,
    "have_special_character": False,
    "have_upper_and_lower_characters": False,
    "only_allow_numeric": False,
    "consecutive_characters_length": 0,
    "weak_enhance_detection": False,
}


def read_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError for what is no part of a rule."""
    for name, value in rule.items():
        if type(value) is not type(NONE.get(name)):
            raise ValueError(f"no part of a rule for passcodes: {name}")
    return {**NONE, **rule}


def fits(rule: dict[str, Any], passcode: str) -> bool:
    """Say whether a passcode is as the account wants it."""
    signs = [one for one in passcode if not one.isalnum()]
    wrong = (
        len(passcode) < rule["length"],
        rule["have_letter"] and not any(one.isalpha() for one in passcode),
        rule["have_number"] and not any(one.isdigit() for one in passcode),
        rule["have_special_character"] and not signs,
        rule["have_upper_and_lower_characters"] and (passcode.upper() == passcode or passcode.lower() == passcode),
        rule["only_allow_numeric"] and not passcode.isdigit(),
        0 < rule["consecutive_characters_length"] <= _longest_run(passcode),
        rule["weak_enhance_detection"] and _longest_run(passcode) >= 4,
    )
    return not any(wrong)


def _longest_run(passcode: str) -> int:
    """Count the characters of the longest run such as 123, cba or aaa."""
    longest = 1
    for step in (-1, 0, 1):
        run = 1
        for one, two in pairwise(passcode):
            run = run + 1 if ord(two) - ord(one) == step else 1
            longest = max(longest, run)
    return longest
