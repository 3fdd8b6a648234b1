"""Arrays of many results at once, by what they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Codes = NDArray[np.int8]

SAME = 1e-12
"""Two amounts are the same when they differ by no more than this part of the larger.

Sums and products of decimals come out of binary arithmetic about 1e-16 of their size off; figures that people write
differ by more than 1e-12. So a bound is met exactly when it is met on paper, and 0.1 + 0.2 is 0.3.
"""
