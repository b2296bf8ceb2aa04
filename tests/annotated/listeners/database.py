from sqlalchemy.orm import sessionmaker

LocalSession = sessionmaker()
