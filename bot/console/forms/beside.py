"""Where a page says why a step can't be done: beside the field that is to blame, or at its head."""

from collections.abc import Mapping

from wtforms import Form

from bot.console.page_context import said
from bot.errors import RefusedError


def said_beside(form: Form, error: RefusedError, field_of_refusal: Mapping[str, str]) -> str:
    """Say a refusal beside its field and give ""; give its words where it belongs to no field of this form.

    field_of_refusal  names the field by the code of the refusal
    """
    name = field_of_refusal.get(error.code, "")
    if name not in form:
        return said(error)
    form[name].errors = [said(error)]
    return ""
