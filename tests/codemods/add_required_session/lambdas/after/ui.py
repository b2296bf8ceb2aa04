from database import session_scope
from services.a_service import each, f


class Window:
    def build(self, button):
        def f_in_scope():
            with session_scope() as session:
                return f(1, session=session)

        button.clicked.connect(f_in_scope)

        def f_in_scope_2():
            with session_scope() as session:
                return (button.down and
                    f(4, session=session))

        button.moved.connect(f_in_scope_2)
        button.pressed.connect(self.pressed)
        self.x = [lambda n=n: each(n) for n in range(3)]

    def pressed(self):
        with session_scope() as session:
            f(2, session=session)
            return f(3, session=session)

with session_scope() as session:
    f(0, session=session)
if __name__ == "__main__":
    with session_scope() as session:
        f(5, session=session)
