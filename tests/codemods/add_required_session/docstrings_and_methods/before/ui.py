from services.a_service import K, f
def main():
    k = K()
    k.method(1)
    K.method(k, 2)
    K.made()
    k.still()
    f(1,
      2)
    f(
        1,
        2,
    )
    f(x for x in range(3))
