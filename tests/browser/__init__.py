"""Tests in a real browser, against the running service with the real model and corpus."""
