"""What the bakery works with: ingredients, materials, recipes, goods, packages and recipients."""

from reference_impl.bakery.services.catalogue_service.goods import (
    change_parts,
    create_good,
    delete_good,
    get_good,
    list_goods,
)
from reference_impl.bakery.services.catalogue_service.ingredients import (
    create_ingredient,
    delete_ingredient,
    get_ingredient,
    list_ingredients,
    list_lots,
    receive_lot,
)
from reference_impl.bakery.services.catalogue_service.materials import (
    create_material,
    delete_material,
    get_material,
    list_materials,
    receive_material,
)
from reference_impl.bakery.services.catalogue_service.packages import (
    create_package,
    delete_package,
    get_package,
    list_packages,
)
from reference_impl.bakery.services.catalogue_service.recipes import (
    create_recipe,
    delete_recipe,
    get_recipe,
    list_recipes,
)
from reference_impl.bakery.services.catalogue_service.recipients import (
    create_recipient,
    delete_recipient,
    get_recipient,
    list_recipients,
)

__all__ = [
    "change_parts",
    "create_good",
    "create_ingredient",
    "create_material",
    "create_package",
    "create_recipe",
    "create_recipient",
    "delete_good",
    "delete_ingredient",
    "delete_material",
    "delete_package",
    "delete_recipe",
    "delete_recipient",
    "get_good",
    "get_ingredient",
    "get_material",
    "get_package",
    "get_recipe",
    "get_recipient",
    "list_goods",
    "list_ingredients",
    "list_lots",
    "list_materials",
    "list_packages",
    "list_recipes",
    "list_recipients",
    "receive_lot",
    "receive_material",
]
