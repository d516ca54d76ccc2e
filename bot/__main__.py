"""`python -m bot`: the same as `relais`."""

from bot.cli import main

main()
