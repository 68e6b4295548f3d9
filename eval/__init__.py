"""Scoring retrieval and answers: question sets, measures, benchmarks."""
