"""The pytest plugin of jambonz-proto: the fixture ``jambonz``.

It lies outside of the package, since pytest loads every plugin, and the package is not to be imported for those who do
not use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jambonz_proto.testing import Jambonz


@pytest.fixture
def jambonz() -> Jambonz:
    """A simulated jambonz: ``async with jambonz.call(application) as caller:``."""
    from jambonz_proto.testing import Jambonz

    return Jambonz()
