package io.mergesuite.systemtests.simulation;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import io.mergesuite.api.ApiSettings;
import io.mergesuite.contracts.message.MessageTypes;
import io.mergesuite.localstack.TestPostgres;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.MessagingSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;

/** A service's database as its Flyway scripts make it, and production beans over it; no process, no relay, no loop. */
public final class StoredService implements AutoCloseable {

    /** A message of the outbox. */
    public record Sent(String topic, Object body) {}

    /** What messages carry and rows hold, as services read and write it. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    // As in production, see shared-messaging.
    private static final String PLANS = "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off";

    static {
        System.setProperty("ObjectStoreEnvironmentBean.objectStoreDir", "target/transactions");
    }

    private final TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private final AgroalDataSource dataSource;
    private final Beans beans;
    private final Db db;

    /**
     * A service with the scripts of these modules, which are run.
     *
     * @param given settings, and whatever else its beans take
     */
    public StoredService(TestPostgres postgres, String database, List<String> modules, Object... given)
            throws SQLException {
        TransactionSynchronizationRegistry registry = new TransactionSynchronizationRegistryImple();
        dataSource = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(4)
                        .transactionIntegration(new NarayanaTransactionIntegration(transactions, registry))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(postgres.jdbcUrl(database))
                                .jdbcProperty("options", PLANS)
                                .principal(new NamePrincipal(database))
                                .credential(new SimplePassword(postgres.password())))));
        Flyway.configure()
                .dataSource(dataSource)
                .locations(Stream.concat(Stream.of("shared-messaging"), modules.stream())
                        .map(StoredService::scripts)
                        .toArray(String[]::new))
                .load()
                .migrate();
        List<Object> outer = new ArrayList<>(List.of(
                dataSource,
                transactions,
                registry,
                JSON,
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                Map.of(),
                "simulation",
                settings(MessagingSettings.class, Map.of()),
                settings(ApiSettings.class, Map.of())));
        outer.addAll(Arrays.asList(given));
        beans = new Beans(outer);
        db = beans.get(Db.class);
    }

    /** Settings at their defaults, but for these. */
    public static <T> T settings(Class<T> type, Map<String, String> others) {
        var config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(type);
        others.forEach(config::withDefaultValue);
        return config.build().getConfigMapping(type);
    }

    /** The production bean of this type. */
    public <T> T bean(Class<T> type) {
        return beans.get(type);
    }

    /** Runs the work in a transaction and gives what it has sent, in that order: taken from the outbox after the commit. */
    public List<Sent> send(Runnable work) {
        transaction(() -> {
            work.run();
            return null;
        });
        return takeOutbox();
    }

    /** Runs the work in a transaction; an exception rolls it back. */
    public <T> T transaction(Supplier<T> work) {
        try {
            transactions.begin();
            boolean done = false;
            try {
                T result = work.get();
                done = true;
                return result;
            } finally {
                if (done) {
                    transactions.commit();
                } else {
                    transactions.rollback();
                }
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the transaction could not be ended", e);
        }
    }

    public <T> T read(Function<Handle, T> query) {
        return db.read(query);
    }

    /** What lies in the outbox, in the order of its numbers, as a relay would take it. */
    public List<Sent> takeOutbox() {
        return db.read(handle -> handle.createQuery("""
                        WITH sent AS (DELETE FROM outbox RETURNING seq, topic, type, body)
                        SELECT topic, type, body FROM sent ORDER BY seq""")
                .map((row, context) ->
                        new Sent(row.getString("topic"), body(row.getString("type"), row.getBytes("body"))))
                .list());
    }

    @Override
    public void close() {
        dataSource.close();
    }

    private static Object body(String type, byte[] json) {
        try {
            return JSON.readValue(json, MessageTypes.bodyOf(type).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String scripts(String module) {
        boolean shared = module.startsWith("shared-");
        return "filesystem:"
                + PROJECT.resolve(module).resolve("src/main/resources/db").resolve(shared ? "shared" : "migration");
    }
}
