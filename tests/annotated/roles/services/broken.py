def broken(session):
    return session +  # error: SES902
