"""Index generations: round trip, damage, crashes, locks, refusing disks, pruning."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from indexing import durable, storage
from indexing.config import IndexConfig
from indexing.errors import (
    IndexCorruptError,
    IndexLockedError,
    IndexMismatchError,
    IndexNotFoundError,
    IndexWriteError,
    StorageError,
)
from indexing.recipes import CorpusEntry, EncoderIdentity, Recipe
from indexing.storage import (
    Generation,
    current_version,
    kept_generations,
    make_current,
    open_generation,
    write_generation,
    writing,
)

RECIPE = Recipe(
    encoder=EncoderIdentity("fake", "f" * 64, 8),
    embedding_version="1",
    analyzer_version="1",
    reading_version="1",
    parser_version="1",
    chunker_version="1",
    config=IndexConfig(),
    corpus=(CorpusEntry("doc", "a" * 64, "b" * 64),),
)
OLD = {"passages.json": b"[1]", "lexical/vocab.json": b"{}", "empty": b""}
NEW = {"passages.json": b"[2, 3]", "lexical/vocab.json": b'{"a": 1}', "empty": b""}


def write(index: Path, artifacts: dict[str, bytes]) -> str:
    with writing(index):
        return write_generation(index, RECIPE, artifacts)


def content(generation: Generation) -> dict[str, bytes]:
    return {name: generation.read(name) for name in generation.manifest.artifacts}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    write(tmp_path / "index", OLD)
    return tmp_path / "index"


def folder_of(index: Path) -> Path:
    return index / "generations" / current_version(index)


def test_round_trip(index: Path) -> None:
    generation = open_generation(index)
    assert content(generation) == OLD
    assert generation.manifest.recipe == RECIPE
    assert generation.version == current_version(index)
    assert {(n, a.size, a.sha256) for n, a in generation.manifest.artifacts.items()} == {
        (name, len(data), hashlib.sha256(data).hexdigest()) for name, data in OLD.items()
    }


def test_a_new_generation_takes_over(index: Path) -> None:
    first = current_version(index)
    second = write(index, NEW)
    assert second == current_version(index) != first
    assert content(open_generation(index)) == NEW


def test_two_generations_are_kept(index: Path) -> None:
    versions = [current_version(index), *(write(index, {"a": bytes([i])}) for i in range(4))]
    assert sorted(path.name for path in (index / "generations").iterdir()) == versions[-2:]
    assert [version[:6] for version in versions] == ["000001", "000002", "000003", "000004", "000005"]


def test_an_older_generation_can_be_made_current_again_and_is_then_kept(index: Path) -> None:
    old, new = current_version(index), write(index, NEW)
    assert [generation.version for generation in kept_generations(index)] == [old]
    with writing(index):
        make_current(index, old)
    assert content(open_generation(index)) == OLD
    assert [generation.version for generation in kept_generations(index)] == [new]
    newest = write(index, {"a": b"newest"})
    assert newest[:6] == "000003"
    assert sorted(path.name for path in (index / "generations").iterdir()) == [old, newest]


def test_a_kept_generation_that_is_damaged_is_passed_over(index: Path) -> None:
    old = index / "generations" / current_version(index)
    write(index, NEW)
    (old / "passages.json").write_bytes(b"damaged")
    assert list(kept_generations(index)) == []
    with writing(index), pytest.raises(IndexCorruptError):
        make_current(index, "000009-00000000")
    assert content(open_generation(index)) == NEW


def test_what_others_put_into_the_folder_is_left_alone(index: Path) -> None:
    foreign = index / "generations" / "000000-notes"
    foreign.mkdir()
    (index / "generations" / "README").write_text("not ours")
    (index / "generations" / "²²²²²²").mkdir()
    for i in range(3):
        write(index, {"a": bytes([i])})
    assert foreign.is_dir()
    assert (index / "generations" / "README").read_text() == "not ours"
    assert content(open_generation(index)) == {"a": b"\x02"}


# --- damage -----------------------------------------------------------------------------------------------------


def _rewrite_manifest(index: Path, old: bytes, new: bytes) -> None:
    """Change the manifest and make the pointer agree, as a careful forger would."""
    manifest = folder_of(index) / "manifest.json"
    changed = manifest.read_bytes().replace(old, new)
    manifest.write_bytes(changed)
    (index / "CURRENT").write_text(f"{current_version(index)} {hashlib.sha256(changed).hexdigest()}\n")


def remove_artifact(index: Path) -> None:
    (folder_of(index) / "passages.json").unlink()


def flip_a_byte(index: Path) -> None:
    (folder_of(index) / "passages.json").write_bytes(b"[7]")


def truncate(index: Path) -> None:
    (folder_of(index) / "lexical/vocab.json").write_bytes(b"{")


def replace_by_folder(index: Path) -> None:
    remove_artifact(index)
    (folder_of(index) / "passages.json").mkdir()


def tamper_with_manifest(index: Path) -> None:
    manifest = folder_of(index) / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"fake"', b'"real"'))


def remove_manifest(index: Path) -> None:
    (folder_of(index) / "manifest.json").unlink()


def foreign_manifest(index: Path) -> None:
    _rewrite_manifest(index, b'"recipe"', b'"rezept"')


def manifest_that_is_no_json(index: Path) -> None:
    _rewrite_manifest(index, b"{", b"<")


def tamper_with_pointer(index: Path) -> None:
    (index / "CURRENT").write_text(f"{current_version(index)} {'0' * 64}\n")


def pointer_to_a_missing_generation(index: Path) -> None:
    (index / "CURRENT").write_text(f"000099-abcdef01 {'0' * 64}\n")


def pointer_out_of_the_folder(index: Path) -> None:
    (index / "CURRENT").write_text(f"../../etc {'0' * 64}\n")


def pointer_with_too_few_words(index: Path) -> None:
    (index / "CURRENT").write_text(current_version(index))


def empty_pointer(index: Path) -> None:
    (index / "CURRENT").write_bytes(b"")


def binary_pointer(index: Path) -> None:
    (index / "CURRENT").write_bytes(b"\xff\x00\xfe")


def pointer_that_is_a_folder(index: Path) -> None:
    (index / "CURRENT").unlink()
    (index / "CURRENT").mkdir()


CORRUPTIONS = [
    remove_artifact,
    flip_a_byte,
    truncate,
    replace_by_folder,
    tamper_with_manifest,
    remove_manifest,
    foreign_manifest,
    manifest_that_is_no_json,
    tamper_with_pointer,
    pointer_to_a_missing_generation,
    pointer_out_of_the_folder,
    pointer_with_too_few_words,
    empty_pointer,
    binary_pointer,
    pointer_that_is_a_folder,
]


def check_message(error: BaseException) -> None:
    assert "\n" not in str(error)
    assert "belagg index" in str(error)


@pytest.mark.parametrize("damage", CORRUPTIONS, ids=lambda damage: damage.__name__)
def test_damage_is_found(index: Path, damage: Callable[[Path], None]) -> None:
    damage(index)
    with pytest.raises(IndexCorruptError) as caught:
        open_generation(index)
    check_message(caught.value)


@pytest.mark.parametrize(
    "damage",
    [damage for damage in CORRUPTIONS if damage is not pointer_that_is_a_folder],
    ids=lambda damage: damage.__name__,
)
def test_damage_is_mended_by_the_next_generation(index: Path, damage: Callable[[Path], None]) -> None:
    damage(index)
    write(index, NEW)
    assert content(open_generation(index)) == NEW


def test_damage_after_opening_is_found_when_reading(index: Path) -> None:
    generation = open_generation(index)
    flip_a_byte(index)
    with pytest.raises(IndexCorruptError):
        generation.read("passages.json")
    with pytest.raises(IndexCorruptError, match=r"has no secrets\.json"):
        generation.read("secrets.json")


def test_another_format_is_no_damage(index: Path) -> None:
    _rewrite_manifest(index, b'"format_version": %d' % storage.FORMAT_VERSION, b'"format_version": 999')
    with pytest.raises(IndexMismatchError, match="format 999") as caught:
        open_generation(index)
    check_message(caught.value)


def _missing(tmp_path: Path) -> Path:
    return tmp_path / "nowhere"


def _empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def _foreign(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"\xff\xd8")
    return tmp_path / "photos"


def _file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("x")
    return tmp_path / "file"


def _half_written(tmp_path: Path) -> Path:
    write(tmp_path / "half", OLD)
    (tmp_path / "half" / "CURRENT").unlink()
    (folder := tmp_path / "half" / "generations" / ".000002-00000000.tmp").mkdir()
    (folder / "passages.json").write_bytes(b"[")
    return tmp_path / "half"


@pytest.mark.parametrize("make", [_missing, _empty, _foreign, _file, _half_written])
def test_there_is_no_index(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(IndexNotFoundError) as caught:
        open_generation(make(tmp_path))
    check_message(caught.value)


def test_a_half_written_generation_is_removed_by_the_next_writer(tmp_path: Path) -> None:
    index = _half_written(tmp_path)
    version = write(index, NEW)
    names = sorted(path.name for path in (index / "generations").iterdir())
    assert names[-1] == version
    assert not [name for name in names if name.endswith(".tmp")]
    assert content(open_generation(index)) == NEW


# --- crashes ----------------------------------------------------------------------------------------------------


class Crash(BaseException):
    """The power fails: nothing of ours may catch it."""


STEPS = [(os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (Path, "open"), (shutil, "rmtree")]


@contextmanager
def failing_at(step: int, failure: BaseException, *, after: bool) -> Iterator[list[str]]:
    """Raise at the n-th call of anything that writes, before or after it is done; gives the names of the calls."""
    calls: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in STEPS:
            original = getattr(owner, name)

            def call(
                *args: object, _original: Callable[..., object] = original, _name: str = name, **kw: object
            ) -> object:
                calls.append(_name)
                number = len(calls)  # calls nest: mkdir makes parents with mkdir
                if number == step and not after:
                    raise failure
                result = _original(*args, **kw)
                if number == step and after:
                    raise failure
                return result

            patch.setattr(owner, name, call)
        yield calls


def _number_of_steps(tmp_path: Path) -> int:
    write(tmp_path / "probe", OLD)
    write(tmp_path / "probe", NEW)
    with failing_at(-1, Crash(), after=False) as calls:
        write(tmp_path / "probe", NEW)
    assert set(calls) == {name for _, name in STEPS}
    return len(calls)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("failure", [Crash(), OSError(errno.ENOSPC, "No space left on device")], ids=["crash", "full"])
def test_a_failure_at_any_step_leaves_the_old_or_the_new_generation_whole(
    tmp_path: Path, failure: BaseException, after: bool
) -> None:
    steps = _number_of_steps(tmp_path)
    assert steps > 15
    found = set()
    for step in range(1, steps + 1):
        index = tmp_path / f"index-{step}"
        write(index, {"a": b"first"})
        write(index, OLD)
        with failing_at(step, failure, after=after), pytest.raises((Crash, IndexWriteError)):
            write(index, NEW)
        state = content(open_generation(index))
        assert state in (OLD, NEW)
        found.add(state == NEW)
        write(index, {"a": b"later"})
        assert content(open_generation(index)) == {"a": b"later"}
        assert not list((index / "generations").glob(".*"))
    assert found == {False, True}


@pytest.mark.parametrize("step", range(1, 4))
def test_a_crash_while_the_first_generation_is_written_leaves_no_index(tmp_path: Path, step: int) -> None:
    with failing_at(step, Crash(), after=True), pytest.raises(Crash):
        write(tmp_path / "index", OLD)
    with pytest.raises(IndexNotFoundError):
        open_generation(tmp_path / "index")


def test_every_folder_of_a_generation_is_flushed(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = []
    original = durable.sync_folder

    def sync(folder: Path) -> None:
        flushed.append(folder.name)
        original(folder)

    monkeypatch.setattr(durable, "sync_folder", sync)
    version = write(index, NEW)
    assert sorted(flushed[:2]) == sorted([f".{version}.tmp", "lexical"])
    assert flushed[2:] == ["generations", "index"]


# --- locks and refusing disks -----------------------------------------------------------------------------------

_HOLDER = """
import sys
from pathlib import Path
from indexing.storage import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_writer_at_a_time(index: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", _HOLDER, str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLockedError) as caught:
            write(index, NEW)
        holder.communicate("", timeout=30)
    assert "\n" not in str(caught.value)
    assert "wait" in str(caught.value)
    assert content(open_generation(index)) == OLD
    write(index, NEW)


def test_one_writer_at_a_time_within_a_process(index: Path) -> None:
    with writing(index), pytest.raises(IndexLockedError), writing(index):
        pass


def test_a_failed_writer_gives_the_lock_back(index: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(index):
        raise ZeroDivisionError
    write(index, NEW)


@pytest.mark.parametrize("code", [errno.EROFS, errno.ENOSPC, errno.EACCES, errno.EDQUOT])
def test_a_refusing_disk(index: Path, code: int) -> None:
    with failing_at(4, OSError(code, os.strerror(code)), after=False), pytest.raises(IndexWriteError) as caught:
        write(index, NEW)
    assert os.strerror(code) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "--index" in str(caught.value)
    assert content(open_generation(index)) == OLD
    assert not list((index / "generations").glob(".*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(IndexWriteError):
        write(tmp_path / "index", OLD)


def test_the_index_folder_is_a_file(tmp_path: Path) -> None:
    with pytest.raises(IndexWriteError):
        write(_file(tmp_path), OLD)


def test_errors_are_storage_errors() -> None:
    assert all(
        issubclass(error, StorageError)
        for error in (IndexCorruptError, IndexLockedError, IndexMismatchError, IndexNotFoundError, IndexWriteError)
    )


def test_equal_recipes_survive_the_manifest(index: Path) -> None:
    assert msgspec.json.decode(msgspec.json.encode(RECIPE), type=Recipe) == open_generation(index).manifest.recipe
