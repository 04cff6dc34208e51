"""What the node can be told: on the command line, in the environment, in files of its directory.

The first of these that has a value decides: the command line; `TALLYSTICK_NODE_<NAME>` in the
environment (groups with two underscores: `TALLYSTICK_NODE_SENDER__STUCK_SECONDS`); files in
`DIR/secrets` named like a setting (`sender__password`); `DIR/node.toml`; the defaults here. A name
that is not a setting is refused wherever it stands.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from tallystick.documents import file_text, read_toml
from tallystick.errors import ConfigError
from tallystick.platform.deployment import defect_sentence
from tallystick_node.infrastructure.settings.addresses import (
    Host,
    Network,
    Origin,
    WebUrl,
    require_database,
)
from tallystick_node.infrastructure.settings.chain import IndexerSettings, SenderSettings
from tallystick_node.infrastructure.settings.complaints import ComplaintsSettings
from tallystick_node.infrastructure.settings.notices import NoticesSettings, OutboxSettings
from tallystick_node.infrastructure.settings.payments import PaymentsSettings
from tallystick_node.infrastructure.settings.people import PeopleSettings
from tallystick_node.infrastructure.settings.providers import ProvidersSettings
from tallystick_node.infrastructure.settings.publication import PublicationSettings
from tallystick_node.infrastructure.settings.sponsorship import SponsorshipSettings
from tallystick_node.infrastructure.settings.tls import TlsSettings
from tallystick_node.infrastructure.settings.underwriting import UnderwritingSettings
from tallystick_node.infrastructure.settings.written import text_defect, type_defect

__all__ = ["PREFIX", "Duty", "Settings", "load_settings", "setting_names", "shown"]

Duty = Literal["servicing", "people", "lending", "payments", "publication"]
PREFIX = "TALLYSTICK_NODE_"
FILE = "node.toml"
SECRETS = "secrets"
_NESTED = "__"


class Settings(BaseSettings):
    """Everything the node can be told."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter=_NESTED
    )

    data_dir: Path = Field(description="The node's own directory.")
    host: Host = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65_535, description="The port; 0 is any free one.")
    public_url: WebUrl | None = Field(
        default=None,
        pattern=r"^https?://[^/?#\s@]+$",
        description="Where clients see the node, such as https://lend.example: what they sign in"
        " to; http(s)://HOST:PORT without one.",
    )
    proxies: tuple[Network, ...] = Field(
        default=(),
        description="Addresses and networks of the proxies in front, whose X-Forwarded-For and"
        " X-Forwarded-Proto are believed.",
    )
    rpc: WebUrl | None = Field(
        default=None, description="A chain's http(s) URL; without one the local chain runs inside."
    )
    deployment: Path | None = Field(
        default=None, description="The platform's deployment file; DIR/deployment.json without one."
    )
    database: SecretStr | None = Field(
        default=None, description="postgresql://USER:PASSWORD@HOST/NAME; SQLite in DIR without one."
    )
    dev: bool = Field(
        default=False, description="Deploys a platform with own keys; sandbox providers allowed."
    )
    rate_limit: bool = Field(default=True, description="Off only with dev.")
    requests_per_minute: int = Field(
        default=600,
        ge=1,
        le=1_000_000,
        description="Requests a caller's address may make, those to the chain at /rpc aside.",
    )
    serve: Literal["all", "api", "worker"] = Field(
        default="all", description="What this process does of the node's work."
    )
    duties: tuple[Duty, ...] = Field(
        default=get_args(Duty),
        description="What the platform does by this node, of servicing, people, lending, payments"
        " and publication; not ready while it cannot.",
    )
    origins: tuple[Origin, ...] = Field(
        default=(), description="Pages of browsers that may ask the local chain."
    )
    block_seconds: int = Field(
        default=1, ge=1, le=3_600, description="Block time of the local chain."
    )
    job_lease_seconds: int = Field(
        default=120,
        ge=5,
        le=86_400,
        description="Seconds before a job of a dead worker is done anew.",
    )
    job_attempts_max: int = Field(
        default=30,
        ge=1,
        le=1_000,
        description="Tries before a job is set aside as dead, about 20 hours.",
    )
    keep_days: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="Days that finished jobs and delivered messages are kept;"
        " what a person was told stays with their file.",
    )
    policy: str = Field(
        default="generic", description="The policy pack that the platform is compared with."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )
    tls: TlsSettings = TlsSettings()
    indexer: IndexerSettings = IndexerSettings()
    sender: SenderSettings = SenderSettings()
    outbox: OutboxSettings = OutboxSettings()
    notices: NoticesSettings = NoticesSettings()
    payments: PaymentsSettings = PaymentsSettings()
    publication: PublicationSettings = PublicationSettings()
    people: PeopleSettings = PeopleSettings()
    providers: ProvidersSettings = ProvidersSettings()
    underwriting: UnderwritingSettings = UnderwritingSettings()
    sponsorship: SponsorshipSettings = SponsorshipSettings()
    complaints: ComplaintsSettings = ComplaintsSettings()

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if not self.rate_limit and not self.dev:
            raise ValueError("rate_limit is off, which is for dev alone")
        if 2 * (self.sponsorship.wei_per_day or 0) > self.sender.cap_wei_per_day:
            raise ValueError(
                "sponsorship.wei_per_day is more than half of sender.cap_wei_per_day, of which the"
                " platform's own work has to be paid"
            )
        gateways = (self.notices.sms_url, self.notices.push_url)
        if any(gateways) and self.outbox.webhook_secret is None:
            raise ValueError("notices.sms_url and push_url need outbox.webhook_secret, which signs")
        if self.rpc is None and self.serve != "all":
            raise ValueError(
                f"serve is {self.serve}, but the local chain inside has one process; give rpc"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `load_settings` has put together, with the origin of each, and nothing else.

        Args:
            settings_cls: Not used, as are the sources other than `init_settings`.
            init_settings: The values that `load_settings` gives.
            env_settings: Not used.
            dotenv_settings: Not used.
            file_secret_settings: Not used.

        Returns:
            The one source.
        """
        return (init_settings,)

    @property
    def deployment_file(self) -> Path:
        """Where the deployment is, or will be written with dev."""
        return self.deployment or self.data_dir / "deployment.json"


def load_settings(
    command_line: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> tuple[Settings, dict[str, str]]:
    """Return the settings and where each value comes from that is not a default.

    Args:
        command_line: What the command line gives, `data_dir` among it.
        environment: The environment's variables; the process's own without it.

    Returns:
        The settings, and the origin of each by its name.

    Raises:
        ConfigError: CONFIG:SETTINGS, CONFIG:UNKNOWN, CONFIG:FILE or DATABASE:URL, naming
            everything that is wrong.
    """
    variables = dict(os.environ if environment is None else environment)
    data_dir = Path(command_line["data_dir"])
    sources = {
        "command line": dict(command_line),
        "environment": _from_environment(variables),
        SECRETS: _from_secrets(data_dir / SECRETS),
        FILE: _from_toml(data_dir / FILE),
    }
    merged: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name, document in sources.items():
        for path, value in _leaves(document):
            if path not in origin:
                origin[path] = name
                _put(merged, path.split("."), value)
    _refuse_unknown(origin)
    _refuse_other_types(merged, origin)
    try:
        settings = Settings(**merged)
    except ValidationError as wrong:
        # pydantic would quote the values, and one of them may be a password.
        defects = "; ".join(
            f"{defect_sentence(error)} (from {origin.get(_place(error), 'all together')})"
            for error in wrong.errors(include_url=False, include_input=False)
        )
        raise ConfigError("CONFIG:SETTINGS", defects) from None
    if settings.database is not None:
        require_database(settings.database.get_secret_value())
    return settings, origin


def setting_names(model: type[BaseModel] = Settings, before: str = "") -> Iterator[str]:
    """Yield every setting's name, a group's members as `group.member`.

    Args:
        model: The settings, or a group of them.
        before: What names begin with.

    Yields:
        The names, in the order of their fields.
    """
    for name, _ in _kinds(model, before):
        yield name


def _kinds(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting's name and type."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _kinds(kind, f"{before}{name}.")
        else:
            yield f"{before}{name}", kind


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    known = EnvSettingsSource(Settings, case_sensitive=False)
    known.env_vars = {name.lower(): value for name, value in environment.items()}
    document: dict[str, Any] = dict(known())
    for name, value in environment.items():
        if name.upper().startswith(PREFIX):
            path = name[len(PREFIX) :].lower().split(_NESTED)
            if path[0] not in Settings.model_fields:
                _put(document, path, value)  # so that it is refused by its name
    return document


def _from_secrets(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = {}
    try:
        for file in sorted(folder.iterdir()):
            _put(document, file.name.lower().split(_NESTED), file_text(file).strip())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as wrong:
        raise ConfigError("CONFIG:FILE", f"the files of {folder} cannot be read") from wrong
    return document


def _from_toml(file: Path) -> dict[str, Any]:
    try:
        return read_toml(file_text(file))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as wrong:
        raise ConfigError("CONFIG:FILE", f"{file} cannot be read: {wrong}") from wrong


def _leaves(document: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{name}.")
        elif value is not None:
            yield before + name, value


def _put(document: dict[str, Any], path: list[str], value: object) -> None:
    for name in path[:-1]:
        inner = document.setdefault(name, {})
        document = inner if isinstance(inner, dict) else {}
    document[path[-1]] = value


def _refuse_unknown(origin: Mapping[str, str]) -> None:
    known = list(setting_names())
    unknown = [
        f"{name!r} ({source}) is not a setting{_nearest(name, known)}"
        for name, source in origin.items()
        if name not in known
    ]
    if unknown:
        raise ConfigError("CONFIG:UNKNOWN", "; ".join(unknown))


def _refuse_other_types(merged: Mapping[str, Any], origin: Mapping[str, str]) -> None:
    kinds, values, defects = dict(_kinds(Settings)), dict(_leaves(merged)), []
    for name, source in origin.items():
        defect = (type_defect if source == FILE else text_defect)(kinds[name], values[name])
        if defect is not None:
            defects.append(f"{name}: {defect} (from {source})")
    if defects:
        raise ConfigError("CONFIG:SETTINGS", "; ".join(defects))


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; is {near[0]!r} meant?" if near else ""


def _place(defect: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in defect["loc"])


def shown(settings: Settings) -> dict[str, str | None]:
    """Return every setting's value as text; a secret is `********`.

    Args:
        settings: The settings.

    Returns:
        Texts by name, None where nothing is set.
    """
    texts: dict[str, str | None] = {}
    for name in setting_names():
        value: Any = settings
        for part in name.split("."):
            value = getattr(value, part)
        texts[name] = None if value is None else _text(value)
    return texts


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, tuple | frozenset):
        parts = value if isinstance(value, tuple) else sorted(value)
        return ", ".join(str(part) for part in parts)
    return str(value).lower() if isinstance(value, bool) else str(value)
