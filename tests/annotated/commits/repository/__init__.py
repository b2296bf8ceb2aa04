from .base import BaseRepository as Repository
