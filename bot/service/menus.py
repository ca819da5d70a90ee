"""Puts the rich menus in place, and shows each seeker the one of his state.

Linking follows the bookings, and the words that each seeker reads, as they are, not the events that changed them: a
pass reads both, compares with what each seeker was shown last, and links those that differ in bulk. A pass that fails
is made good by the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.booking.model import LIVE, State
from bot.booking.schedule.opening import today
from bot.errors import SendError
from bot.messages.menus import PREFIX, Menu, MenuState
from bot.ports.context import Process
from bot.ports.line import ForgetMenuReader, MenuBooking, Menus, NoteMenus
from bot.ports.store import Store
from bot.service.notices.circuit import line_state

LOOKED_BACK = timedelta(days=2)
MOST_USERS = 500  # users in one call
MENU_SECONDS = 20  # between two passes


@dataclass(frozen=True)
class Published:
    """What publishing did, or would do: names of menus."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


def publish(line: Menus, wanted: Sequence[Menu], *, dry_run: bool = False) -> Published:
    """Put new menus in place, then remove the old; without a change, nothing is called but two lists."""
    existing, aliases = line.all(), line.aliases()
    named = {menu.name: aliases.get(menu.alias, "") for menu in wanted}
    placed = {name: menu_id for name, menu_id in named.items() if existing.get(menu_id) == name}  # its making ended
    missing = [menu for menu in wanted if menu.name not in placed]
    old = {one: name for one, name in existing.items() if name.startswith(PREFIX) and one not in placed.values()}
    done = Published(tuple(menu.name for menu in missing), tuple(placed), tuple(old.values()))
    if dry_run:
        return done
    for menu in missing:
        made = line.make(menu.definition, menu.picture)
        if menu is wanted[0]:
            line.show_all(made)
        line.name(menu.alias, made, new=menu.alias not in aliases)  # last: a menu is in place when its alias names it
    for one in old:
        line.remove(one)
    return done


def link(process: Process) -> int:
    """Show each seeker the menu of his state; give for how many it changed."""
    if not process.menus or line_state(process).open_since:
        return 0
    try:
        return _linked(process, process.menus, process.clock.now())
    except SendError as error:
        process.log("menus_wait", reason=error.reason)
        return 0


def forget(process: Process, user: str) -> None:
    """Show a user the menu of everybody again, as far as LINE can be reached, and forget that it was otherwise."""
    process.store.commit((), (ForgetMenuReader(user),))
    if not process.menus or not process.store.menus_shown((user,)):
        return
    try:
        process.menus.link((user,), "")
    except SendError as error:
        process.log("menus_wait", reason=error.reason)


def _linked(process: Process, line: Menus, now: datetime) -> int:
    wanted = _wanted(process.store, now)
    ids = line.aliases() if wanted else {}
    by_menu: dict[str, list[str]] = defaultdict(list)
    shown = process.store.menus_shown(tuple(wanted))
    for user, states in wanted.items():
        menu = _menu_of(states, ids)
        if shown.get(user, "") != menu:
            by_menu[menu].append(user)
    for menu, users in by_menu.items():
        for first in range(0, len(users), MOST_USERS):
            some = tuple(users[first : first + MOST_USERS])
            line.link(some, menu)
            process.store.commit((), (NoteMenus(some, menu),))
    return sum(map(len, by_menu.values()))


def _wanted(store: Store, now: datetime) -> dict[str, tuple[MenuState, ...]]:
    """Give by user the states whose menu he is shown: the first one that is in place."""
    states = wanted_menus(store.menu_bookings(now - LOOKED_BACK), now)
    states |= {user: MenuState.NONE for user in store.menu_readers() if user not in states}
    easy = store.easy_among(tuple(states))
    return {user: (state.easily, state) if user in easy else (state,) for user, state in states.items()}


def _menu_of(states: Iterable[MenuState], ids: Mapping[str, str]) -> str:
    """Give the id of the menu for a user, "" for that of everybody."""
    placed = (ids.get(f"{PREFIX}{one}", "") for one in states if one is not MenuState.NONE)
    return next(filter(None, placed), "")


def wanted_menus(bookings: Iterable[MenuBooking], now: datetime) -> dict[str, MenuState]:
    """Give the state of each seeker who has, or lately had, a booking."""
    wanted: dict[str, MenuState] = {}
    for one in bookings:
        if one.user and wanted.get(one.user, MenuState.NONE) is MenuState.NONE:
            wanted[one.user] = _state(one, now)
    return wanted


def _state(one: MenuBooking, now: datetime) -> MenuState:
    if one.state not in LIVE or one.end <= now:
        return MenuState.NONE
    is_today = one.state is State.CONFIRMED and today(one.start) == today(now)
    return MenuState.TODAY if is_today else MenuState.BOOKED
