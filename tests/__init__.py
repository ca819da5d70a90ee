"""All tests. RQ names its keys as it is told when it is imported: here as for the office of most tests."""

import os

os.environ["RQ_KEY_PREFIX"] = "rq:{madoguchi:yahata}"
