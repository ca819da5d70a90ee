"""What WTForms says of a field, in our words. Every form of the console is one of these."""

from flask_wtf import FlaskForm
from werkzeug.local import LocalProxy

from bot.console.page_context import word

OURS = {
    "This field is required.": "form.needed",
    "Not a valid choice.": "form.needed",
    "Field must be equal to %(other_name)s.": "form.not_same",
}
NO_SUCH_CHOICE = "'%(value)s' is not a valid choice for this field."
TOO_LONG = "Field cannot be longer than %(max)d character."


class Translations:
    """Puts what WTForms says into our words, and leaves alone what it says to nobody."""

    def gettext(self, text: str) -> str:
        """Translate a text."""
        return word(OURS[text]) if text in OURS else text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a text about a number."""
        if one == TOO_LONG:
            return word("form.too_long", count=count)
        if one == NO_SUCH_CHOICE:
            return word("form.needed")
        return one if count == 1 else many


class Form(FlaskForm):  # type: ignore[misc]  # it has no types
    """A form whose mistakes are told in our words."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # it has no types
        """How WTForms builds the form."""

        def get_translations(self, form: FlaskForm) -> Translations:
            """Give our words."""
            return Translations()


def told_later(key: str) -> str:
    """Give a text for a validator, which is made before there are words: it is looked up when it is shown."""
    return LocalProxy(lambda: word(key))  # type: ignore[return-value]  # it stands for the text
