"""Great Expectations suites and release checks."""
