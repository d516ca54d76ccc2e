"""A local Slack, in the browser and for tests: `with Sandbox() as sandbox`. It knows nothing of Relais."""

from bot.sandbox.server import Sandbox
from bot.sandbox.world import App, Channel, Person, Workspace, World

__all__ = ["App", "Channel", "Person", "Sandbox", "Workspace", "World"]
