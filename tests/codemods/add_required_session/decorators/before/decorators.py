import functools
import inspect
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from tenacity import Retrying, retry, stop_after_attempt

HANDLERS = {}
LISTENING = []
three_times = retry(stop=stop_after_attempt(3))


def handler(kind):
    def keep(function):
        HANDLERS[kind] = function
        return function

    return keep


def listening(function):
    LISTENING.append((function.__name__, function))
    return function


def replaced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    HANDLERS[function.__name__] = wrapper
    return wrapper


class Registry:
    def __init__(self):
        self.known = {}

    def register(self, name):
        def keep(function):
            self.known[name] = function
            return function

        return keep


registry = Registry()


def twice(function):
    @functools.wraps(function)
    def wrapper(*args):
        function(*args)
        return function(*args)

    return wrapper


def named(function):
    def wrapper(name):
        return function(name)

    return wrapper


def logged(function=None, *, level=logging.INFO):
    def around(called):
        signature = inspect.signature(called)

        @functools.wraps(called)
        def wrapper(*args, **kwargs):
            logging.log(level, "%s%s", called, signature)
            return called(*args, **kwargs)

        wrapper.level = level
        return wrapper

    return around(function) if function is not None else around


def told(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise RuntimeError(function.__name__) from error

    return cast(Callable, wrapper)


def again(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except ConnectionError:
            return function(*args, **kwargs)

    return wrapper


def often(times):
    def decorate(function):
        def wrapper(*args, **kwargs):
            for turn in range(times):
                try:
                    return function(*args, **kwargs)
                except ConnectionError:
                    if turn == times - 1:
                        raise

        return wrapper

    return decorate


def attempts(function):
    def wrapper(*args, **kwargs):
        for attempt in Retrying():
            with attempt:
                return function(*args, **kwargs)

    return wrapper


def safe(function):
    def wrapper(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception:
            return None

    return wrapper


def quiet(function):
    def wrapper(*args, **kwargs):
        with suppress(ValueError):
            return function(*args, **kwargs)

    return wrapper


class Counted:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return self.function(*args, **kwargs)
