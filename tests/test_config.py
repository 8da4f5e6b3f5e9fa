"""The settings come from the environment and the instance folder."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.config import Security, Settings, load_settings
from scheduler.errors import InputError


def test_the_first_start_makes_a_secret_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    first = load_settings({"SCHEDULER_INSTANCE": str(folder)})
    second = load_settings({"SCHEDULER_INSTANCE": str(folder)})
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    code = f"""
from scheduler.config import load_settings
print(load_settings({{"SCHEDULER_INSTANCE": {str(tmp_path / "instance")!r}}}).secret_key)
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    keys = {process.communicate(timeout=60)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 8
    assert len(keys) == 1


def test_the_slower_of_two_writers_leaves_the_key_of_the_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret_key").write_text("f" * 40)
    # The slower one looked before the faster one had written.
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert load_settings({"SCHEDULER_INSTANCE": str(tmp_path)}).secret_key == "f" * 40


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environ = {"SCHEDULER_INSTANCE": str(tmp_path / "instance"), "SECRET_KEY": "e" * 32}
    assert load_settings(environ).secret_key == "e" * 32
    assert not (tmp_path / "instance").exists()


def test_the_secret_key_is_not_printed() -> None:
    settings = Settings(instance_folder=Path("/instance"), secret_key="s" * 32)
    assert "sss" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("SCHEDULER_API_PER_MINUTE", "0", "1 to 1000000 calls, not 0"),
        ("SCHEDULER_MAX_UPLOAD_MB", "many", "“many” is not a whole number"),
        ("SCHEDULER_MAX_UPLOAD_MB", "0", "between 1 and 1024, not 0"),
        ("SCHEDULER_MAX_UPLOAD_MB", "1025", "between 1 and 1024, not 1025"),
        ("SCHEDULER_WORKERS", "-1", "up to 256 worker processes, not -1"),
        ("SCHEDULER_WORKERS", "257", "up to 256 worker processes, not 257"),
        ("SCHEDULER_LEASE", "0", "1 to 3600 seconds, not 0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, value: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load_settings({"SCHEDULER_INSTANCE": str(tmp_path), name: value})
    assert caught.value.where == name


@pytest.mark.parametrize("content", [b"", b"half a key\n", b"\xff" * 40])
def test_a_damaged_key_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(InputError, match="secret_key"):
        load_settings({"SCHEDULER_INSTANCE": str(tmp_path)})


def test_an_instance_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be read or made"):
        load_settings({"SCHEDULER_INSTANCE": str(tmp_path / "file")})


def test_a_checkout_keeps_its_files_in_its_own_instance_folder() -> None:
    root = Path(__file__).resolve().parents[1]
    assert load_settings({"SECRET_KEY": "e" * 32}).instance_folder == root / "instance"


def test_the_database_is_a_file_of_the_instance_unless_another_is_named(tmp_path: Path) -> None:
    environ = {"SCHEDULER_INSTANCE": str(tmp_path), "SECRET_KEY": "e" * 32}
    assert load_settings(environ).database_url == f"sqlite:///{tmp_path}/scheduler.db"
    url = "postgresql://scheduler:secret@db/scheduler"
    settings = load_settings(environ | {"DATABASE_URL": url})
    assert settings.database_url == url
    assert "secret@" not in repr(settings)


def test_the_queue_is_a_file_of_the_instance_unless_another_is_named(tmp_path: Path) -> None:
    environ = {"SCHEDULER_INSTANCE": str(tmp_path), "SECRET_KEY": "e" * 32}
    assert load_settings(environ).queue_url == f"sqlite:///{tmp_path}/queue.db"
    settings = load_settings(environ | {"QUEUE_URL": "redis://:secret@queue"})
    assert settings.queue_url == "redis://:secret@queue"
    assert "secret@" not in repr(settings)


def test_there_is_a_worker_for_every_two_cores_and_at_least_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"SCHEDULER_INSTANCE": str(tmp_path), "SECRET_KEY": "e" * 32}
    for cores, workers in ((1, 1), (2, 1), (5, 2), (16, 8)):
        monkeypatch.setattr("scheduler.config._cores", lambda cores=cores: cores)
        assert load_settings(environ).workers == workers
    assert load_settings(environ | {"SCHEDULER_WORKERS": "3"}).workers == 3


def test_mail_needs_a_server_a_sender_and_an_address_of_ours(tmp_path: Path) -> None:
    env = {"SCHEDULER_INSTANCE": str(tmp_path), "PUBLIC_URL": "https://plans.example.org"}
    assert load_settings(env).smtp is None
    mail = {"SMTP_HOST": "mail.example.org", "SMTP_FROM": "plans@example.org"}
    smtp = load_settings(env | mail).smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.security) == ("mail.example.org", 587, Security.STARTTLS)
    for wrong, name in (
        ({"SMTP_FROM": ""}, "SMTP_FROM"),
        ({"SMTP_FROM": "Plans <plans@example.org>"}, "SMTP_FROM"),
        ({"SMTP_PORT": "0"}, "SMTP_PORT"),
        ({"SMTP_SECURITY": "maybe"}, "SMTP_SECURITY"),
        ({"SMTP_SECURITY": "none", "SMTP_PASSWORD": "marker"}, "SMTP_SECURITY"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
    ):
        with pytest.raises(InputError, match=name) as refused:
            load_settings(env | mail | wrong)
        assert "marker" not in str(refused.value)
