"""What the pages stand on: one open store, and a view that is made anew when the store has changed."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from trucewatch.flow.asof import store_as_of
from trucewatch.publish.view import View
from trucewatch.store.address import Place
from trucewatch.store.opening import open_store
from trucewatch.store.shape import Run, Store

KEPT_TIMES = 4  # earlier states kept open: each is a store of its own in memory


class Ground:
    """One store for one thread. Views are shared by all requests until the store changes."""

    def __init__(self, place: Place) -> None:
        """Raises: StoreError when the store is missing or cannot be opened."""
        self.place = place  # as it was named: of a database with the password, so for opening it alone
        self.store: Store = open_store(place, create=False)
        self._mark: object = None
        self._run: Run | None = None
        self._written = ""
        self._view: View | None = None
        self._then: OrderedDict[datetime, tuple[Store, View]] = OrderedDict()

    def view(self, as_of: datetime | None = None) -> View:
        """The view of now, or of what was known at a time. Raises: UsageError when nothing was known then."""
        now = self._now()
        if as_of is None:
            return now
        if as_of not in self._then:
            then = store_as_of(self.store, as_of, clock="system")
            self._then[as_of] = (then, View(then, as_of))
            if len(self._then) > KEPT_TIMES:
                self._then.popitem(last=False)[1][0].close()
        self._then.move_to_end(as_of)
        return self._then[as_of][1]

    def _now(self) -> View:
        """The view of now. Where only decisions came, what was read of the rest is kept; where nothing came, all of it."""
        mark = self.store.mark()
        if self._view is not None and mark == self._mark:
            return self._view
        run, written = self.store.run(), self.store.last_written()
        if self._view is None or run != self._run:
            self._view = View(self.store)
            self._forget()
        elif written != self._written:
            self._view = View(self.store, records=self._view.records.with_later_judgements())
            self._forget()
        self._mark, self._run, self._written = mark, run, written
        assert self._view is not None
        return self._view

    def _forget(self) -> None:
        for store, _ in self._then.values():
            store.close()
        self._then.clear()

    def close(self) -> None:
        """Closes the store and the earlier states held."""
        self._forget()
        self.store.close()
