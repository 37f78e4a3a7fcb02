"""`python -m local` is the `postbag` command."""

import sys

from local.cli import main

sys.exit(main())
