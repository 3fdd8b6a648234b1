"""Running pages: real kernels, as few as tell the story."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from helpers.projects import LIMIT
from making_notebooks import code, markdown, texts, write

from qprlib.ground.errors import InputError, PageError, StorageError
from qprlib.publishing.run import execute
from qprlib.publishing.run.execute import FIXED_ENVIRONMENT, run_pages
from qprlib.publishing.run.jobs import PageJob, PageRun
from qprlib.publishing.run.notebooks import page_notebook

REPOSITORY = Path(__file__).parents[2]
LINUX = sys.platform.startswith("linux")

TELLING = """
import os, sys, time, warnings
import pandas as pd
from IPython.display import Markdown, display

class Thing:
    pass

print(Thing(), os.getcwd(), sorted(os.listdir(os.environ["QPR_TEST_FOLDER"])))
print(set("performance"), hash("indicator"), time.strftime("%H:%M %Z", time.localtime(0)))
warnings.warn(f"seen in {os.getcwd()} and {pd.__file__}")
sys.stdout.flush()
print("a second piece", file=sys.stderr)
display(Markdown(f"**{section}** has {Thing()}"))
"""


def job(root: Path, page: str, *cells: dict[str, Any], **more: Any) -> PageJob:
    path = write(root / "notebooks" / f"{page}.ipynb", code('section = "all"', "parameters"), *cells)
    return PageJob(page=page, notebook=path, output=root / "executed" / f"{page}.ipynb", root=root, **more)


def show(text: str) -> dict[str, Any]:
    source = f"from IPython.display import Markdown\nMarkdown({text!r} + section)"
    return code(source, "shows-output")


def telling_job(root: Path) -> PageJob:
    root.mkdir()
    env = {"QPR_TEST_FOLDER": str(root / "notebooks")}
    return job(root, "telling", code(TELLING, "remove-cell"), parameters={"section": "bins"}, env=env)


def test_pages_run_in_parallel_and_come_back_in_order(tmp_path: Path) -> None:
    jobs = [
        job(tmp_path, name, markdown("## A heading"), show("Shown for "), parameters={"section": name})
        for name in ("one", "two", "three")
    ]
    before = dict(os.environ)
    seen: list[PageRun] = []
    runs = run_pages(jobs, workers=2, on_done=seen.append)

    assert [run.job.page for run in runs] == ["one", "two", "three"]
    assert sorted(run.job.page for run in seen) == ["one", "three", "two"]
    assert {run.kernel for run in runs} == {"forked" if LINUX else "standard"}
    assert all(run.error is None and run.seconds > 0 for run in runs)
    assert dict(os.environ) == before
    executed = page_notebook(jobs[1].output)
    assert [cell["id"] for cell in executed["cells"]] == ["cell-0", "injected-parameters", "cell-1", "cell-2"]
    assert executed["cells"][3]["outputs"][0]["data"] == {"text/markdown": "Shown for two"}
    assert "papermill" not in jobs[1].output.read_text(encoding="utf-8")


def test_the_same_bytes_in_another_folder_zone_hash_seed_and_kind_of_kernel(tmp_path: Path) -> None:
    here = telling_job(tmp_path / "here")
    (run,) = run_pages([here])

    there = telling_job(tmp_path / "there and back")
    script = (
        "import sys; from pathlib import Path\n"
        "from qprlib.publishing.run.execute import run_pages\nfrom qprlib.publishing.run.jobs import PageJob\n"
        "root = Path(sys.argv[1])\n"
        "env = {'QPR_TEST_FOLDER': str(root / 'notebooks')}\n"
        "job = PageJob(page='telling', notebook=root / 'notebooks/telling.ipynb',\n"
        "    output=root / 'executed/telling.ipynb', root=root, parameters={'section': 'bins'}, env=env)\n"
        "print(run_pages([job])[0].kernel)\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "QPR_KERNEL": "standard"}
    environment["PYTHONPATH"] = str(REPOSITORY)
    done = subprocess.run(
        [sys.executable, "-c", script, str(there.root)],
        env=environment, capture_output=True, text=True, check=True, timeout=LIMIT,
    )  # fmt: skip

    assert done.stdout.strip() == "standard"
    assert done.stderr == ""
    assert here.output.read_bytes() == there.output.read_bytes()
    assert run.kernel == ("forked" if LINUX else "standard")
    stdout, stderr, shown = page_notebook(here.output)["cells"][2]["outputs"]
    assert stdout["text"].startswith("<__main__.Thing object at 0x0> . ['telling.ipynb']")
    assert "00:00 UTC" in stdout["text"]
    assert "seen in . and <python>/" in stderr["text"]
    assert "a second piece" in stderr["text"]
    assert shown["data"] == {"text/markdown": "**bins** has <__main__.Thing object at 0x0>"}


def test_all_failures_are_reported_together_and_the_other_pages_finish(tmp_path: Path) -> None:
    failing = (
        "# what the page does\nfrom qprlib.report.parts.services import IndicatorError\n"
        "raise IndicatorError('HW01', None) from ValueError('no rows for June')"
    )
    jobs = [
        job(tmp_path, "failing", markdown("text"), code(failing), code("1"), about="section bins"),
        job(tmp_path, "dying", code("import os; os._exit(3)")),
        job(tmp_path, "endless", code("while True: pass"), cell_timeout=1),
        job(tmp_path, "blank", code("table = 1", "shows-output")),
        job(tmp_path, "orphan", code("import os; os.kill(os.getppid(), 9)")),
        job(tmp_path, "good", show("Still shown: ")),
    ]
    seen: dict[str, PageRun] = {}
    with pytest.raises(PageError) as caught:
        run_pages(jobs, workers=3, on_done=lambda run: seen.update({run.job.page: run}))

    problems = {problem.code: problem for problem in caught.value.problems}
    assert list(problems) == [
        "cell-failed", "kernel-died", "cell-timeout", "page-shows-nothing", "page-process-died"
    ]  # fmt: skip
    failed = problems["cell-failed"]
    assert str(failed.place) == "notebook notebooks/failing.ipynb, cell 3, indicator HW01"
    assert failed.found == (
        "page `failing` (section bins): the cell `# what the page does` raised ValueError: no rows for June"
    )
    assert "executed/failing.ipynb" in failed.todo
    assert "Traceback" not in texts(caught.value.problems)
    assert "Traceback" in jobs[0].output.read_text(encoding="utf-8")
    assert problems["kernel-died"].place.cell == 2
    assert "ran longer than 1 seconds" in problems["cell-timeout"].found
    assert "SIGKILL" in problems["page-process-died"].found
    assert seen["good"].error is None
    assert "Still shown: all" in jobs[5].output.read_text(encoding="utf-8")


def test_wrong_parameters_stop_the_run_before_any_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a page was started")

    monkeypatch.setattr(execute, "_run_all", refuse)
    jobs = [job(tmp_path, "one", show("x"), parameters={"sektion": "a"}), job(tmp_path, "two", show("x"))]
    with pytest.raises(InputError, match="did you mean: section"):
        run_pages(jobs)


def test_two_pages_may_not_share_an_output(tmp_path: Path) -> None:
    one = job(tmp_path, "one", show("x"))
    with pytest.raises(ValueError, match=r"one\.ipynb"):
        run_pages([one, one])


def test_no_jobs_no_processes() -> None:
    assert run_pages([]) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_is_told_apart_from_a_faulty_page(tmp_path: Path) -> None:
    full = job(tmp_path, "full", show("x"))
    object.__setattr__(full, "output", Path("/dev/full"))
    chart = job(tmp_path, "chart", code("with open('/dev/full', 'w') as figure: figure.write('svg')"))
    with pytest.raises(StorageError) as caught:
        run_pages([full, chart])
    assert [problem.code for problem in caught.value.problems] == ["disk-full", "disk-full"]
    assert caught.value.problems[0].place.file == "/dev/full"
    assert str(caught.value.problems[1].place) == "notebook notebooks/chart.ipynb, cell 2"


@pytest.mark.skipif(not LINUX, reason="looks for processes in /proc")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGKILL])
def test_nothing_runs_on_when_the_run_is_ended(tmp_path: Path, signum: signal.Signals) -> None:
    pid_file = tmp_path / "pid.txt"
    source = f"import os, time\nopen({str(pid_file)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}')\n"
    page = job(tmp_path, "long", code(source), code("time.sleep(100)"))
    script = (
        "from pathlib import Path; from qprlib.publishing.run.execute import run_pages\n"
        "from qprlib.publishing.run.jobs import PageJob\n"
        f"run_pages([PageJob(page='long', notebook=Path({str(page.notebook)!r}),\n"
        f"    output=Path({str(page.output)!r}), root=Path({str(tmp_path)!r}))])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    pids: list[int] = []
    deadline = time.monotonic() + LIMIT
    while len(pids) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
        pids = [int(word) for word in pid_file.read_text().split()] if pid_file.exists() else []
    process.send_signal(signum)
    _, stderr = process.communicate(timeout=LIMIT)

    assert process.returncode == -signum
    if signum == signal.SIGINT:
        assert stderr.rstrip().endswith("KeyboardInterrupt")
        assert not list(tmp_path.glob(".qpr-*"))
    deadline = time.monotonic() + LIMIT
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_job_cannot_change_what_makes_runs_repeatable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/somewhere/startup.py")
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    environment = execute.page_environment(tmp_path, {"QPR_RENDER": "1", "PYTHONHASHSEED": "5"})
    assert environment["QPR_RENDER"] == "1"
    assert FIXED_ENVIRONMENT.items() <= environment.items()
    assert not {"PYTHONSTARTUP", "JPY_PARENT_PID"} & environment.keys()


def test_what_pages_preload_starts_no_thread() -> None:
    if not LINUX:
        pytest.skip("pages are forked on Linux alone")
    script = "import qprlib.publishing.run.preload, os, sys, json\n" + (
        "print(json.dumps([len(os.listdir('/proc/self/task')), 'debugpy' in sys.modules,"
        " [m for m in qprlib.publishing.run.preload.MODULES if m not in sys.modules]]))"
    )
    environment = {**os.environ, **FIXED_ENVIRONMENT, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [1, False, []]
