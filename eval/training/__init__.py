"""Training of the encoder's adapter: `belagg eval train-encoder`. docs/training.md says on what."""
