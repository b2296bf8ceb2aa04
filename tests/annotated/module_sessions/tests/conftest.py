from storage import SessionLocal

session = SessionLocal()
