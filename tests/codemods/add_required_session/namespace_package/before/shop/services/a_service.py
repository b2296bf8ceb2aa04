from markupsafe import escape

from shop.data.scopes import shop_scope


def rename(name: str) -> None:
    with shop_scope() as session:
        session.add(Name(escape(name)))
