package io.mergesuite.merging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.localstack.TestPostgres;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.systemtests.simulation.Records;
import io.mergesuite.systemtests.simulation.StoredService;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * order-, lead- or blacklist-service over PostgreSQL: the service's own tables and declared rows, and the production handler, resolve and
 * chunked moves of shared-merging. It lies in their package because they are nobody else's business.
 */
public final class StoredRecords implements Records {

    /** Which service keeps which rows here, and how one is written. */
    private enum Kept {
        ORDER("order-service", "io.mergesuite.orders.merging.MergeParticipation", "inquiry", """
                INSERT INTO inquiry (id, shop_id, customer_id, first_customer_id, received_at, channel, messages, details)
                VALUES (:id, :shop, :customer, :first, now(), 'WEB', '[]', '{}')""", "details::text"),
        LEAD("lead-service", "io.mergesuite.leads.merging.MergeParticipation", "lead", """
                INSERT INTO lead (id, shop_id, customer_id, first_customer_id, type, status, registered_at, content)
                VALUES (:id, :shop, :customer, :first, 'BUY', 'NEW', now(), '{}')""", "NULL"),
        BLACKLIST(
                "blacklist-service",
                "io.mergesuite.blacklist.merging.MergeParticipation",
                "blacklist_entry",
                """
                INSERT INTO blacklist_entry (id, shop_id, customer_id, first_customer_id, active, since, entered_by, content)
                VALUES (:id, :shop, :customer, :first, true, now(), 'simulation', '{}')""",
                "NULL");

        private final String module;
        private final String part;
        private final String table;
        private final String insert;
        private final String details;

        Kept(String module, String part, String table, String insert, String details) {
            this.module = module;
            this.part = part;
            this.table = table;
            this.insert = insert;
            this.details = details;
        }
    }

    /** A service that many schedules use, one after the other; their customers are others each time. */
    public static final class Keeper implements AutoCloseable {

        private final Participant participant;
        private final Kept kept;
        private final StoredService service;
        private final WeighedRows counted;

        public Keeper(TestPostgres postgres, String database, Participant participant)
                throws SQLException, ReflectiveOperationException {
            this.participant = participant;
            kept = Kept.valueOf(participant.name());
            var part = Class.forName(kept.part).getDeclaredConstructor();
            part.setAccessible(true);
            // Of a move in chunks each row is one; whoever is asked for doubts has them at once.
            service = new StoredService(
                    postgres,
                    database,
                    List.of("shared-merging", kept.module),
                    part.newInstance(),
                    StoredService.settings(
                            MergingSettings.class,
                            Map.of("suite.merging.chunk-rows", "1", "suite.merging.in-doubt-after", "0S")));
            counted = service.bean(WeighedRows.class);
        }

        /** For one schedule: knows these customers. */
        public StoredRecords records(ShopId shop, List<CustomerId> customers, long weight) {
            counted.weight = weight;
            service.transaction(() -> {
                service.bean(CustomerReferences.class).ensure(shop, customers);
                return null;
            });
            return new StoredRecords(this, shop, customers);
        }

        @Override
        public void close() {
            service.close();
        }
    }

    /** Rows that count for more than one: with enough of them, rows move in chunks. */
    static final class WeighedRows extends MovingRows {

        private long weight = 1;

        WeighedRows(Db db, MergePart part) {
            super(db, part);
        }

        @Override
        Map<CustomerId, Map<String, Long>> count(Collection<CustomerId> sources) {
            var counts = super.count(sources);
            counts.values().forEach(kinds -> kinds.replaceAll((kind, rows) -> rows * weight));
            return counts;
        }
    }

    private final Participant participant;
    private final Kept kept;
    private final StoredService service;
    private final ShopId shop;
    private final List<CustomerId> customers;
    private final List<UUID> written = new ArrayList<>();

    private StoredRecords(Keeper keeper, ShopId shop, List<CustomerId> customers) {
        participant = keeper.participant;
        kept = keeper.kept;
        service = keeper.service;
        this.shop = shop;
        this.customers = customers;
    }

    @Override
    public Participant participant() {
        return participant;
    }

    @Override
    public void write(CustomerId given) {
        UUID id = UuidCreator.getTimeOrderedEpochPlus1();
        service.transaction(() -> {
            var customer = service.bean(CustomerReferences.class).resolve(given);
            return service.bean(Db.class)
                    .handle()
                    .createUpdate(kept.insert)
                    .bind("id", id)
                    .bind("shop", shop)
                    .bind("customer", customer.uuid())
                    .bind("first", given)
                    .execute();
        });
        written.add(id);
    }

    @Override
    public List<Row> rows() {
        return service.read(handle -> handle
                .createQuery("SELECT id, first_customer_id, customer_id, " + kept.details + " AS details FROM "
                        + kept.table + " WHERE first_customer_id = ANY (:customers)")
                .bindNamedArgumentFinder(customers())
                .map((row, context) -> new Row(
                        written.indexOf(row.getObject("id", UUID.class)),
                        new CustomerId(row.getObject("first_customer_id", UUID.class)),
                        new CustomerId(row.getObject("customer_id", UUID.class)),
                        details(row.getString("details"))))
                .stream()
                .sorted(Comparator.comparingInt(Row::number))
                .toList());
    }

    @Override
    public MergeReply handle(MergeStep step, MergeCommand command, Instant now) {
        UUID set = UUID.randomUUID();
        var message = new IncomingMessage(
                UUID.randomUUID(),
                participant.commands(),
                set.toString(),
                new MergeCommands(set, step, List.of(command)),
                now);
        return replies(() -> service.bean(MergeCommandHandler.class).handle(List.of(message)))
                .getFirst();
    }

    @Override
    public Optional<MergeReply> moveChunk(MergeId merge) {
        List<MergeId> others =
                moving().stream().filter(moving -> !moving.equals(merge)).toList();
        return replies(() -> service.bean(ChunkedMoves.class).moveNext(others, false)).stream()
                .findFirst();
    }

    @Override
    public List<MergeId> moving() {
        return service.read(handle -> handle.createQuery("SELECT DISTINCT merge_id FROM merge_move ORDER BY merge_id")
                .mapTo(MergeId.class)
                .list());
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
        return service.read(handle -> handle.createQuery("""
                        SELECT id, canonical_id FROM customer_reference WHERE id = ANY (:customers) AND canonical_id <> id""")
                .bindNamedArgumentFinder(customers())
                .reduceRows(new TreeMap<>(), (redirects, row) -> {
                    redirects.put(
                            row.getColumn("id", CustomerId.class), row.getColumn("canonical_id", CustomerId.class));
                    return redirects;
                }));
    }

    @Override
    public String fingerprint() {
        throw new UnsupportedOperationException("of states in memory alone");
    }

    @Override
    public Records copy() {
        throw new UnsupportedOperationException("a database is not copied");
    }

    private List<MergeReply> replies(Runnable work) {
        return service.send(work).stream()
                .map(sent -> (MergeReplies) sent.body())
                .flatMap(replies -> replies.merges().stream())
                .toList();
    }

    private Columns<CustomerId> customers() {
        return Columns.of(customers).uuids("customers", CustomerId::value);
    }

    /** As they were sent, but for the version, which no record keeps. */
    private static SurvivorDetails details(String text) {
        try {
            JsonNode node = text == null ? null : StoredService.JSON.readTree(text);
            return node == null || node.isEmpty()
                    ? null
                    : StoredService.JSON.treeToValue(
                            ((ObjectNode) node).put("customerVersion", 0), SurvivorDetails.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
