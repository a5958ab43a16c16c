"""Where alembic meets the database: on the connection that `Records` opened, inside its transaction."""

from alembic import context

from api.records_tables import METADATA

# One transaction for all steps: whoever is killed between two of them leaves the database as it was.
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
