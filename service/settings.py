"""Settings of the service and the command line, from a TOML file and the environment.

This is the only module that reads the environment. A value from the environment (``BELAGG_PORT``) wins over
the same setting (``port``) in the file; a flag on the command line wins over both. ``docs/configuration.md``
describes every setting.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self, get_origin

import msgspec
from msgspec import Meta
from platformdirs import user_cache_path, user_config_path, user_data_path

from indexing.config import MAX_QUESTION_CHARACTERS, Locations
from indexing.errors import ConfigurationError

APPLICATION = "belagg"
PREFIX = "BELAGG_"
FILE_NAME = "belagg.toml"
CONFIG_VARIABLE = "BELAGG_CONFIG"

SECRETS: Final = frozenset({"writer_key", "slack_signing_secret", "mattermost_tokens", "teams_secrets"})
"""Settings whose values are not shown."""

Secret = Annotated[str, Meta(min_length=8)]
PositiveInt = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
PositiveFloat = Annotated[float, Meta(gt=0)]
Site = Annotated[str, Meta(pattern=r"^https?://[^\s/?#*]+$")]
Origin = str
"""Where a setting comes from: a file, a variable, or "default"."""


class FeedbackFrom(StrEnum):
    """Who may say what they think of an answer: nobody, those with a key for it, or every reader."""

    OFF = "off"
    KEYS = "keys"
    EVERYONE = "everyone"


Network = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$")]


def _default_index() -> Path:
    return user_data_path(APPLICATION) / "index"


def _default_models() -> Path:
    return user_cache_path(APPLICATION) / "models"


def _default_state() -> Path:
    return user_data_path(APPLICATION) / "state"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about a running Belägg that is not in the index.

    Attributes:
        corpus: folder of source documents with their ``manifest.toml``.
        index: folder of the index.
        models: folder of embedding models.
        state: folder of what the service keeps beside the index: keys, sessions, feedback, uploads and changes.
        host: address to listen on.
        port: TCP port to listen on; 0 takes a free one.
        public_url: where users reach the service, for absolute links in replies; None gives paths.
        max_question_characters: longest question that is answered.
        max_body_bytes: largest request body that is read.
        max_upload_bytes: largest file that an administrator may upload.
        max_conversation_bytes: the same for chat programs, which send a whole conversation with each question.
        threads: threads of one encoding; None lets the engine choose.
        workers: processes that answer, all from one index and at one address.
        concurrency: questions that one process works on at the same time; None shares the cores among the processes.
        queue_length: questions that may wait in one process; more are refused.
        queue_seconds: longest wait of a question.
        cache_entries: answers, and rankings, that one process keeps for those who ask the same.
        refresh_seconds: how often a running service looks for a newer index.
        shutdown_seconds: how long requests under way may take to finish when the service stops.
        log_level: least severe log messages that are written.
        log_format: lines for people, or one JSON object a line.
        log_questions: write the text of questions to the log.
        require_key_for_reading: searching, asking and the pages need a key too, not only all else.
        requests_per_minute: most requests from one address; 0 sets no limit. This machine's own are not counted.
        requests_per_minute_per_key: most requests with one API key; 0 sets no limit.
        trusted_proxies: addresses or networks whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed.
        cors_origins: sites whose pages may call the API from a browser.
        feedback: who may give feedback on an answer: nobody (off), who has a key of that scope (keys), or every reader.
        feedback_questions: keep the question with the feedback, for question files.
        feedback_days: how long feedback is kept; 0 is for ever.
        writer_url: where an OpenAI-compatible language model words answers; None leaves them in quotes.
        writer_model: its name there.
        writer_key: sent to it as a bearer token.
        writer_seconds: longest wait for it.
        slack_signing_secret: Slack's commands are signed with it; None takes none.
        slack_response_sites: where answers to Slack's commands may be sent.
        mattermost_tokens: of Mattermost's commands that may ask; none takes none.
        teams_secrets: security tokens of Teams' outgoing webhooks, in Base64; none takes none.
        commands_per_minute: most chat commands of one person, and a tenth of those of a team; 0 sets no limit.
        golden_question: must be answered before the service is ready; None makes one of the index's own sentences.
        opentelemetry: send traces; needs the extra ``otel``.
    """

    corpus: Path = Path("corpora")
    index: Path = msgspec.field(default_factory=_default_index)
    models: Path = msgspec.field(default_factory=_default_models)
    state: Path = msgspec.field(default_factory=_default_state)
    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8000
    public_url: Annotated[str, Meta(pattern=r"^https?://[^\s?#]+$")] | None = None
    max_question_characters: PositiveInt = MAX_QUESTION_CHARACTERS
    max_body_bytes: PositiveInt = 64 * 1024
    max_upload_bytes: PositiveInt = 20 * 1024 * 1024
    max_conversation_bytes: PositiveInt = 1024 * 1024
    threads: PositiveInt | None = None
    workers: PositiveInt = 1
    concurrency: PositiveInt | None = None
    queue_length: Count = 32
    queue_seconds: PositiveFloat = 5.0
    cache_entries: Count = 1024
    refresh_seconds: PositiveFloat = 1.0
    shutdown_seconds: PositiveInt = 10
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    log_questions: bool = False
    require_key_for_reading: bool = False
    requests_per_minute: Count = 300
    requests_per_minute_per_key: Count = 1200
    trusted_proxies: tuple[Network, ...] = ("127.0.0.1", "::1")
    cors_origins: tuple[Site, ...] = ()
    feedback: FeedbackFrom = FeedbackFrom.KEYS
    feedback_questions: bool = False
    feedback_days: Count = 365
    writer_url: Annotated[str, Meta(pattern=r"^https?://[^\s/?#@]+(?:/[^\s?#]*)?$")] | None = None
    writer_model: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    writer_key: str | None = None
    writer_seconds: PositiveFloat = 20.0
    slack_signing_secret: Secret | None = None
    slack_response_sites: tuple[Site, ...] = ("https://hooks.slack.com",)
    mattermost_tokens: tuple[Secret, ...] = ()
    teams_secrets: tuple[Secret, ...] = ()
    commands_per_minute: Count = 20
    golden_question: Annotated[str, Meta(min_length=1)] | None = None
    opentelemetry: bool = False

    @property
    def locations(self) -> Locations:
        """The folders, as the core wants them."""
        return Locations(corpus=self.corpus, index=self.index, models=self.models)

    def replacing(self, *, index: Path | None = None, corpus: Path | None = None) -> Self:
        """Return these settings with the folders that a command line named.

        Args:
            index: folder of the index, or None to keep the setting.
            corpus: folder of source documents, or None to keep the setting.

        Returns:
            The new settings.
        """
        return msgspec.structs.replace(self, index=index or self.index, corpus=corpus or self.corpus)


_FIELDS: Final = {field.name: field for field in msgspec.structs.fields(Settings)}


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file, if there is one, and the environment.

    Args:
        environment: in place of the process's own.

    Returns:
        The settings; what is set nowhere has its default.

    Raises:
        ConfigurationError: a setting is unknown, of the wrong type or out of range, or the file is unreadable.
    """
    return read_settings(environment)[0]


def read_settings(environment: Mapping[str, str] | None = None) -> tuple[Settings, dict[str, Origin]]:
    """Read the settings as `load_settings` does, and tell where each comes from.

    Args:
        environment: in place of the process's own.

    Returns:
        The settings; and the file, the variable or "default" by setting.

    Raises:
        ConfigurationError: a setting is unknown, of the wrong type or out of range, or the file is unreadable.
    """
    variables = os.environ if environment is None else environment
    file = _find_file(variables)
    from_file = _read_file(file) if file else {}
    from_environment = _read_environment(variables)
    origins = dict.fromkeys(Settings.__struct_fields__, "default") | {key: str(file) for key in from_file}
    origins |= {key: f"{PREFIX}{key.upper()}" for key in from_environment}
    return _convert({**from_file, **from_environment}), origins


def share_metrics(folder: Path) -> None:
    """Have the processes that this one starts count their metrics in one folder.

    The metrics library takes its folder from the environment, when it is imported.

    Args:
        folder: an empty folder.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _find_file(variables: Mapping[str, str]) -> Path | None:
    """Return the settings file to read: the named one, else the first of the usual places that has one."""
    if named := variables.get(CONFIG_VARIABLE):
        return Path(named).expanduser()
    places = (Path(FILE_NAME), user_config_path(APPLICATION) / FILE_NAME)
    return next((place for place in places if place.is_file()), None)


def _read_file(file: Path) -> dict[str, object]:
    """Return the file's settings; relative folders in it are relative to the file."""
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"cannot read settings file {file}: {error.strerror}; check {CONFIG_VARIABLE}"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"settings file {file} is not valid TOML in UTF-8: {error}") from error
    _refuse_unknown(set(raw), {key: key for key in Settings.__struct_fields__}, str(file))
    return {key: _anchored(key, value, file.parent) for key, value in raw.items()}


def _anchored(key: str, value: object, folder: Path) -> object:
    is_folder = key in _FIELDS and _FIELDS[key].type is Path and isinstance(value, str)
    return str(folder / Path(str(value)).expanduser()) if is_folder else value


def _read_environment(variables: Mapping[str, str]) -> dict[str, object]:
    """Return the settings in the environment; an empty variable counts as not set."""
    known = {f"{PREFIX}{key.upper()}": key for key in Settings.__struct_fields__}
    given = {name for name in variables if name.startswith(PREFIX)} - {CONFIG_VARIABLE}
    _refuse_unknown(given, known, "the environment")
    return {known[name]: _listed(known[name], variables[name]) for name in given if variables[name]}


def _listed(key: str, value: str) -> object:
    """Return a variable's value; where a list is wanted, what commas part."""
    is_list = get_origin(_FIELDS[key].type) is tuple
    return [item.strip() for item in value.split(",") if item.strip()] if is_list else value


def _refuse_unknown(given: set[str], known: Mapping[str, str], where: str) -> None:
    if unknown := sorted(given - set(known)):
        raise ConfigurationError(f"unknown setting {unknown[0]!r} in {where}; known are {', '.join(sorted(known))}")


def _convert(raw: Mapping[str, object]) -> Settings:
    try:
        return msgspec.convert(raw, Settings, strict=False, dec_hook=_to_path)
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at `$.")
        key = key.rstrip("`")
        value = f" = {raw[key]!r}" if key in raw and key not in SECRETS else ""
        raise ConfigurationError(f"setting {key}{value} cannot be used: {reason}; see docs/configuration.md") from error


def _to_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str) and value:
        return Path(value).expanduser()
    raise ValueError(f"Expected a folder's name, got {value!r}")
