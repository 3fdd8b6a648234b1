"""The commands ``qpr publish``, ``unpublish`` and ``published`` as they are typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from helpers.delivering import put_edition
from helpers.projects import KENT, SMALL, RenderedEdition, contents, miniature, qpr

from qprlib.ground.project import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature, as if it had been rendered."""
    folder = miniature(tmp_path_factory.mktemp("command") / "small", signed=False).resolve()
    params = (folder / "params" / f"{SMALL}.yml").read_text(encoding="utf-8")
    put_edition(Project(folder), SMALL)
    (folder / "params" / f"{SMALL}.yml").write_text(params, encoding="utf-8")
    return folder


def test_publish_list_verify_and_withdraw(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "share"
    looked = qpr(project, "publish", SMALL, "--to", str(target), "--dry-run")
    assert looked.returncode == 0, looked.stderr
    assert "Nothing was changed." in looked.stdout
    assert not target.exists()
    asked = qpr(project, "publish", SMALL, "--to", str(target))
    assert asked.returncode == 2
    assert "[nobody-to-ask]" in asked.stderr
    assert not target.exists()

    done = qpr(project, "publish", SMALL, "--to", str(target), "--yes", "--address", "https://intranet.example/p")
    assert done.returncode == 0, done.stderr
    plan, message = done.stdout.split("A message for the e-mail:")
    assert plan.startswith(f"Target:    {target}\nnew: ")
    assert "Every one was read back and is as it was sent." in plan
    assert f"https://intranet.example/p/{SMALL}/site/index.html" in message
    assert f"in params/{SMALL}.yml" in message
    assert contents(target / SMALL) == contents(project / "outputs" / SMALL)

    found = qpr(project, "published", str(target), "--verify", "--json")
    assert found.returncode == 0, found.stderr
    plain = json.loads(found.stdout)
    (edition,) = plain["editions"]
    assert (edition["edition"], edition["state"]) == (SMALL, "current")
    assert plain["differences"] == []
    (target / SMALL / "report.pdf").write_bytes(b"changed")
    wrong = qpr(project, "published", str(target), "--verify")
    assert wrong.returncode == 8
    assert f"changed: {SMALL}/report.pdf [delivered-changed]" in wrong.stderr

    without = qpr(project, "unpublish", SMALL, "--from", str(target), "--yes")
    assert without.returncode == 2
    gone = qpr(project, "unpublish", SMALL, "--from", str(target), "--reason", "A name was shown.", "--yes")
    assert gone.returncode == 0, gone.stderr
    after = qpr(project, "published", str(target), "--verify")
    assert after.returncode == 0, after.stderr
    assert "withdrawn" in after.stdout
    assert "A name was shown." in after.stdout
    again = qpr(project, "publish", SMALL, "--to", str(target), "--yes")
    assert again.returncode == 10
    assert "[withdrawn-there]" in again.stderr


SECRET = "correct-horse-battery-staple"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (f"sftp://anna:{SECRET}@127.0.0.1/srv/reports", 2),
        ("sftp://127.0.0.1:1/srv/reports", 10),
        ("s3://no-such-bucket/reports", 10),
    ],
)
def test_no_secret_is_told_whatever_goes_wrong(project: Path, tmp_path: Path, target: str, code: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    secrets = {
        "QPR_SFTP_PASSWORD": SECRET,
        "QPR_SFTP_PASSPHRASE": SECRET,
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_MAX_ATTEMPTS": "1",
        "HOME": str(home),
    }
    done = qpr(project, "publish", SMALL, "--to", target, "--yes", **secrets)
    assert done.returncode == code, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_no_secret_gets_to_the_target(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "share"
    done = qpr(project, "publish", SMALL, "--to", str(target), "--yes", "-y", QPR_SFTP_PASSWORD=SECRET)
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert not [path for path, content in contents(target).items() if SECRET.encode() in content]


def test_an_address_with_a_user_or_query_is_refused(project: Path, tmp_path: Path) -> None:
    for address in (f"https://anna:{SECRET}@x.example/", f"https://x.example/?token={SECRET}", "somewhere"):
        done = qpr(project, "publish", SMALL, "--to", str(tmp_path / "share"), "--address", address)
        assert done.returncode == 2
        assert SECRET not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_rendered_edition_is_published_whole_and_its_message_tells_what_changed(
    kent_edition: RenderedEdition, tmp_path: Path
) -> None:
    project = Path(kent_edition.project)
    target = tmp_path / "share"
    done = qpr(project, "publish", KENT, "--to", str(target), "--yes")
    assert done.returncode == 0, done.stderr
    assert contents(target / KENT) == contents(kent_edition.folder)
    assert "Subject: Kent County Council: Quarterly Performance Report, April to June 2011" in done.stdout
    assert qpr(project, "published", str(target), "--verify").returncode == 0
    shutil.rmtree(target)
