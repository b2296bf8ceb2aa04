# -*- coding: latin-1 -*-
from sqlalchemy.orm import Session


def grüße(session: Session = None):  # error: SES101
	return session.query("é")
