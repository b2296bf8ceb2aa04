from shop.services.a_service import rename


def on_rename(name: str) -> None:
    rename(name)
