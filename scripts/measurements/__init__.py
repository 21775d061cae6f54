"""What writes data/measurements.csv: one module a source, each from the repository that publishes it."""
