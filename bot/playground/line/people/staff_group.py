"""The group of staff in the local LINE: there from the start, so that the page shows it beside the seekers."""

from bot.playground.line.people.people import Group, Person
from bot.playground.line.people.world import World

MEMBER = Person("U" + "5" * 32, "職員")
NAME = "職員グループ"


def add_staff_group(world: World, group_id: str) -> None:
    """Put the group there unless it is; nobody is told, since the bot may not listen yet."""
    with world.lock:
        if not group_id or group_id in world.groups:
            return
        if MEMBER.user_id not in world.people:
            world.put_person(MEMBER)
        world.put_group(Group(group_id, NAME, (MEMBER.user_id,)))
