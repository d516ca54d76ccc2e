"""The Slack side of Relais: processes, listeners, views, the clock and the sandbox."""
