"""The two lists of pinned libraries: what the service needs, and all."""

import re
import tomllib
from pathlib import Path

from tests.folders import ROOT

PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def pins(file: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / file).read_text()))


def names(group: list[str]) -> set[str]:
    return {re.split(r"[\[><=; ]", one, maxsplit=1)[0].lower() for one in group}


def test_the_service_s_libraries_are_pinned_as_in_the_whole_list_and_no_developer_s_tool_is_among_them():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    ours, whole = pins("requirements-production.lock"), pins("requirements.lock")
    assert ours.items() <= whole.items()
    assert names(project["project"]["dependencies"]) <= set(ours)
    tools = names(project["dependency-groups"]["dev"])
    assert tools <= set(whole)
    assert not tools & set(ours)


def test_no_list_says_where_from():
    for file in ("requirements-production.lock", "requirements-audit.lock", "requirements.lock"):
        told = Path(ROOT / file).read_text()
        assert "://" not in told
        assert "--index" not in told
