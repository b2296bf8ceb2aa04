from decimal import Decimal
from typing import NewType

Price = Decimal
Cents = NewType("Cents", int)
