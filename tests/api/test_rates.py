"""Requests that several processes count together."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.rates import RateFile

LIMIT = parse("20/year")  # no window ends meanwhile
YEAR_SECONDS = LIMIT.get_expiry()


@pytest.fixture
def rates(tmp_path: Path) -> Iterator[RateFile]:
    """An empty file."""
    opened = RateFile(tmp_path / "rates.sqlite")
    yield opened
    opened.close()


def admitted(path: Path, requests: int) -> int:
    """How many of so many requests one worker lets in."""
    rates = RateFile(path)
    limiter = SlidingWindowCounterRateLimiter(rates)
    count = sum(limiter.hit(LIMIT, "address", "10.0.0.1") for _ in range(requests))
    rates.close()
    return count


def test_all_together_let_in_no_more_than_the_limit(tmp_path: Path) -> None:
    """However their requests fall between each other."""
    path = tmp_path / "rates.sqlite"
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: admitted(path, 15), range(4)))

    assert 20 == sum(counts)


def test_workers_may_open_it_at_the_same_moment(tmp_path: Path) -> None:
    """One of them makes the file ready, the others wait for it."""
    for number in range(20):
        path = tmp_path / f"{number}.sqlite"
        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(lambda _, path=path: RateFile(path), range(8)))
        for each in opened:
            each.close()


def test_each_key_has_a_count_of_its_own(rates: RateFile) -> None:
    """One that is used up does not stop another."""
    limiter = SlidingWindowCounterRateLimiter(rates)
    for _ in range(20):
        assert limiter.hit(LIMIT, "key", "a")

    assert not limiter.hit(LIMIT, "key", "a")
    assert limiter.hit(LIMIT, "key", "b")


def test_it_says_when_to_come_back(rates: RateFile) -> None:
    """As the storage in memory does, and what is left."""
    limiters = [SlidingWindowCounterRateLimiter(each) for each in (rates, MemoryStorage())]
    for limiter in limiters:
        limiter.hit(LIMIT, "key", "a")
    shared, own = (limiter.get_window_stats(LIMIT, "key", "a") for limiter in limiters)

    assert (19, 19) == (shared.remaining, own.remaining)
    assert own.reset_time == pytest.approx(shared.reset_time, abs=60)


@given(st.lists(st.sampled_from("abc"), max_size=70))
def test_it_lets_in_what_the_storage_in_memory_does(keys: list[str]) -> None:
    """Within one window, where no clock has a say."""
    rates = RateFile(Path(":memory:"))
    shared, own = (SlidingWindowCounterRateLimiter(s) for s in (rates, MemoryStorage()))
    outcomes = [(shared.hit(LIMIT, key), own.hit(LIMIT, key)) for key in keys]
    rates.close()

    assert all(one == other for one, other in outcomes)


def test_counts_can_be_forgotten(rates: RateFile) -> None:
    """One or all of them."""
    for key in ("a", "b"):
        rates.acquire_sliding_window_entry(key, 5, YEAR_SECONDS)
    rates.clear_sliding_window("a", YEAR_SECONDS)

    assert [0, 1] == [rates.get_sliding_window(key, YEAR_SECONDS)[2] for key in ("a", "b")]
    assert 1 == rates.reset()
    assert rates.check()


def test_a_count_ends(rates: RateFile) -> None:
    """A window that is over leaves no row behind."""
    rates.incr("old", -1.0)

    assert 0 == rates.get("old")
    assert 1 == rates.incr("new", 60.0)
    assert rates.get_expiry("new") > rates.get_expiry("old")
    assert 1 == rates.reset()
