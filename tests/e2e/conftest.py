"""One deployment for the tests that leave it as they found it."""

from collections.abc import Iterator

import pytest

from tests.e2e.town import Town
from tests.make import tokyo


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town on a Wednesday, with web and worker."""
    with Town(tmp_path_factory.mktemp("town")).open() as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place
