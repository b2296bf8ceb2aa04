"""Clients without a database use this module too."""

import os

from database import session_scope


def signed_by_client(url: str) -> str:
    from client import sign

    return sign(url)


def signed_by_server(url: str) -> str:
    from services.url_service import signed
    from services.words import shown

    with session_scope() as session:
        return shown(signed(url, session=session))


def signed_by_either(url: str) -> str:
    if os.environ.get("SERVER"):
        from services import url_service

        with session_scope() as session:
            return url_service.signed(url, session=session)
    return signed_by_client(url)


def signed_on_two_ways(url: str) -> str:
    if os.environ.get("OLD"):
        from services.old_url_service import signed_as_before

        with session_scope() as session:
            return signed_as_before(url, session=session)
    from services.url_service import signed

    with session_scope() as session:
        return signed(url, session=session)
