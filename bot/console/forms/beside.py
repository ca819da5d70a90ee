"""Where a page says why a step can't be done: beside the field that is to blame, or at its head."""

from collections.abc import Mapping

from wtforms import Form

from bot.console.page_context import said
from bot.errors import RefusedError


def said_beside(form: Form, error: RefusedError, field_of_error: Mapping[str, str]) -> str:
    """Say an error beside its field and give ""; give its words where it belongs to no field of this form.

    field_of_error  names the field by the code of the error
    """
    name = field_of_error.get(error.code, "")
    if name not in form:
        return said(error)
    form[name].errors = [said(error)]
    return ""
