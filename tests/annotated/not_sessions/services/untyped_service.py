def chat(session=None):
    return session["messages"]


def traces(session=None):
    for trace in session:
        print(trace.name)


def virtual_machine(session):
    return session.invoke_api(session.vim, "Destroy_Task")


def keystone(session=None):
    return session.get_endpoint(service_type="compute")


def number(s=None):
    return s.strip() if s else ""


def settings(db=None):
    return db["host"]


def unused(session):
    return 1


def passed_to_a_browser(browser, session=None):
    return browser.restore(session)


def download(url, session=None):
    return session.get(url)


def send(url, data, session=None):
    session.post(url, data)
    session.close()


def forget(url, session=None):
    session.delete(url)


def collect(names, s=None):
    s = s or set()
    for name in names:
        s.add(name)
    return s


def cached(key, db=None):
    return db.get(key)


def cursor(db):
    db.cursor().execute("delete from event")
    db.commit()


def hash_of(path, s=None):
    s.update(path.read_bytes())
