"""The commands with which somebody keeps an installation running."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.config import Settings

pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")


@pytest.fixture(autouse=True)
def _installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHEDULER_INSTANCE", str(settings.instance_folder))
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=answer)


def test_backup_check_and_restore(settings: Settings) -> None:
    saved = run("backup")
    assert saved.exit_code == 0
    path = saved.output.removeprefix("Saved ").strip()
    assert Path(path).parent == settings.backup_folder
    assert run("check-data").output == "Everything is as it must be.\n"
    restored = run("restore", path, answer="y\n")
    assert restored.exit_code == 0
    assert "everybody has to sign in again" in restored.output


def test_restore_asks_first(settings: Settings) -> None:
    path = run("backup").output.removeprefix("Saved ").strip()
    refused = run("restore", path, answer="n\n")
    assert refused.exit_code == 1
    assert len(list(settings.backup_folder.iterdir())) == 1


def test_a_damaged_file_is_found(settings: Settings) -> None:
    path = settings.instance_folder / "scheduler.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 + 5 : 4096 * 3 + 60] = b"\xff" * 55
    path.write_bytes(content)
    found = run("check-data")
    assert found.exit_code == 1
    assert "Damaged: database: The file is damaged" in found.output


def test_a_folder_becomes_a_district_on_this_server(tmp_path: Path) -> None:
    assert run("sample", "district", "-o", str(tmp_path / "six")).exit_code == 0
    opened = run("open-district", str(tmp_path / "six"))
    assert opened.exit_code == 0
    assert opened.output.endswith("Cedar Valley School District: 6 sites.\n")
    assert run("check-data").output == "Everything is as it must be.\n"
    (tmp_path / "six" / "district.json").write_text("{}")
    refused = run("open-district", str(tmp_path / "six"))
    assert refused.exit_code == 2
    assert "district.json" in refused.output + refused.stderr
