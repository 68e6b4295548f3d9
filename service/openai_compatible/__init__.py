"""Belägg as a model for programs that speak OpenAI's API: its models, chat completions and embeddings."""
