from services.user_service import UserService


def main(url: str) -> None:
    users = UserService(url)
    users.rename(1, "Ann")
    users.forget(2)
