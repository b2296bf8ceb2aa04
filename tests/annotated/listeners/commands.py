"""A boundary is not told that it ignores a session, but one that it takes for nothing should be required."""

from sqlalchemy.orm import Session


@app.command()
def heartbeat(name, session: Session | None = None):  # error: SES101
    print(name)


@app.command()
def required(name, session: Session):
    print(name)


@app.command()
def said_to_be_unused(name, _session: Session | None = None):
    print(name)
