from prices import all_prices, listed_prices, price_and_count, unit_price


def unpacked(name: str) -> dict[str, object]:
    cost, count = price_and_count(name)
    return {"cost": cost, "count": count}  # error: SES502


def first() -> dict[str, object]:
    return {"cost": listed_prices()[0]}  # error: SES502


def whole_dict() -> dict[str, object]:
    return {"costs": all_prices()}  # error: SES502


def whole_list() -> dict[str, object]:
    return {"costs": listed_prices()}  # error: SES502


def summed() -> dict[str, object]:
    return {"total": sum(listed_prices())}  # error: SES502


def summed_calls(names: list[str]) -> dict[str, object]:
    return {"total": sum(unit_price(name) for name in names)}  # error: SES502


def greatest() -> dict[str, object]:
    return {"most": max(listed_prices())}  # error: SES502


def values() -> dict[str, object]:
    return {"total": sum(all_prices().values())}  # error: SES502


def converted_afterwards(names: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{"cost": unit_price(name)} for name in names]
    for row in rows:
        row["cost"] = str(row["cost"])
    return rows


def taken_out(name: str) -> dict[str, object]:
    row = {"name": name, "cost": unit_price(name)}
    cost = row.pop("cost")
    row["text"] = str(cost)
    return row


def given_to_a_call(name: str, run) -> dict[str, object]:
    options = {"cost": unit_price(name)}
    run(**options)
    return {"name": name}


def key(name: str) -> dict[str, object]:
    return {str(unit_price(name)): name}
