"""Every workbook of the gallery."""

from __future__ import annotations

from workbooks.councils import COUNCILS
from workbooks.others import OTHERS
from workbooks.refused import REFUSED

READ = (*COUNCILS, *OTHERS)
ALL = (*READ, *REFUSED)
