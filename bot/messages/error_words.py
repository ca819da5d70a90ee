"""What the rules of the service forbid, in the words that staff read."""

from bot.dialogue.words import Words
from bot.errors import RefusedError

IN_CONSOLE, ANYWHERE = "console.refused", "staff"  # tables of words; the first speaks of buttons


def error_in_words(words: Words, error: RefusedError, *tables: str) -> str:
    """Put an error into the words of the first of some tables that has any; its code where none has."""
    values = dict(error.values)
    if "state" in values:
        values["state"] = words(f"staff.state.{values['state']}")
    keys = (f"{table}.{error.code}" for table in tables)
    key = next((one for one in keys if one in words), "")
    return words(key, values) if key else error.code
