from sqlalchemy.orm import Session


class Scoped(Session):
    pass
