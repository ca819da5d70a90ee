"""Every rule that can be met gets a passcode that fits it, and none that is hard to read out."""

import random
from itertools import product

from bot.booking.rooms.passcodes import LONGEST_PASSCODE, STRICT, PasscodeRule, can_be_met, passcode
from bot.playground.zoom.passcode_rule import NONE, fits

FLAGS = {
    "letter": "have_letter",
    "number": "have_number",
    "special": "have_special_character",
    "both_cases": "have_upper_and_lower_characters",
    "only_numbers": "only_allow_numeric",
}
RULES = [
    PasscodeRule(length, consecutive=consecutive, **dict(zip(FLAGS, on, strict=True)))
    for length in (0, 6, 8, LONGEST_PASSCODE)
    for consecutive in (0, 3)
    for on in product((False, True), repeat=len(FLAGS))
]


def made(rule: PasscodeRule, seed: int = 0) -> str:
    return passcode(rule, random.Random(seed).choice)  # noqa: S311 - the same each time


def as_zoom_says(rule: PasscodeRule) -> dict[str, object]:
    said = {theirs: getattr(rule, ours) for ours, theirs in FLAGS.items()}
    limits = {"length": rule.length, "consecutive_characters_length": rule.consecutive, "weak_enhance_detection": True}
    return {**NONE, **said, **limits}


def test_every_rule_that_can_be_met_is_met():
    met = [rule for rule in RULES if can_be_met(rule)]
    assert len(met) > len(RULES) / 2
    for rule in met:
        for seed in range(20):
            assert fits(as_zoom_says(rule), made(rule, seed)), (rule, made(rule, seed))
            assert len(made(rule, seed)) <= LONGEST_PASSCODE


def test_a_passcode_of_letters_holds_no_two_that_are_taken_for_one_another():
    everything = "".join(made(STRICT, seed) for seed in range(300))
    assert not set(everything) & set("0O1Il2Z5S8Bgq")
    assert everything.isascii()


def test_digits_alone_where_they_do_and_one_size_of_letters_unless_both_are_wanted():
    assert made(PasscodeRule()).isdigit()
    assert len(made(PasscodeRule())) == 6
    assert made(PasscodeRule(letter=True)).isupper()


def test_what_contradicts_itself_or_is_longer_than_zoom_takes_can_not_be_met():
    assert not can_be_met(PasscodeRule(only_numbers=True, letter=True))
    assert not can_be_met(PasscodeRule(only_numbers=True, special=True))
    assert not can_be_met(PasscodeRule(length=11))
