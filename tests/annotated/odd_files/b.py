from a import First, Session
from a import *

Unit = Session


class Unit(First): ...
