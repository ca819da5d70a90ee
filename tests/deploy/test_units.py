"""The unit files, the server's file and the list of processes hold together and are read by those who use them."""

import configparser
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.adapters.redis.embedded_server import find_binary
from bot.adapters.redis.server_check import Findings, inspect
from bot.cli.commands.serving import reload
from tests.adapters.sentinels import free_ports
from tests.conftest import SERVERS
from tests.e2e.town import wait_until
from tests.folders import ROOT

ONCE = Retry(NoBackoff(), 0)  # else a client asks four times, seconds apart, who it is not
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
ANALYZE = shutil.which("systemd-analyze")


def test_every_unit_is_read_by_systemd_without_a_complaint(tmp_path: Path):
    """The program is not installed here, so another one that can be executed stands in its place."""
    if ANALYZE is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)("no systemd here")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/madoguchi/.venv/bin/madoguchi", "/bin/true"))
    done = subprocess.run(
        [ANALYZE, "verify", *(tmp_path / unit.name for unit in UNITS)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "madoguchi" in line and "docs/operations.md" not in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_lacked_memory_takes_nobody_along(name):
    """Its minder starts another; systemd would stop the whole service."""
    assert "OOMPolicy=continue\n" in (ROOT / f"deploy/systemd/madoguchi-{name}.service").read_text()


def test_what_is_due_at_an_hour_is_due_at_japans_wherever_the_machine_is():
    at_an_hour = [line for unit in UNITS for line in unit.read_text().splitlines() if re.search(r"Calendar=.*\d", line)]
    assert at_an_hour
    assert all(line.endswith(" Asia/Tokyo") for line in at_an_hour)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_each_service_runs_under_a_user_of_its_own_with_as_little_as_it_needs(unit):
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # names of settings are written with capitals
    read.read_string(unit.read_text())
    service = read["Service"]
    assert service["User"] == "madoguchi"
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["UMask"]) == ("yes", "strict", "0077")
    assert service["CapabilityBoundingSet"] == ""


def test_web_and_worker_are_started_as_the_list_of_processes_says():
    listed = dict(line.split(": ") for line in (ROOT / "Procfile").read_text().splitlines())
    assert listed == {name: f"python -m bot.cli {name}" for name in ("web", "worker")}
    for name in listed:
        unit = (ROOT / f"deploy/systemd/madoguchi-{name}.service").read_text()
        assert f"ExecStart=/opt/madoguchi/.venv/bin/madoguchi {name}\n" in unit
        assert f"command: [madoguchi, {name}]" in (ROOT / "deploy/container/compose.yaml").read_text()


def test_a_reload_of_web_brings_the_new_release_and_may_take_longer_than_it_waits_for_it():
    """systemd breaks a reload off after 90 seconds; only what one of its own commands tells may name the service."""
    unit = (ROOT / "deploy/systemd/madoguchi-web.service").read_text()
    for line in ("Type=notify", "NotifyAccess=exec", "RuntimeDirectory=madoguchi-web", "RuntimeDirectoryMode=0700"):
        assert f"{line}\n" in unit
    assert "ExecReload=/opt/madoguchi/.venv/bin/madoguchi reload\n" in unit
    assert reload.LONGEST_START + reload.END_SECONDS < 90


USERS = (ROOT / "deploy/redis/madoguchi.acl").read_text().replace("OFFICE", "yahata")
TWICE = "redis.call('SET', KEYS[1], '1') redis.call('SET', KEYS[2], '1')"  # written to the file as a transaction


@contextmanager
def served(folder: Path, binary: Path, users: str = USERS) -> Iterator[int]:
    """Run a server with our file, whose places and port are others; give the port."""
    (port,) = free_ports(1)
    (folder / "madoguchi.acl").write_text(users)
    file = folder / "madoguchi.conf"
    file.write_text(
        (ROOT / "deploy/redis/madoguchi.conf")
        .read_text()
        .replace("port 6379", f"port {port}")
        .replace("/etc/redis/madoguchi.acl", str(folder / "madoguchi.acl"))
        .replace("/var/lib/redis/madoguchi", str(folder))
        .replace("bind 127.0.0.1 -::1", "bind 127.0.0.1")
    )
    server = subprocess.Popen([str(binary), str(file)], stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port, username="admin", password="ADMIN_PASSWORD") as admin:
            wait_until(lambda: _answers(admin), what="the server answers")
        yield port
    finally:
        server.terminate()
        server.wait()


def ours(port: int) -> redis.Redis:
    """Give a client as the service has it."""
    return redis.Redis(port=port, username="madoguchi", password="PASSWORD")


def test_a_server_with_our_file_and_our_users_is_one_that_loses_nothing(tmp_path: Path):
    with served(tmp_path, find_binary()) as port:
        with redis.Redis(port=port, username="admin", password="ADMIN_PASSWORD", decode_responses=True) as admin:
            assert inspect(admin) == Findings()
        with ours(port) as client:
            assert client.set("{madoguchi:yahata}:a", "b")
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.set("elsewhere", "b")
        for name in (None, "default"):
            nobody = redis.Redis(port=port, username=name, password=name, retry=ONCE)
            with nobody, pytest.raises(redis.exceptions.AuthenticationError):
                nobody.get("a")


def kept_after_a_restart(folder: Path, binary: Path, users: str) -> int:
    """Write two values in one script, start the server anew, and count them."""
    names = ["{madoguchi:yahata}:a", "{madoguchi:yahata}:b"]
    with served(folder, binary, users) as port, ours(port) as client:
        client.evalsha(client.script_load(TWICE), len(names), *names)
        assert client.exists(*names) == len(names)
    with served(folder, binary, users) as port, ours(port) as client:
        return int(client.exists(*names))


@pytest.mark.parametrize("name", SERVERS)
def test_what_a_script_wrote_is_there_when_the_server_starts_again(tmp_path: Path, name: str):
    assert kept_after_a_restart(tmp_path, SERVERS[name], USERS) == 2


@pytest.mark.parametrize("name", [name for name in SERVERS if name == "redis"])
def test_with_a_default_user_without_rights_a_restart_drops_it(tmp_path: Path, name: str):
    """Debian's server checks a transaction of its own file against the rights of a user that nobody can be."""
    without = USERS.replace("user default off resetpass ~* &* +@all", "user default off")
    assert kept_after_a_restart(tmp_path, SERVERS[name], without) == 0


def test_the_rights_are_those_that_the_documents_name():
    of_user = re.search(r"user madoguchi on >PASSWORD (.*)", (ROOT / "deploy/redis/madoguchi.acl").read_text())
    told = re.search(r"ACL SETUSER madoguchi on >PASSWORD (.*)", (ROOT / "docs/operations.md").read_text())
    assert of_user
    assert told
    assert of_user[1] == told[1].replace("yahata", "OFFICE")


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
