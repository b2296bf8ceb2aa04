from database import session_scope
from services.user_service import UserService


def main(url: str) -> None:
    users = UserService(url)
    users.rename(1, "Ann")
    with session_scope() as session:
        users.forget(2, session=session)
