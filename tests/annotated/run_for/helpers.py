"""Helpers that run what they are given, or see to it that somebody else does."""

from threading import Thread


def retry(function, *args, **kwargs):
    for _ in range(3):
        try:
            return function(*args, **kwargs)
        except ValueError:
            continue


def retry_three_times(function, times=3):
    return [function() for _ in range(times)]


async def retry_soon(function, *args):
    return await function(*args)


def with_its_own(function):
    return function(object())


def in_a_thread(function, *args):
    Thread(target=function, args=args).start()


def decorated(function):
    def wrapper():
        return function()

    return wrapper


def registered(function, handlers):
    handlers.append(function)
