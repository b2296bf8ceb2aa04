from database import session_scope
from services.transfer_service import forget_host, host_of, rename_host


def main(name: str) -> None:
    print(host_of(name))
    forget_host(name)
    with session_scope() as session:
        rename_host(name, "old", session=session)
