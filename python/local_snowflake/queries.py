"""The statements that the server knows: those that run, and those whose results are still kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import wait

from local_snowflake.deadlines import Deadlines
from local_snowflake.query import Query, Submission
from local_snowflake.query_history import FAILED, QueryHistory, QueryRecord
from local_snowflake.result_store import ResultStore, Retention
from local_snowflake.sessions import Session
from local_snowflake.statement import Result, SnowflakeError, StatementContext

HISTORY_LIMIT = 10_000
_SWEEP_S = 60.0
_STOP_S = 3.0

Execute = Callable[[StatementContext], Result]


class Queries:
    """Runs statements, each on its own thread, and answers for them by query id. Thread-safe.

    `describe` gives the columns of a statement without running it.
    """

    def __init__(self, run: Execute, describe: Execute, history: QueryHistory, retention: Retention) -> None:
        self._execute = run
        self._describe = describe
        self._history = history
        self._lock = threading.Lock()
        self._by_id: dict[str, Query] = {}
        self._by_request: dict[tuple[int, str], Query] = {}
        self._running: set[Query] = set()
        self._results = ResultStore(retention, self._forget)
        self._deadlines = Deadlines()
        self._sweep()

    def submit(self, submission: Submission) -> Query:
        """Starts a statement; a request that came before (a driver's retry) gives the same query again."""
        with self._lock:
            key = _request_key(submission)
            known = self._by_request.get(key) if key else None
            if known is not None:
                return known
            query = Query(submission)
            self._by_id[query.id] = query
            self._running.add(query)
            if key:
                self._by_request[key] = query
        if not submission.describe_only:
            # Before the client hears of the id: what it was told must be known after kill -9 too.
            self._history.begin(query.record)
        threading.Thread(target=self._run, args=(query,), name=f"query {query.id}", daemon=True).start()
        return query

    def of(self, query_id: str) -> Query:
        """A query that runs, or whose result is kept.

        Raises SnowflakeError: what an earlier one failed with, 000710 when its result is gone, 000709 for an
        unknown id.
        """
        query = self._by_id.get(query_id.lower())
        if query is not None:
            self._results.touch(query)
            return query
        record = self._history.find(query_id)
        if record is None:
            raise SnowflakeError("000709", "02000", f"Statement {query_id} not found")
        if record.execution_status == FAILED and record.error_code and record.sqlstate:
            raise SnowflakeError(record.error_code, record.sqlstate, record.error_message or "")
        raise SnowflakeError("000710", "02000", f"The result of statement {query_id} is no longer available.")

    def result_of(self, session: Session, query_id: str) -> Result:
        """The kept result of a finished query, for RESULT_SCAN. Raises as `of`, and 000709 while it runs."""
        query = self.of(query_id)
        if not query.outcome.done():
            raise SnowflakeError("000709", "02000", f"Statement {query_id} has not finished")
        return query.outcome.result()

    def record(self, query_id: str) -> QueryRecord | None:
        """How a statement stands, of this run of the server or an earlier one."""
        query = self._by_id.get(query_id.lower())
        return query.record if query is not None else self._history.find(query_id)

    def history(self, limit: int = HISTORY_LIMIT) -> list[QueryRecord]:
        """The newest statements of all sessions, newest first."""
        return self._history.latest(limit)

    def cancel(self, query_id: str) -> bool:
        """Cancels a query; False when none with this id is running."""
        query = self._by_id.get(query_id.lower())
        if query is None or query.outcome.done():
            return False
        query.cancel.cancel()
        return True

    def cancel_request(self, session: Session, request_id: str) -> bool:
        """Cancels the query of a request of this session; False when it is not running."""
        query = self._by_request.get((session.id, request_id))
        return query is not None and self.cancel(query.id)

    def cancel_all(self, session_id: int | None = None) -> int:
        """Cancels what a session has running (everything without one); how many there were."""
        return sum(self.cancel(query.id) for query in self._running_of(session_id))

    def is_busy(self, session: Session) -> bool:
        """Whether the session has a statement running."""
        return bool(self._running_of(session.id))

    def stop(self) -> None:
        """Cancels everything and waits a moment for it to end, so that the history says how."""
        running = self._running_of(None)
        self.cancel_all()
        wait([query.outcome for query in running], _STOP_S)
        self._deadlines.stop()

    def _running_of(self, session_id: int | None) -> list[Query]:
        with self._lock:
            return [q for q in self._running if session_id is None or q.submission.session.id == session_id]

    def _run(self, query: Query) -> None:
        sent = query.submission
        deadline = self._deadlines.after(sent.timeout_s, query.time_out) if sent.timeout_s else None
        outcome = query.run(self._describe if sent.describe_only else self._execute)
        if deadline is not None:
            self._deadlines.drop(deadline)
        if not sent.describe_only:
            self._history.end(query.record)
            sent.session.last_query_id = query.id
        self._finish(query, outcome)

    def _finish(self, query: Query, outcome: Result | SnowflakeError) -> None:
        self._results.keep(query)
        with self._lock:
            self._running.discard(query)
        if isinstance(outcome, SnowflakeError):
            query.outcome.set_exception(outcome)
        else:
            query.outcome.set_result(outcome)

    def _forget(self, query: Query) -> None:
        with self._lock:
            self._by_id.pop(query.id, None)
            if key := _request_key(query.submission):
                self._by_request.pop(key, None)

    def _sweep(self) -> None:
        self._results.sweep()
        self._deadlines.after(_SWEEP_S, self._sweep)


def _request_key(submission: Submission) -> tuple[int, str] | None:
    return (submission.session.id, submission.request_id) if submission.request_id else None
