"""Administration waits in threads of its own."""

from __future__ import annotations

import threading

import anyio
import pytest
from anyio import to_thread

from service.api.administration import in_thread


@pytest.mark.anyio
async def test_slow_uploads_leave_the_threads_of_others_alone() -> None:
    running, release = threading.Semaphore(0), threading.Event()

    def read_upload() -> None:
        running.release()
        assert release.wait(20)

    async with anyio.create_task_group() as uploads:
        for _ in range(60):
            uploads.start_soon(in_thread, read_upload)
        with anyio.fail_after(10):
            for _ in range(16):
                await to_thread.run_sync(running.acquire)
            assert await to_thread.run_sync(lambda: running.acquire(timeout=0.1)) is False  # no seventeenth
        release.set()
