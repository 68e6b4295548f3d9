"""The retrieval core: no HTTP, no globals, no environment variables."""
