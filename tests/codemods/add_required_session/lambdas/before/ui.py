from services.a_service import each, f


class Window:
    def build(self, button):
        button.clicked.connect(lambda: f(1))
        button.moved.connect(lambda: button.down and
            f(4))
        button.pressed.connect(self.pressed)
        self.x = [lambda n=n: each(n) for n in range(3)]

    def pressed(self):
        f(2)
        return f(3)

f(0)
if __name__ == "__main__":
    f(5)
