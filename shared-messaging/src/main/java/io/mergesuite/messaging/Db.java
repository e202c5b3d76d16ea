package io.mergesuite.messaging;

import io.agroal.api.AgroalDataSource;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * SQL by Jdbi over the service's one data source. Statements of a transaction run on that transaction's connection, together
 * with Hibernate's, wherever it was opened: by a resource, a worker, or the loop around a {@link MessageHandler}.
 *
 * <p>{@code <name>} is no placeholder here: a list is bound as arrays, by {@link Columns}. Ids of the contracts are bound and
 * mapped as they are.
 */
@ApplicationScoped
public class Db {

    private final Jdbi jdbi;
    private final TransactionManager transactionManager;
    private final TransactionSynchronizationRegistry transactions;

    Db(
            AgroalDataSource dataSource,
            TransactionManager transactionManager,
            TransactionSynchronizationRegistry transactions) {
        this.transactionManager = transactionManager;
        this.transactions = transactions;
        this.jdbi = Jdbi.create(dataSource)
                .setTransactionHandler(new CMTTransactionHandler()) // JTA commits, never a handle
                .installPlugin(new PostgresPlugin());
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        registerId(CustomerId.class, CustomerId::value, uuid -> new CustomerId((UUID) uuid));
        registerId(MergeId.class, MergeId::value, uuid -> new MergeId((UUID) uuid));
        registerId(ErasureId.class, ErasureId::value, uuid -> new ErasureId((UUID) uuid));
        registerId(ShopId.class, ShopId::value, text -> new ShopId((String) text));
    }

    /**
     * The running transaction's handle; the same one as long as it runs. Not to be closed.
     *
     * @throws IllegalStateException without a running transaction
     */
    public Handle handle() {
        if (transactions.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("no transaction is running");
        }
        Handle running = (Handle) transactions.getResource(this);
        return running != null && !running.isClosed() ? running : open();
    }

    /** Runs a query outside of a transaction, on a connection of its own; inside of one, in that. For reading only. */
    public <T> T read(Function<Handle, T> query) {
        if (transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
            return query.apply(handle());
        }
        try (Handle handle = jdbi.open()) {
            return query.apply(handle);
        }
    }

    private Handle open() {
        Handle handle = jdbi.open();
        transactions.putResource(this, handle);
        try {
            // Not interposed, so that it runs before the pool's own, which frowns on connections
            // that are open at the commit.
            transactionManager.getTransaction().registerSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {
                    handle.close();
                }

                @Override
                public void afterCompletion(int status) {
                    handle.close(); // again, as a rollback skips the other
                }
            });
        } catch (RollbackException | SystemException e) {
            handle.close();
            throw new IllegalStateException("the transaction takes no more work", e);
        }
        return handle;
    }

    private <T> void registerId(Class<T> type, Function<T, Object> toSql, Function<Object, T> fromSql) {
        ArgumentFactory argument = (declared, id, config) -> type.isInstance(id)
                ? Optional.of((at, statement, context) -> statement.setObject(at, toSql.apply(type.cast(id))))
                : Optional.empty();
        ColumnMapper<T> column = (row, at, context) -> {
            Object value = row.getObject(at);
            return value == null ? null : fromSql.apply(value);
        };
        jdbi.registerArgument(argument);
        jdbi.registerColumnMapper(type, column);
    }
}
