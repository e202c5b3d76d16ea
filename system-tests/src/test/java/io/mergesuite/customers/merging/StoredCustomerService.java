package io.mergesuite.customers.merging;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.Customers;
import io.mergesuite.localstack.TestPostgres;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.systemtests.simulation.CustomerRows;
import io.mergesuite.systemtests.simulation.StoredService;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** customer-service over PostgreSQL: its tables and its production handler. It lies in the package of that handler. */
public final class StoredCustomerService implements CustomerRows {

    private final StoredService service;
    private final Set<CustomerId> ids;

    private StoredCustomerService(StoredService service, Set<CustomerId> ids) {
        this.service = service;
        this.ids = ids;
    }

    /** The service, for many schedules one after the other; their customers are others each time. */
    public static StoredService open(TestPostgres postgres, String database) throws SQLException {
        return new StoredService(
                postgres,
                database,
                List.of("customer-service"),
                StoredService.settings(MergingSettings.class, Map.of("suite.merging.in-doubt-after", "0S")));
    }

    /** For one schedule: has these customers. */
    public static StoredCustomerService with(
            StoredService service, ShopId shop, Map<CustomerId, CustomerDetails> customers) {
        service.transaction(() -> {
            var handle = service.bean(Db.class).handle();
            handle.createUpdate("""
                            INSERT INTO shop (id, name, time_zone, region, language, currency, manual_merge, version)
                            VALUES (:shop, 'Simulated', 'Asia/Tokyo', 'JP', 'ja', 'JPY', true, 1) ON CONFLICT DO NOTHING""").bind("shop", shop).execute();
            return handle.createUpdate("""
                            INSERT INTO customer (id, shop_id, kind, registered_at, family_name, phones)
                            SELECT id, :shop, 'INDIVIDUAL', now(), family_name, phones
                              FROM unnest(:ids, :families, :phones) AS c (id, family_name, phones)""")
                    .bind("shop", shop)
                    .bindNamedArgumentFinder(Columns.of(customers.entrySet())
                            .uuids("ids", customer -> customer.getKey().value())
                            .texts(
                                    "families",
                                    customer -> customer.getValue().name().familyName())
                            .json("phones", customer -> json(customer.getValue().phones())))
                    .execute();
        });
        return new StoredCustomerService(service, Set.copyOf(customers.keySet()));
    }

    @Override
    public Participant participant() {
        return Participant.CUSTOMER;
    }

    @Override
    public MergeReply handle(MergeStep step, MergeCommand command, Instant now) {
        UUID set = UUID.randomUUID();
        var message = new IncomingMessage(
                UUID.randomUUID(),
                Topics.MERGE_COMMANDS_CUSTOMER,
                set.toString(),
                new MergeCommands(set, step, List.of(command)),
                now);
        return replies(() -> service.bean(MergeCommandHandler.class).handle(List.of(message)))
                .getFirst();
    }

    @Override
    public Optional<EdgeState> state(MergeId merge) {
        return service.read(
                handle -> handle.createQuery("SELECT DISTINCT state FROM merge_edge WHERE merge_id = :merge")
                        .bind("merge", merge)
                        .mapTo(EdgeState.class)
                        .findOne());
    }

    @Override
    public List<MergeReply> inDoubt() {
        return replies(() -> service.bean(MergesInDoubt.class).ask()).stream()
                .sorted(Comparator.comparing(MergeReply::mergeId))
                .toList();
    }

    @Override
    public Map<CustomerId, CustomerId> redirects() {
        return service.read(handle -> handle.createQuery(
                        "SELECT id, merged_into FROM customer WHERE id = ANY (:ids) AND merged_into IS NOT NULL")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .reduceRows(new TreeMap<>(), (redirects, row) -> {
                    redirects.put(
                            row.getColumn("id", CustomerId.class), row.getColumn("merged_into", CustomerId.class));
                    return redirects;
                }));
    }

    @Override
    public Map<CustomerId, Customer> customers() {
        return service.transaction(() -> {
            Map<CustomerId, CustomerDetails> details =
                    service.bean(Customers.class).details(ids);
            return service.bean(Db.class)
                    .handle()
                    .createQuery("""
                            SELECT id, status, merged_into, survivor, version FROM customer WHERE id = ANY (:ids)""")
                    .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                    .reduceRows(new TreeMap<>(), (customers, row) -> {
                        CustomerId id = row.getColumn("id", CustomerId.class);
                        customers.put(
                                id,
                                new Customer(
                                        row.getColumn("status", CustomerStatus.class),
                                        row.getColumn("merged_into", CustomerId.class),
                                        row.getColumn("survivor", Boolean.class),
                                        row.getColumn("version", Long.class),
                                        details.get(id)));
                        return customers;
                    });
        });
    }

    @Override
    public String fingerprint() {
        throw new UnsupportedOperationException("of states in memory alone");
    }

    @Override
    public CustomerRows copy() {
        throw new UnsupportedOperationException("a database is not copied");
    }

    /** Beside replies it publishes facts. */
    private List<MergeReply> replies(Runnable work) {
        return service.send(work).stream()
                .map(StoredService.Sent::body)
                .filter(MergeReplies.class::isInstance)
                .map(MergeReplies.class::cast)
                .flatMap(replies -> replies.merges().stream())
                .toList();
    }

    private static String json(Object value) {
        try {
            return StoredService.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
