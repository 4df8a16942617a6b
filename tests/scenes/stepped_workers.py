"""Functions that run one step at a time, so that a test decides who overtakes whom."""

import threading
from collections.abc import Callable, Iterator
from typing import Any


class Died(BaseException):
    """The worker's function ended here; no `except Exception` may save it."""


class Worker(threading.Thread):
    """Runs one function a step at a time: up to the next call of the database."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._go, self._paused = threading.Semaphore(0), threading.Semaphore(0)
        self._dying = False
        self.error: BaseException | None = None
        self.start()
        self._paused.acquire()

    def run(self) -> None:
        try:
            self._work()
        except Died:
            pass
        except BaseException as error:
            self.error = error
        self._paused.release()

    def pause(self) -> None:
        """Called by the work itself."""
        self._paused.release()
        self._go.acquire()
        if self._dying:
            raise Died

    def step(self) -> None:
        """Do the next step; nothing when there is none left."""
        if self.is_alive():
            self._go.release()
            self._paused.acquire()
            if self.error:
                raise self.error

    def die(self) -> None:
        self._dying = True
        self.step()


def pause() -> None:
    """Where a worker may be overtaken; nothing outside of a worker."""
    worker = threading.current_thread()
    if isinstance(worker, Worker):
        worker.pause()


def orders(left: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """All ways to merge the workers' steps, each worker's own in order."""
    if not any(left.values()):
        yield ()
        return
    for name in left:
        if left[name]:
            for rest in orders({**left, name: left[name] - 1}):
                yield (name, *rest)


def orders_of_twins(left: dict[str, int]) -> list[tuple[str, ...]]:
    """`orders`, where the first two workers do the same: which of them is first is no matter."""
    one, other, *_ = left
    return [order for order in orders(left) if order.index(one) < order.index(other)]
