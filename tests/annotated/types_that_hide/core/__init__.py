from core.db import *
from core.db import AuditedSession, Db, DeepSession, MaybeDb, ReadSession, Registry
from core.db import RequestSession, TypedRegistry, Unit, Work, Writer
from core.db import MaybeWork as PerhapsWork
