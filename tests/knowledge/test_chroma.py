"""Chroma as a copy that can be thrown away: whatever happens to it, it is made again or passed over."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge import chroma
from knowledge.chroma import Embedded, Server
from knowledge.chunks import strangers
from knowledge.copies import ChromaFailed, Copy, guarded, settings
from knowledge.index import Index
from knowledge.similar import Similar
from tests.knowledge.letters import Letters

QUESTIONS = [f"Question number {n} about subject {n * n}?" for n in range(20)]


def copy_of(questions: list[str], digest: str) -> Copy:
    wanted = strangers(questions, "en")
    return Copy(Index(wanted, Letters().encode_queries(questions), digest * 64))


FIRST, SECOND = copy_of(QUESTIONS, "a"), copy_of([*QUESTIONS[1:], "Another one?"], "b")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "chroma"
    assert Embedded(folder).refresh(FIRST)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """Return a copy of the filled folder: its files are younger than what was noted of them."""
    return Path(shutil.copytree(filled, tmp_path / "chroma", copy_function=shutil.copyfile))


def place(folder: Path, copy: Copy) -> Path:
    (path,) = folder.glob(f"{copy.name}-*")
    return path


def held(folder: Path, copy: Copy) -> set[str]:
    import chromadb  # noqa: PLC0415

    with chromadb.PersistentClient(place(folder, copy), settings=settings()) as client:
        return set(client.get_collection(copy.name, embedding_function=None).get(include=[])["ids"])


def test_vectors_live_in_chroma(folder: Path) -> None:
    assert held(folder, FIRST) == {chunk.id for chunk in FIRST.index.chunks}


def test_a_copy_that_is_sound_is_checked_and_kept(folder: Path) -> None:
    assert not Embedded(folder).refresh(FIRST)


def test_a_copy_that_nobody_touched_is_not_even_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Embedded(folder).refresh(FIRST)
    monkeypatch.setattr(chroma, "_use", pytest.fail)

    assert not Embedded(folder).refresh(FIRST)


def test_another_index_gets_another_copy_and_the_old_one_goes(folder: Path) -> None:
    assert Embedded(folder).refresh(SECOND)
    assert held(folder, SECOND) == {chunk.id for chunk in SECOND.index.chunks}
    assert list(folder.glob(f"{FIRST.name}-*")) == []


def damage_database(path: Path) -> None:
    (path / "chroma.sqlite3").write_bytes(b"garbage" * 1000)


def remove_all(path: Path) -> None:
    shutil.rmtree(path)


def empty(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()


@pytest.mark.parametrize("damage", [damage_database, remove_all, empty])
def test_a_damaged_copy_is_made_again(folder: Path, damage: object) -> None:
    assert callable(damage)
    damage(place(folder, FIRST))

    assert Embedded(folder).refresh(FIRST)
    assert held(folder, FIRST) == {chunk.id for chunk in FIRST.index.chunks}


def test_vectors_that_are_damaged_are_made_again(tmp_path: Path) -> None:
    """From a thousand on, Chroma keeps vectors in files beside its database."""
    many = copy_of([f"Question {n} of {n % 7} and {n * n}?" for n in range(1100)], "c")
    Embedded(tmp_path / "chroma").refresh(many)
    files = list((tmp_path / "chroma").rglob("*.bin"))
    for file in files:
        file.write_bytes(b"")

    assert files
    assert Embedded(tmp_path / "chroma").refresh(many)


def test_what_a_killed_process_left_half_made_is_dropped(folder: Path) -> None:
    half = folder / f"{FIRST.name}-0a1b2c3d.part"
    half.mkdir()
    (half / "chroma.sqlite3").write_bytes(b"half")

    assert not Embedded(folder).refresh(FIRST)
    assert not half.exists()


def test_a_copy_that_lost_vectors_is_made_again(folder: Path) -> None:
    import chromadb  # noqa: PLC0415

    with chromadb.PersistentClient(place(folder, FIRST), settings=settings()) as client:
        client.get_collection(FIRST.name, embedding_function=None).delete(ids=[FIRST.index.chunks[3].id])

    assert Embedded(folder).refresh(FIRST)


def test_a_copy_whose_vectors_are_others_is_made_again(folder: Path) -> None:
    import chromadb  # noqa: PLC0415

    with chromadb.PersistentClient(place(folder, FIRST), settings=settings()) as client:
        collection = client.get_collection(FIRST.name, embedding_function=None)
        ids = [chunk.id for chunk in FIRST.index.chunks]
        collection.update(ids=ids, embeddings=-FIRST.index.vectors)

    assert Embedded(folder).refresh(FIRST)


def test_a_note_that_cannot_be_read_only_means_another_check(folder: Path) -> None:
    (folder / "checked.json").write_text("{")

    assert not Embedded(folder).refresh(FIRST)
    assert json.loads((folder / "checked.json").read_text())["name"] == place(folder, FIRST).name


def test_two_processes_do_not_open_the_folder_at_once(folder: Path) -> None:
    with Embedded(folder)._alone(), pytest.raises(ChromaFailed, match="not ours"):
        Embedded(folder).refresh(SECOND)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ChromaFailed):
        Embedded(tmp_path / "file" / "chroma").refresh(FIRST)


def test_whatever_goes_wrong_in_chroma_is_one_error() -> None:
    class Panic(BaseException):
        pass

    def panics() -> None:
        raise Panic("rust")

    with pytest.raises(ChromaFailed, match="Panic: rust"):
        guarded(panics)


def test_an_interrupt_is_no_failure_of_chroma() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guarded(interrupted)


def test_telemetry_is_off_and_no_env_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ANONYMIZED_TELEMETRY=true\nTENANT_ID=mine\n")

    assert settings().anonymized_telemetry is False
    assert settings().tenant_id == "default"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Chroma server of our own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    folder = tmp_path_factory.mktemp("server")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def server(served: str) -> Iterator[Server]:
    server = Server(served)
    yield server
    server.close()


def test_a_server_holds_a_copy_answers_from_it_and_drops_the_old_one(server: Server) -> None:
    built = server.refresh(FIRST)
    again = server.refresh(FIRST)
    server.close()
    found = server.nearest(FIRST, FIRST.index.vectors[7], 3)
    replaced = server.refresh(SECOND)

    assert (built, again, replaced) == (True, False, True)
    assert max(found, key=lambda chunk: found[chunk]) == FIRST.index.chunks[7].id
    assert max(found.values()) == pytest.approx(1.0, abs=1e-3)
    assert len(found) == 3
    with pytest.raises(ChromaFailed):
        server.nearest(FIRST, FIRST.index.vectors[7], 3)


def similar(copy: Copy, server: Server | None) -> Similar:
    return Similar([], copy.index, Letters(), server, ("en",))


def test_a_server_finds_what_the_exact_scan_finds(server: Server) -> None:
    server.refresh(FIRST)

    for question in QUESTIONS:
        exact = similar(FIRST, None)(question).elsewhere
        assert similar(FIRST, server)(question).elsewhere == pytest.approx(exact, abs=1e-4)


class Down(Server):
    """A server that fails, and counts how often it was asked."""

    asked = 0

    def nearest(self, copy: Copy, vector: object, limit: int) -> dict[str, float]:
        self.asked += 1
        raise ChromaFailed("down")


def test_a_server_that_fails_is_passed_over_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    server = Down("http://127.0.0.1:1")
    with_server, exact = similar(FIRST, server), similar(FIRST, None)

    answers = [with_server(question) for question in QUESTIONS]

    assert [one.elsewhere for one in answers] == [exact(question).elsewhere for question in QUESTIONS]
    assert server.asked == 1
    assert caplog.text.count("Chroma took no part") == 1


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(ChromaFailed, match=r"127\.0\.0\.1"):
        Server("http://127.0.0.1:1").refresh(FIRST)


def test_a_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(ChromaFailed):
            Server(f"http://127.0.0.1:{silent.getsockname()[1]}").refresh(FIRST)

    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://chroma:9000", ("chroma", 9000, False)),
        ("http://chroma", ("chroma", 8000, False)),
        ("https://chroma.example", ("chroma.example", 443, True)),
    ],
)
def test_an_address_names_host_port_and_security(url: str, expected: tuple[str, int, bool]) -> None:
    server = Server(url)

    assert (server._host, server._port, server._secure) == expected


def test_chunks_that_a_server_leaves_out_are_no_nearer_than_its_last() -> None:
    class Few(Server):
        def nearest(self, copy: Copy, vector: object, limit: int) -> dict[str, float]:
            return {copy.index.chunks[2].id: 0.9, copy.index.chunks[5].id: 0.4, "unknown": 1.0}

    cosines = similar(FIRST, None)._nearest(Few("http://x"), np.zeros(64, np.float32))

    assert cosines[2] == pytest.approx(0.9)
    assert cosines[5] == pytest.approx(0.4)
    assert set(np.delete(cosines, [2, 5]).round(3)) == {np.float32(0.4)}
