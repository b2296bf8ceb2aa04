from database import session_scope
from services.a_service import with_a_flag, with_a_flag_that_is_on

with_a_flag("a", commit=False)
with session_scope() as session:
    with_a_flag_that_is_on("a", session=session)
    with_a_flag_that_is_on("b", commit=True, session=session)
