"""The six steps of taking part and the list of what to have ready, as cards."""

from bot.dialogue.common_buttons import call_button
from bot.dialogue.outside_flows.into_the_room import way_in
from bot.dialogue.turn import Facts, Open, Option, Page, Say, Send

ZOOM_TEST = "https://zoom.us/test"
STEPS = ("1", "2", "3", "4", "5", "6")
TRY = Option("guide.option.try", Open(ZOOM_TEST))
JOIN = Option("guide.option.join", Send("参加方法"))
READY = Option("guide.option.ready", Send("準備チェック"))


def how_to_join(facts: Facts) -> Say:
    """Show how to take part on the day, with the button into Zoom where there is one already."""
    return _cards("guide.join", (*way_in(facts.booking), READY, TRY, call_button(facts.office)))


def what_to_have_ready(facts: Facts) -> Say:
    """Show what to have ready, with Zoom's own test."""
    return _cards("guide.ready", (TRY, JOIN, call_button(facts.office)))


def _cards(key: str, options: tuple[Option, ...]) -> Say:
    pages = tuple(Page(f"{key}.step.{step}", f"{key}.about.{step}") for step in STEPS)
    return Say(f"{key}.ask", options=options, pages=pages, look="pages")
