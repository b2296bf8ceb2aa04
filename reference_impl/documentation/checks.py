"""What comes in from outside, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import UnsetType

from reference_impl.documentation.errors import InvalidInput
from reference_impl.documentation.settings import LONGEST_TTL
from reference_impl.documentation.values import Position, Progress, SessionFilter, SessionUpdate, Status

LONGEST_NAME = 200  # characters of a workspace, a module, a memory's id or a note's status
LONGEST_PATH = 4096
MOST_FILES = 100_000
MOST_NOTES = 10_000
MOST_PER_PAGE = 500


def checked_id(value: UUID | str) -> UUID:
    """Return an id, which may be given as text.

    Raises:
        InvalidInput: it is no UUID.
    """
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise InvalidInput(f"{_shown(value)} is no id of a session: write a UUID") from None


def checked_name(value: object, what: str, *, longest: int = LONGEST_NAME) -> str:
    """Return a text that is stored as it is.

    Args:
        value: the text.
        what: what it is, as the beginning of a sentence.
        longest: how many characters it may have.

    Raises:
        InvalidInput: it is no text, empty, too long, or not one that PostgreSQL can store.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(f"{what} must be a text that is not empty, not {_shown(value)}")
    if len(value) > longest:
        raise InvalidInput(f"{what} has {len(value)} characters: write at most {longest}")
    if not _storable(value):
        raise InvalidInput(f"{what} {_shown(value)} has NUL or half of a character in it: leave them out")
    return value


def checked_files(paths: Sequence[str], what: str = "file_paths") -> tuple[str, ...]:
    """Return paths of files, in their order; there may be none.

    Args:
        paths: the paths.
        what: what they are, as the beginning of a sentence.

    Raises:
        InvalidInput: they are too many, or one is given twice, or is not what `checked_name` takes.
    """
    if isinstance(paths, str):  # which is a sequence of texts too
        raise InvalidInput(f"{what} must be a list of paths, not a text: write [{_shown(paths)}]")
    found = tuple(paths)
    if len(found) > MOST_FILES:
        raise InvalidInput(f"{what} has {len(found)} entries: write at most {MOST_FILES}")
    for path in found:
        checked_name(path, f"a path in {what}", longest=LONGEST_PATH)
    if len(set(found)) < len(found):
        raise InvalidInput(f"{what} has a path twice: write each once")
    return found


def checked_ttl(ttl: timedelta) -> timedelta:
    """Return how long a session lives.

    Raises:
        InvalidInput: it is zero or less, or more than ten years.
    """
    if not timedelta(0) < ttl <= LONGEST_TTL:
        raise InvalidInput(f"a time to live of {ttl} is not possible: write more than zero, up to {LONGEST_TTL}")
    return ttl


def checked_seconds(timeout: float) -> float:
    """Return a timeout.

    Raises:
        InvalidInput: it is zero or less, or no number.
    """
    if not timeout > 0:
        raise InvalidInput(f"a timeout of {timeout} s is not possible: write more than zero")
    return timeout


def checked_staleness(staleness: float) -> float:
    """Return how old an answer may be.

    Raises:
        InvalidInput: it is less than zero, or no number.
    """
    if not staleness >= 0:
        raise InvalidInput(f"a staleness of {staleness} s is not possible: write zero or more")
    return staleness


def checked_update(update: SessionUpdate) -> SessionUpdate:
    """Return an update that is possible for some session.

    Raises:
        InvalidInput: nothing is changed, or by what cannot be stored.
    """
    if update.status is None and update.progress is None and isinstance(update.current_file, UnsetType):
        raise InvalidInput("the update changes nothing: give status, progress or current_file")
    if update.status is not None:
        checked_status(update.status)
    if update.progress is not None:
        _check_progress(update.progress)
    if isinstance(update.current_file, str):
        checked_name(update.current_file, "current_file", longest=LONGEST_PATH)
    return update


def _check_progress(progress: Progress) -> None:
    done, total = progress.processed_files, progress.total_files
    if not 0 <= done <= total:
        raise InvalidInput(f"processed_files is {done} of {total}: write a number from 0 to {total}")
    if len(checked_files(progress.failed_files, "failed_files")) > total:
        raise InvalidInput(f"failed_files has {len(progress.failed_files)} entries of {total} files")
    if progress.current_file is not None:
        checked_name(progress.current_file, "current_file", longest=LONGEST_PATH)


def checked_status(status: Status | str) -> Status:
    """Return a status, which may be given as text.

    Raises:
        InvalidInput: there is no such status.
    """
    try:
        return Status(status)
    except ValueError:
        raise InvalidInput(f"{_shown(status)} is no status: write one of {', '.join(Status)}") from None


def checked_filter(wanted: SessionFilter) -> SessionFilter:
    """Return a filter that can be asked for.

    Raises:
        InvalidInput: a text cannot be stored, a time has no zone, or a page is too large.
    """
    if not 1 <= wanted.limit <= MOST_PER_PAGE:
        raise InvalidInput(f"a page of {wanted.limit} sessions is not possible: write 1 to {MOST_PER_PAGE}")
    if wanted.status is not None:
        checked_status(wanted.status)
    for what in ("workspace_id", "module_name"):
        if (name := getattr(wanted, what)) is not None:
            checked_name(name, what)
    _check_zone(wanted.created_from, "created_from")
    _check_zone(wanted.created_before, "created_before")
    if isinstance(wanted.after, Position):
        _check_zone(wanted.after.created_at, "after.created_at")
    return wanted


def _check_zone(moment: datetime | None, what: str) -> None:
    if moment is not None and moment.utcoffset() is None:
        raise InvalidInput(f"{what} {moment} has no time zone: add one, such as UTC")


def _storable(text: str) -> bool:
    # Not character by character: a list may have 100,000 paths.
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
