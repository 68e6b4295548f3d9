"""Threads: the model gets the cores, the array libraries one thread each."""

import faiss  # noqa: F401 - its OpenMP is one of those that are limited
from threadpoolctl import threadpool_info

from indexing.cores import keep_array_libraries_to_one_thread


def test_numpy_and_faiss_get_one_thread_each() -> None:
    keep_array_libraries_to_one_thread()
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] in ("blas", "openmp")} == {1}
