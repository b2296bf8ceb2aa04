"""Clients without a database use this module too."""

import os


def signed_by_client(url: str) -> str:
    from client import sign

    return sign(url)


def signed_by_server(url: str) -> str:
    from services.url_service import signed
    from services.words import shown

    return shown(signed(url))


def signed_by_either(url: str) -> str:
    if os.environ.get("SERVER"):
        from services import url_service

        return url_service.signed(url)
    return signed_by_client(url)


def signed_on_two_ways(url: str) -> str:
    if os.environ.get("OLD"):
        from services.old_url_service import signed_as_before

        return signed_as_before(url)
    from services.url_service import signed

    return signed(url)
