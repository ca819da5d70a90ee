"""Reading what people type, purely: each reader gives a value, a question back, or a reason."""

from bot.dialogue.reading.choice import read_choice
from bot.dialogue.reading.contact.digits import contains_my_number
from bot.dialogue.reading.contact.email import read_email
from bot.dialogue.reading.contact.name import read_name
from bot.dialogue.reading.contact.number import read_number
from bot.dialogue.reading.contact.telephone import read_telephone
from bot.dialogue.reading.dates.when import read_when
from bot.dialogue.reading.results import AskWhen, At, NotADate, OnDay, Past, Retry, Value, When, WrongWeekday
from bot.dialogue.reading.text import clean, half_width
from bot.dialogue.words.dates import say_date, say_day, say_time, say_when, short_day
from bot.dialogue.words.hours import say_closed, say_hours, say_starts

__all__ = [
    "AskWhen",
    "At",
    "NotADate",
    "OnDay",
    "Past",
    "Retry",
    "Value",
    "When",
    "WrongWeekday",
    "clean",
    "contains_my_number",
    "half_width",
    "read_choice",
    "read_email",
    "read_name",
    "read_number",
    "read_telephone",
    "read_when",
    "say_closed",
    "say_date",
    "say_day",
    "say_hours",
    "say_starts",
    "say_time",
    "say_when",
    "short_day",
]
