from reference_impl.solo_game.database import session_scope

__all__ = ["session_scope"]
