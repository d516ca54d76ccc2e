"""What Alembic runs: one transaction, on the connection that `state.migration` opened."""

from __future__ import annotations

from alembic import context

from state import question_tables, tables  # noqa: F401 - the metadata knows the tables of imported modules
from state.columns import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
