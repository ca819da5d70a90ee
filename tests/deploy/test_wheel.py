"""The wheel: built as a release is, and tried where nothing of the sources can be seen."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.folders import ROOT

SHIPPED = ("bot", "workers", "messages_ja")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it from what stands under version control, so that nothing else can slip in."""
    sources, built = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("built")
    tracked = [*copied(), *_tracked()]
    for name in tracked:
        copy = sources / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--no-build-isolation", "--out-dir", built]
    subprocess.run([*build, "--python", sys.executable, sources], check=True, capture_output=True)
    (found,) = built.glob("*.whl")
    return found


def copied() -> list[str]:
    """Name the single files that the container's file copies to build from: it must do with them as a release does."""
    lines = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "deploy/container/Containerfile").read_text(), re.MULTILINE)
    return [name for line in lines for name in line.split() if (ROOT / name).is_file()]


def _tracked() -> list[str]:
    told = subprocess.run(["git", "ls-files", "-z", *SHIPPED], cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_all_that_the_service_reads_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in _tracked() if name not in held] == []
    assert any(name.endswith("licenses/LICENSE") for name in held)


def test_an_office_is_begun_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "lib")
    given = ["--id", "sakura", "--name", "桜", "--address", "桜市", "--telephone", "093-000-0000"]
    terms = ["--terms-signed-by", "所長", "--terms-court", "桜地方裁判所", "--public-url", "https://yoyaku.sakura.jp"]
    begun = subprocess.run(
        [sys.executable, "-m", "bot.cli", "init", tmp_path / "office", *given, *terms],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "lib"), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert (begun.returncode, begun.stderr) == (0, "")
    assert (tmp_path / "office/office.toml").exists()
    where = [sys.executable, "-c", "import bot; print(bot.__file__)"]
    seen = subprocess.run(
        where, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "lib")}, capture_output=True, text=True
    )
    assert seen.stdout.startswith(str(tmp_path / "lib"))
