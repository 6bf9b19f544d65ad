"""What the tests of the models share."""

import os

# Several tests run at once. With more threads than cores, PyTorch's wait for one another and take many times as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")
