from services.a_service import add_both


async def main():
    await add_both(1)
