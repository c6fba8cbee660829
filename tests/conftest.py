"""What holds for all tests: examples of properties are the same in every run.

`pytest tests/property --hypothesis-profile=default` looks for new ones.
"""

from hypothesis import settings

settings.load_profile("ci")
