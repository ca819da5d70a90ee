"""A record is replaced as the standard library does it."""

import dataclasses
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest

from bot.booking.replacing import replace
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.turn import Say, Turn
from tests.talk import WEDNESDAY


@dataclass(frozen=True)
class Half:
    whole: int

    @cached_property
    def half(self) -> int:
        return self.whole // 2


@dataclass(frozen=True, slots=True)
class Slotted:
    one: int


@dataclass(frozen=True)
class Counted:
    count: int = field(default=0, init=False)


TALK = Conversation("c1", "book", shown=(("c=c1", "はい"),), asked_at=WEDNESDAY)
REPLACED: tuple[tuple[Any, dict[str, Any]], ...] = (
    (TALK, {"flow": "", "past": (Incoming(Sort.TEXT, "e1", WEDNESDAY, "予約"),)}),
    (TALK, {}),
    (Say("lobby.welcome"), {"look": "card", "before": Say("common.came_late")}),
    (Turn(TALK), {"says": (Say("lobby.welcome"),)}),
    (Incoming(Sort.TEXT, "e1", WEDNESDAY), {"text": "あ" * 9999}),  # which is cut
)


@pytest.mark.parametrize(("record", "changes"), REPLACED)
def test_it_is_what_the_standard_library_gives(record: Any, changes: dict[str, Any]):
    before, expected = dataclasses.asdict(record), dataclasses.replace(record, **changes)
    made = replace(record, **changes)
    assert (made, type(made), hash(str(made))) == (expected, type(expected), hash(str(expected)))
    assert dataclasses.asdict(record) == before


def test_what_was_made_of_the_former_fields_is_made_anew():
    four = Half(4)
    assert (four.half, replace(four, whole=8).half, four.half) == (2, 4, 2)


def test_what_was_made_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(Half(4), whole=8).whole = 2  # type: ignore[misc]  # the very thing that must not go


@pytest.mark.parametrize("record", [Half(4), TALK])
def test_no_field_comes_to_be(record: Any):
    with pytest.raises(TypeError, match="has no third"):
        replace(record, third=3)


@pytest.mark.parametrize("record", [Slotted(1), Counted()])
def test_other_records_are_refused(record: Any):
    with pytest.raises(TypeError, match="no plain record"):
        replace(record, **{name.name: 1 for name in dataclasses.fields(record)})
