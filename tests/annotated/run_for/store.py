from helpers import decorated, in_a_thread, registered, retry, retry_soon, retry_three_times, with_its_own
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

ENGINE = create_engine("sqlite://")


def log(text):
    with Session(ENGINE) as session:
        session.add(Entry(text))
        session.commit()


async def log_soon(text):
    log(text)


def save(text, session: Session):
    session.add(Entry(text))


def save_or_open(text, session: Session = None):  # error: SES101
    if session is None:
        log(text)
    else:
        session.add(Entry(text))


def log_a_word():
    log("word")


class Store:
    def log_batch(self, texts, settings):
        with Session(ENGINE) as session:
            session.add(Batch())
            self._retry(self._log_once, texts)  # error: SES302
            self._log(texts)  # error: SES302
            retry(log, "bread")  # error: SES302
            retry_three_times(function=log_a_word)  # error: SES302
            retry(save, "bread", session)
            retry(save, "bread", session=session)
            retry(save_or_open, "bread", session=session)
            retry(save_or_open, "bread")  # error: SES301
            retry(save_or_open, "bread", **settings)
            with_its_own(save_or_open)
            in_a_thread(log, "bread")
            decorated(log_a_word)
            registered(log, [])

    async def log_soon(self):
        async with open_session(ENGINE) as session:
            await retry_soon(log_soon, "bread")
        with Session(ENGINE) as session:
            session.add(Batch())
            await retry_soon(log_soon, "bread")  # error: SES302
            await retry(log_soon, "bread")

    def _log(self, texts):
        return self._retry(self._log_once, texts)

    def _log_once(self, texts):
        for text in texts:
            log(text)

    def _retry(self, function, *args, **kwargs):
        return function(*args, **kwargs)
