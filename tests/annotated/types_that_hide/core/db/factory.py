from sqlalchemy.orm import sessionmaker

from core.db.types import AuditedSession

Unit = sessionmaker(class_=AuditedSession)
