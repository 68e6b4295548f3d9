"""Question sets, measures and benchmarks; the service is reached over HTTP only."""
