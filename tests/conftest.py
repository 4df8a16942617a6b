"""What holds for all tests."""

import os

from hypothesis import settings

# A loaded machine is no defect, so examples have no deadline of their own; pytest has one for
# each test. CI tries the same examples every time, a developer's machine looks for new ones.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
