from sqlalchemy.orm import Session


def marked(name: str, session: Session = None):  # error: SES101
    session.add(name)
    """ """
    session.commit()  # error: SES204
