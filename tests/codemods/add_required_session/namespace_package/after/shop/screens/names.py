from shop.data.scopes import shop_scope
from shop.services.a_service import rename


def on_rename(name: str) -> None:
    with shop_scope() as session:
        rename(name, session=session)
