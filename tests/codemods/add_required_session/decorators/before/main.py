from services.shop_service import add, add_again, add_loudly, count, note


def start():
    add("a")
    add_loudly("b")
    add_again("c")
    note("d")
    print(count())
