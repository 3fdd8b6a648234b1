"""What is read may be anything: a folder, a pipe, a link to itself, rubbish. Every kind of file ends in a message."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from helpers.projects import SMALL, miniature, qpr

from qprlib.ground.edition import Edition
from qprlib.ground.errors import InputError
from qprlib.ground.incoming import read_bytes, read_text
from qprlib.ground.yamlfiles import read_mapping, read_yaml
from qprlib.scoring.scheme import Scheme, read_scheme

TEXTS = f"notebooks/commentary/{SMALL}"
TABLE = "indicator,period_end,actual,target\nA,2011-06-30,5,10\n"

#: Every kind of file that the product reads, and a command that reads it.
FILES = {
    f"params/{SMALL}.yml": ("check", SMALL),
    "params/schemes/small.yml": ("check", SMALL),
    "data/small/indicators.csv": ("check", SMALL),
    "data/small/actuals.csv": ("check", SMALL),
    "data/small/targets.csv": ("check", SMALL),
    "data/small/benchmarks.csv": ("check", SMALL),
    f"{TEXTS}/highways.ipynb": ("check", SMALL),
    f"{TEXTS}/sign-offs/highways.yml": ("status", SMALL),
    "notebooks/index.ipynb": ("render", SMALL),
    "table.csv": ("score", "table.csv", "--scheme", "small"),
    "table.xlsx": ("score", "table.xlsx", "--scheme", "small"),
    "own.yml": ("score", "good.csv", "--scheme", "own.yml"),
    "checked.yml": ("schemes", "check", "checked.yml"),
    f"outputs/{SMALL}/manifest.json": ("verify", SMALL),
    "one.json": ("compare", SMALL, "--with", "one.json"),
}


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing-here")


def rubbish(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00\x80" * 50)


INSTEAD: dict[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo if hasattr(os, "mkfifo") else Path.mkdir,
    "link to itself": link_to_itself,
    "link to nothing": link_to_nothing,
    "rubbish": rubbish,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = miniature(tmp_path_factory.mktemp("made") / "project")
    (root / "good.csv").write_text(TABLE, encoding="utf-8")
    return root


@pytest.mark.skipif(os.name == "nt", reason="pipes and links are made otherwise there")
@pytest.mark.parametrize("kind", INSTEAD)
@pytest.mark.parametrize("name", FILES)
def test_whatever_stands_in_place_of_a_file_ends_in_a_message(name: str, kind: str, made: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(made, tmp_path / "project", symlinks=True))
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    INSTEAD[kind](path)
    done = qpr(project, *FILES[name])
    assert "Traceback" not in done.stderr + done.stdout
    # A sign-off that cannot be read counts for nothing, and stops nobody.
    counts_for_nothing = "sign-offs" in name
    assert (done.returncode == 0) == counts_for_nothing, done.stdout + done.stderr
    assert done.returncode <= 10
    assert ("warning: " if counts_for_nothing else "error: ") in done.stderr + done.stdout
    assert ("small" if "manifest" in name else Path(name).stem) in done.stderr + done.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes and links are made otherwise there")
@pytest.mark.parametrize("kind", [kind for kind in INSTEAD if kind != "rubbish"])
def test_the_one_reader_names_what_is_there(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    INSTEAD[kind](path)
    with pytest.raises(InputError) as caught:
        read_bytes(path, "data/file.csv")
    (problem,) = caught.value.problems
    assert problem.code == ("missing-file" if kind == "link to nothing" else "not-a-file")
    assert kind.split(maxsplit=1)[0] in problem.found
    assert problem.place.file == "data/file.csv"


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "file.csv/below", "missing.csv"])
def test_a_name_that_leads_nowhere_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / name, name)
    assert caught.value.problems[0].code in ("missing-file", "unreadable-file")


# YAML ---------------------------------------------------------------------------------------------------------

YAML = {
    "an anchor within itself": "edition: &a [*a]\n",
    "a mapping within itself": "edition: &a {b: *a}\n",
    "a part ten times ten times": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "lists within lists": f"edition: {'[' * 3000}{']' * 3000}\n",
    "keys within keys": "".join(f"{' ' * depth}a:\n" for depth in range(1500)),
    "a truth that is none": "edition: !!bool maybe\n",
    "a number that is none": "edition: !!float abc\n",
    "a whole number that is none": "edition: !!int abc\n",
    "a number of 5,000 digits": f"edition: {'9' * 5000}\n",
    "a day that is none": "edition: !!timestamp soon\n",
    "bytes that are none": "edition: !!binary '*'\n",
    "a program": "edition: !!python/object/apply:os.system [ls]\n",
    "a list as a key": "? [a, b]\n: c\n",
    "nothing but a comment": "# nothing\n",
    "a list": "- a\n- b\n",
    "one word": "edition\n",
    "an open bracket": "edition: [\n",
    "a sign that nobody sees": "edition: 'a\u202eb'\n",
    "a control character": "edition: a\x07b\n",
    "two documents": "a: 1\n---\nb: 2\n",
}


@pytest.mark.parametrize("text", YAML.values(), ids=list(YAML))
def test_any_yaml_is_read_or_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.yml"
    path.write_text(text, encoding="utf-8")
    for read in (lambda: read_yaml(path, "file.yml", Edition), lambda: read_yaml(path, "file.yml", Scheme)):
        with pytest.raises(InputError) as caught:
            read()
        for problem in caught.value.problems:
            assert problem.place.file == "file.yml"
            assert problem.todo
            assert len(problem.found) < 400
    with suppress(InputError):
        assert isinstance(read_mapping(path, "file.yml"), dict)


#: Values that a scheme may be given for the width of a band.
WITHIN = ["[10]", "{a: 1}", "1e308", "-1e308", ".inf", ".nan", "null", "true", "ten", "'10'", "9" * 400, "1e-320"]


@pytest.mark.parametrize("value", WITHIN)
def test_any_width_of_a_band_is_used_or_refused(value: str, tmp_path: Path) -> None:
    own = (Path(__file__).parents[2] / "params/schemes/within-10-percent.yml").read_text(encoding="utf-8")
    path = tmp_path / "within-10-percent.yml"
    path.write_text(own.replace("within: 10", f"within: {value}", 1), encoding="utf-8")
    assert value in path.read_text(encoding="utf-8")
    with suppress(InputError):
        assert read_scheme(path, "within-10-percent.yml").bands


# Terminal and targets -----------------------------------------------------------------------------------------


def test_a_terminal_without_utf_8_loses_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made / "signs.csv").write_text(
        "indicator,period_end,actual,target\nVisits – £,2011-06-30,5,≥10\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:strict")
    done = qpr(made, "score", "signs.csv", "--scheme", "small")
    assert "Traceback" not in done.stderr
    assert (done.returncode, "\\u2265" in done.stdout or "≥" in done.stdout) == (0, True)


def test_a_home_of_nobody_is_no_target(made: Path) -> None:
    done = qpr(made, "publish", SMALL, "--to", "~nosuchuser/reports")
    assert "Traceback" not in done.stderr
    assert done.returncode in (2, 3, 10)
    assert "nosuchuser" in done.stderr
