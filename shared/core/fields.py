"""Field types that several schemas share."""

from typing import Annotated

from pydantic import StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
