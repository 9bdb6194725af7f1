"""``python -m jambonz_proto.cli``."""

import sys

from . import main

sys.exit(main())
