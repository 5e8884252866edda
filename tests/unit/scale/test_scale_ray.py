"""The same run on Ray: the same bytes, also when one of its workers is killed; nothing is sent home."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import scale_faults as faults
from scale_faults import line, write_lines
from trucewatch.scale.engines import OnRay
from trucewatch.scale.guard import CallError
from trucewatch.scale.shape import Done, Recipe

pytest.importorskip("pyarrow", reason="scale needs pyarrow: pip install 'trucewatch[scale]'")
pytest.importorskip("ray", reason="the engine ray is not installed: pip install 'trucewatch[scale]'")
pytestmark = pytest.mark.xdist_group("ray")  # one Ray on the machine at a time


@pytest.fixture(scope="module")
def engine() -> Iterator[OnRay]:
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = faults.environment()["PYTHONPATH"]
    found = OnRay(2)
    yield found
    found.close()
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


def test_ray_gives_the_bytes_that_one_local_worker_gives_also_after_a_worker_was_killed(
    engine: OnRay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", faults.environment()["PYTHONPATH"])
    records = [line(n, more="EXIT" if n == 3 else "") for n in range(30)]
    paths = [write_lines(tmp_path / f"{n}.jsonl", records[n::2]) for n in range(2)]
    plan = faults.plan_for(paths, dawdle=0.05)
    faults.run(tmp_path / "still", plan, workers=1)
    killed: list[int] = []
    killer = threading.Thread(target=_kill_one, args=(tmp_path / "ray", killed))
    killer.start()
    outcomes = faults.run(tmp_path / "ray", plan, engine)
    killer.join()
    assert killed, "a worker of Ray was there to be killed"
    assert sorted(type(o).__name__ for o in outcomes) == ["Done", "Done"]
    assert faults.held(tmp_path / "ray") == faults.held(tmp_path / "still")
    told = faults.rows(tmp_path / "ray", plan, "manifest", "url", "outcome")
    assert len(told) == 30
    assert [u for u, outcome in told if outcome == "set_aside"] == ["https://n.example/3"]


def _kill_one(folder: Path, killed: list[int]) -> None:
    """Kills a worker of Ray once a chunk is written."""
    end = time.monotonic() + 100
    while time.monotonic() < end and not killed:
        time.sleep(0.1)
        if list(folder.glob("work/*/*.chunk")):
            for entry in Path("/proc").iterdir():
                try:
                    if entry.name.isdigit() and b"ray::_ray_shard" in (entry / "cmdline").read_bytes() and _ours(entry):
                        os.kill(int(entry.name), signal.SIGKILL)
                        killed.append(int(entry.name))
                        return
                except OSError:
                    continue


def _ours(entry: Path) -> bool:
    """True for a process somewhere below this one."""
    pid = int(entry.name)
    while pid > 1 and pid != os.getpid():
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return pid == os.getpid()


def test_calls_on_ray_come_back_in_order_and_a_failure_is_raised(engine: OnRay) -> None:
    payloads = [str(n).encode() for n in range(12)]
    assert list(engine.call(Recipe(make="scale_faults:double"), payloads)) == [p * 2 for p in payloads]
    with pytest.raises(CallError, match="no"):
        list(engine.call(Recipe(make="scale_faults:double"), [b"RAISE"]))


def test_ray_is_told_to_send_nothing_home(engine: OnRay) -> None:
    usage = pytest.importorskip("ray._common.usage.usage_lib")
    assert usage.usage_stats_enabled() is False


def test_outcomes_of_a_finished_run_are_none(engine: OnRay, tmp_path: Path) -> None:
    plan = faults.plan_for([write_lines(tmp_path / "one.jsonl", [line(1)])])
    assert [type(o) for o in faults.run(tmp_path / "out", plan, engine)] == [Done]
    assert faults.run(tmp_path / "out", plan, engine) == ()
