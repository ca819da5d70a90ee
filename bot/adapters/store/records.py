"""Records to JSON and back. What a field's declaration calls personal is sealed; the rest stays readable.

The seal holds a digest of the readable part, so that who can write to Redis can't change a role, a state or a time.

What a field holds by default is not written: so no default of a stored record may ever change (decision 64).
"""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from bot.adapters.store.cipher import Cipher
from bot.adapters.store.rows.readable_bookings import fields_of, readable_of, sealed_of
from bot.booking.model import Booking
from bot.errors import SealError

BOUND = "sha256 of the readable part"  # a name that no field has
SHORT_DIGEST = 32  # hexadecimal digits: nobody finds another text with the same 128 bits
DAMAGED = (SealError, ValueError, KeyError, TypeError)  # what reading a record may raise that is not as it should be
T = TypeVar("T")


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """Give the reader and writer of a record's type, made once."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def personal_fields(kind: type[Any]) -> frozenset[str]:
    """Name the fields of a record that are sealed."""
    return frozenset(field.name for field in dataclasses.fields(kind) if field.metadata["personal"])


def split(record: Any, name: str, cipher: Cipher, *, short: bool = False) -> tuple[str, str]:
    """Give a record as (readable JSON, sealed JSON), the latter shortened where it is to be."""
    writer, personal = adapter(type(record)), set(personal_fields(type(record)))
    clear = writer.dump_json(record, exclude=personal, exclude_defaults=True).decode()
    sealed = writer.dump_python(record, mode="json", include=personal, exclude_defaults=True)
    return clear, bound(clear, sealed, name, cipher, short=short)


def split_booking(booking: Booking, name: str, cipher: Cipher) -> tuple[str, str]:
    """Give the same of a booking, as from form 4 on."""
    fields = adapter(Booking).dump_python(booking, mode="json", exclude_defaults=True)
    readable = readable_of(fields)
    if not readable:
        return split(booking, name, cipher, short=True)
    return readable, bound(readable, sealed_of(fields), name, cipher, short=True)


def bound(readable: str, sealed: Mapping[str, Any], name: str, cipher: Cipher, *, short: bool) -> str:
    """Seal fields with a digest of the readable part beside them."""
    digest = _digest(readable)[:SHORT_DIGEST] if short else _digest(readable)
    return cipher.seal(name, to_json({**sealed, BOUND: digest}), short=short)


def plain(record: Any) -> bytes:
    """Give a record as JSON that is sealed as a whole."""
    return adapter(type(record)).dump_json(record, exclude_defaults=True)


def join(kind: type[T], name: str, readable: str, sealed: str, cipher: Cipher) -> T:
    """Build a record from its two parts; SealError where they don't belong together. Older records were not bound."""
    inner = from_json(cipher.open(name, sealed))
    digest = _digest(readable)
    if inner.pop(BOUND, digest) not in (digest, digest[:SHORT_DIGEST]):
        raise SealError(f"{name} の内容が、封じたときと違います")
    return adapter(kind).validate_python({**fields_of(readable), **inner})


def or_none(damaged: Callable[[], None], read: Callable[..., T | None], *told: Any) -> T | None:
    """Read one record of several; one that is damaged must not hide the others."""
    try:
        return read(*told)
    except DAMAGED:
        damaged()
        return None


def _digest(readable: str) -> str:
    return hashlib.sha256(readable.encode()).hexdigest()


def flat(record: Any) -> dict[str, str]:
    """Give a record of simple fields as the fields of a Redis hash; None is left empty."""
    whole = adapter(type(record)).dump_python(record, mode="json")
    return {key: "" if value is None else str(value) for key, value in whole.items()}


@cache
def flat_defaults(kind: Any) -> Mapping[str, str]:
    """Give what the fields of a type of records hold by default, as `flat` gives it."""
    known = {one.name: one.default for one in dataclasses.fields(kind) if one.default is not dataclasses.MISSING}
    return {name: "" if value is None else str(value) for name, value in known.items()}


def from_flat(kind: type[T], fields: Mapping[str, str]) -> T:
    """Build a record from the fields of a Redis hash; an empty field of an optional value is None."""
    names, optional = _names(kind)  # type: ignore[arg-type]  # mypy takes no class for hashable
    ours = {name: value for name, value in fields.items() if name in names}
    return adapter(kind).validate_python(
        {name: None if value == "" and name in optional else value for name, value in ours.items()}
    )


@cache
def _names(kind: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Name the fields of a record, and those that may be None."""
    fields = dataclasses.fields(kind)
    return frozenset(one.name for one in fields), frozenset(one.name for one in fields if "None" in str(one.type))
