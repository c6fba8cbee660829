"""Settings from the environment."""

import pytest

from openfonds.errors import SettingsError
from openfonds.settings import Limits, Settings


def test_numbers_are_read() -> None:
    found = Settings.from_environment({"OPENFONDS_JOBS": "3", "OPENFONDS_PAGE_SECONDS": "45"})
    assert (found.jobs, found.limits.page_seconds) == (3, 45)
    assert Settings.from_environment({}).limits == Limits()


@pytest.mark.parametrize("name", ["OPENFONDS_JOBS", "OPENFONDS_PAGE_SECONDS"])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "soon"])
def test_what_is_no_number_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})
