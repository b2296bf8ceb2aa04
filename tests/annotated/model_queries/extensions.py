from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

db = SQLAlchemy()
registry = scoped_session(sessionmaker(create_engine("sqlite://")))
Base = declarative_base()
Base.query = registry.query_property()
