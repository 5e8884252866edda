"""The book of accounts and the limits: what is kept, what is refused, what ends when."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trucewatch.errors import StoreError, UsageError
from trucewatch.store.address import Place
from trucewatch.store.opening import open_store
from trucewatch.web.accounts.book import IDLE, LONGEST, AccountBook, book_place
from trucewatch.web.accounts.limits import MOST_KEYS, Rate, Tries
from trucewatch.web.accounts.shape import Role

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "four plain words here"


@pytest.fixture
def place(lasting_place: Callable[[], str]) -> Place:
    return book_place(lasting_place())


@pytest.fixture
def book(place: Place) -> Iterator[AccountBook]:
    made = AccountBook(place, create=True)
    yield made
    made.close()


def test_only_the_right_password_of_an_open_account_is_taken(book: AccountBook) -> None:
    book.add("Ana", Role.ANALYST, PASSWORD, NOW)
    assert book.verify("ana", PASSWORD) == book.account("Ana")
    assert book.verify("Ana", PASSWORD + " ") is None
    assert book.verify("Nobody", PASSWORD) is None
    book.set_active("Ana", False)
    assert book.verify("Ana", PASSWORD) is None


def test_no_password_session_or_token_can_be_read_from_the_file(tmp_path: Path) -> None:
    path = book_place(tmp_path / "s.sqlite")
    assert isinstance(path, Path)
    book = AccountBook(path, create=True)
    account = book.add("Ana", Role.ANALYST, PASSWORD, NOW)
    session, token = book.open_session(account, NOW), book.add_token("Ana", "nightly", NOW)
    book.close()
    held = b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
    assert b"argon2id" in held
    assert not any(word.encode() in held for word in (PASSWORD, session, token))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a\nb", PASSWORD), ("-x", PASSWORD), ("Ana", "short"), ("Ana", "x" * 2000)]
)
def test_odd_names_and_weak_passwords_are_refused(book: AccountBook, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        book.add(name, Role.READER, password, NOW)
    assert book.accounts() == ()


def test_a_name_is_taken_whatever_its_case(book: AccountBook) -> None:
    book.add("Ana", Role.READER, PASSWORD, NOW)
    with pytest.raises(UsageError, match="already"):
        book.add("ANA", Role.ADMIN, PASSWORD, NOW)


def test_sessions_end_by_rest_by_age_by_leaving_and_with_the_password(book: AccountBook) -> None:
    account = book.add("Ana", Role.READER, PASSWORD, NOW)
    word = book.open_session(account, NOW)
    assert book.session(word, NOW + IDLE) is not None  # seen then, so it goes on
    assert book.session(word, NOW + IDLE + IDLE + timedelta(minutes=1)) is None
    old = book.open_session(account, NOW)
    at = NOW
    while at < NOW + LONGEST:
        assert book.session(old, at) is not None
        at += timedelta(hours=7)
    assert book.session(old, NOW + LONGEST + timedelta(seconds=1)) is None
    left = book.open_session(account, NOW)
    book.close_session(left)
    assert book.session(left, NOW) is None
    other = book.open_session(account, NOW)
    book.set_password("Ana", PASSWORD + "!")
    assert book.session(other, NOW) is None


def test_each_session_has_its_own_word_for_forms(book: AccountBook) -> None:
    account = book.add("Ana", Role.READER, PASSWORD, NOW)
    first, second = (book.session(book.open_session(account, NOW), NOW) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.form_token != second.form_token


def test_tokens_end_and_can_be_revoked(book: AccountBook) -> None:
    book.add("Bot", Role.READER, PASSWORD, NOW)
    word = book.add_token("Bot", "feed", NOW, NOW + timedelta(days=1))
    visit = book.token(word, NOW)
    assert visit is not None
    assert (visit.account.name, visit.via) == ("Bot", "token feed")
    assert book.token(word, NOW + timedelta(days=2)) is None
    with pytest.raises(UsageError, match="already"):
        book.add_token("Bot", "feed", NOW)
    book.revoke("Bot", "feed")
    assert book.token(word, NOW) is None


def test_a_role_counts_from_the_next_request_and_one_admin_stays(book: AccountBook) -> None:
    account = book.add("Ana", Role.ADMIN, PASSWORD, NOW)
    word = book.open_session(account, NOW)
    for change in (lambda: book.set_role("Ana", Role.READER), lambda: book.set_active("Ana", False)):
        with pytest.raises(UsageError, match="only admin"):
            change()
    book.add("Ben", Role.ADMIN, PASSWORD, NOW)
    book.set_role("Ana", Role.READER)
    visit = book.session(word, NOW)
    assert visit is not None
    assert visit.account.role is Role.READER


def test_the_record_of_writes_cannot_be_changed_even_by_hand(book: AccountBook, place: Place) -> None:
    book.note("Ana", "session", "127.0.0.1", "POST /review/pairs", NOW)
    for statement in ("UPDATE audit SET account='Ben'", "DELETE FROM audit"):
        if isinstance(place, Path):
            with (
                closing(sqlite3.connect(place)) as other,
                pytest.raises(sqlite3.IntegrityError, match="record of writes"),
            ):
                other.execute(statement)
        else:
            with closing(open_store(place)) as store, pytest.raises(StoreError, match="record of writes"):
                store._run(statement)
    assert [row.account for row in book.audit()] == ["Ana"]


def test_without_an_account_the_first_step_is_told(place: Place) -> None:
    if not isinstance(place, Path):
        open_store(place).close()
    with pytest.raises(StoreError, match="no accounts yet") as caught:
        AccountBook(place)
    assert "account add" in (caught.value.try_this or "")


def test_one_name_is_one_account_however_it_is_written(book: AccountBook) -> None:
    book.add("Ana", Role.ADMIN, PASSWORD, NOW)
    with pytest.raises(UsageError, match="already"):
        book.add("ANA", Role.READER, PASSWORD, NOW)
    book.add("ben", Role.READER, PASSWORD, NOW)
    assert [a.name for a in book.accounts()] == ["Ana", "ben"]


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.accounts"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no accounts of ours"):
        AccountBook(path)
    assert path.read_bytes() == before
    path.write_bytes(b"not a database at all" * 50)
    with pytest.raises(StoreError):
        AccountBook(path)


def test_each_wrong_try_after_the_free_ones_waits_twice_as_long() -> None:
    now = [0.0]
    tries = Tries(free=3, first_s=10, longest_s=35, clock=lambda: now[0])
    waits = []
    for _ in range(6):
        tries.fail("ana")
        waits.append(tries.wait_s("ana"))
    assert waits == [0, 0, 10, 20, 35, 35]
    assert tries.wait_s("ben") == 0
    now[0] = 35
    assert tries.wait_s("ana") == 0
    tries.forgive("ana")
    tries.fail("ana")
    assert tries.wait_s("ana") == 0


def test_a_bucket_lets_a_burst_through_and_then_the_rate() -> None:
    now = [0.0]
    rate = Rate(a_second=2, burst=3, clock=lambda: now[0])
    assert [rate.wait_s("a") for _ in range(4)] == [0, 0, 0, 0.5]
    now[0] = 0.5
    assert [rate.wait_s("a") for _ in range(2)] == [0, 0.5]
    assert rate.wait_s("b") == 0


def test_limits_remember_a_bounded_number_of_keys() -> None:
    tries, rate = Tries(), Rate()
    for n in range(MOST_KEYS + 50):
        tries.fail(str(n))
        rate.wait_s(str(n))
    assert len(tries._failed) == MOST_KEYS
    assert len(rate._left) == MOST_KEYS
