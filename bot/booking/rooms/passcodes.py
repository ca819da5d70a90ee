"""Passcodes that fit an account's rule at Zoom and can be read out on the telephone. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice

LONGEST_PASSCODE = 10  # characters that Zoom takes
SHORTEST_PASSCODE = 6  # characters that we make, however few the rule asks for
DIGITS, MIXED_DIGITS = "0123456789", "34679"  # the second beside letters: none that is taken for one
UPPER, LOWER = "ACEFHJKLMNPRTUVWXY", "acefhjkmnprtuvwxy"  # none that is taken for a digit or for another letter
SIGN = "@"


@dataclass(frozen=True)
class PasscodeRule:
    """What an account asks of passcodes. Zoom: user settings, meeting_password_requirement.

    consecutive  the length of a run such as 123 or aaa that is refused, 0 = none; we make no run at all
    """

    length: int = 0
    letter: bool = False
    number: bool = False
    special: bool = False
    both_cases: bool = False
    only_numbers: bool = False
    consecutive: int = 0


STRICT = PasscodeRule(LONGEST_PASSCODE, letter=True, number=True, special=True, both_cases=True)


def can_be_met(rule: PasscodeRule) -> bool:
    """Say whether there is any passcode that fits a rule."""
    return rule.length <= LONGEST_PASSCODE and not (
        rule.only_numbers and (rule.letter or rule.special or rule.both_cases)
    )


def passcode(rule: PasscodeRule, choose: Callable[[str], str]) -> str:
    """Make one that fits a rule that can be met; `choose` picks one of some characters at random."""
    has_letters = rule.letter or rule.both_cases
    cases = (UPPER, LOWER) if rule.both_cases else (UPPER,)
    kinds = (cases[0], MIXED_DIGITS, *cases[1:]) if has_letters else (DIGITS,)
    made = ""
    for kind in islice(cycle(kinds), max(rule.length, SHORTEST_PASSCODE) - rule.special):
        made += choose("".join(one for one in kind if not made or abs(ord(one) - ord(made[-1])) > 1))
    return made + (SIGN if rule.special else "")
