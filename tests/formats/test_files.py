"""Files are read up to a limit, and written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.formats import files
from scheduler.formats.files import read_limited, refuse_unwritable, write_whole


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"1234")
    assert read_limited(path, 4) == b"1234"
    with pytest.raises(InputError, match="larger than the 3 bytes"):
        read_limited(path, 3)


def test_a_device_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="larger than the 1 MiB"):
        read_limited(Path("/dev/zero"), 1024 * 1024)


def test_an_impossible_name_is_an_input_error() -> None:
    with pytest.raises(InputError, match="cannot be read: embedded null byte"):
        read_limited(Path("a\0b"))


def test_it_writes_a_new_file_that_others_may_read(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    umask = os.umask(0o022)
    try:
        write_whole(path, "é\n")
    finally:
        os.umask(umask)
    assert path.read_bytes() == "é\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_it_keeps_the_rights_of_the_file_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text("old")
    path.chmod(0o600)
    write_whole(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_what_is_no_regular_file_is_written_to_directly() -> None:
    write_whole(Path("/dev/null"), "gone")
    assert not Path("/dev/null").is_file()


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "old.json"
    path.write_text("old")
    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(InputError, match=r"old\.json: It cannot be written: no space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_is_no_utf_8_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text("old")
    with pytest.raises(InputError, match="surrogates not allowed"):
        write_whole(path, "\ud800")
    assert path.read_text() == "old"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere/plan\.json: It cannot be written: no such"):
        write_whole(tmp_path / "nowhere" / "plan.json", "new")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    path = Path(f"/dev/fd/{theirs}")
    refuse_unwritable(path)
    write_whole(path, "new")
    os.close(theirs)
    with os.fdopen(ours) as end:
        assert end.read() == "new"


@pytest.mark.parametrize(
    ("name", "words"), [("nowhere/plan.json", "there is no folder"), (".", "it is a folder")]
)
def test_what_cannot_be_written_is_found_out_before(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        refuse_unwritable(tmp_path / name)
    refuse_unwritable(tmp_path / "plan.json")
    assert list(tmp_path.iterdir()) == []
