"""Pure functions: values and texts in, Slack messages and modals out."""
