"""Every setting, with its reason; the only reader of the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK = "https://slack.com/api/"


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _command(name: str) -> str:
    return name if name.startswith("/") else f"/{name}"


class Settings(BaseSettings):
    """Read from the environment, then from `.env`; an empty variable counts as absent."""

    # What else `.env` holds is kept for `lend`.
    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="allow")

    #: Posts and reads as Relais (xoxb-…).
    slack_bot_token: SecretStr | None = None
    #: Opens the Socket Mode connection (xapp-…).
    slack_app_token: SecretStr | None = None
    #: Proves that a request comes from Slack; for `relais run --http`.
    slack_signing_secret: SecretStr | None = None
    #: Another Slack than Slack's own: every call and the Socket Mode handshake go there.
    slack_api_url: Annotated[str, AfterValidator(_with_slash)] = SLACK
    #: Another SQLite file than the one in `relais_home`, as a URL.
    database_url: str | None = None
    #: A Chroma server, instead of an index in `relais_home`.
    chroma_url: str | None = None
    #: A sentence-transformers model, instead of the one that comes along.
    embedding_model: str | None = None
    #: A language model that words answers anew from what they quote: "provider:model", as LangChain has it.
    llm_model: str | None = None
    #: Where that provider's protocol is spoken, instead of the provider's own address.
    llm_url: str | None = None
    #: How long an answer waits for its wording: small hosted models take two to five seconds, and after ten,
    #: people in a chat ask again.
    llm_seconds: int = Field(default=8, ge=1, le=60)
    #: The folder of the database, the index and the sandbox's messages.
    relais_home: Path = Path("var")
    #: What people type, where another app of the workspace has `/relais`.
    relais_command: Annotated[str, AfterValidator(_command)] = "/relais"
    #: Where `relais run --http` listens.
    port: int = Field(default=3000, ge=1, le=65535)
    #: The language of the command line's own sentences: French where it begins with "fr".
    lang: str = Field(default="en", validation_alias="LANG")

    @property
    def language(self) -> str:
        return "fr" if self.lang.lower().startswith("fr") else "en"

    @property
    def database(self) -> str:
        """Return the database's URL."""
        if self.database_url is None:
            return f"sqlite:///{(self.relais_home / 'relais.sqlite3').absolute()}"
        return self.database_url

    @property
    def shown_database(self) -> str:
        """Return the database's URL without a password, to be shown."""
        return re.sub(r"(?<=:)[^:/@]+(?=@)", "…", self.database)

    def lend(self) -> None:
        """Put what else `.env` says, such as OPENAI_API_KEY, where the packages of others look for it."""
        for name, value in (self.model_extra or {}).items():
            os.environ.setdefault(name.upper(), str(value))

    @property
    def has_slack(self) -> bool:
        """Say whether any token is there: then the sandbox never starts."""
        return any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret))
