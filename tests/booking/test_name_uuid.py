"""The UUID of a name is the one that Python's library gives."""

from uuid import UUID, uuid5

import pytest

from bot.booking.name_uuid import name_uuid

NAMESPACE = UUID("5b0f3d6e-5d6c-4b57-9f0b-6a0f4f1c2d11")


@pytest.mark.parametrize("name", ["", "01HF", "求職 13010", "x" * 1000, *map(str, range(40))])
def test_it_is_what_the_library_gives(name):
    assert name_uuid(NAMESPACE, name) == str(uuid5(NAMESPACE, name))
