package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.CustomerMerged;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeFailed;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.localstack.TestPostgres;
import io.mergesuite.merges.merge.MergeSaga.Happening;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.systemtests.simulation.Orchestrator;
import io.mergesuite.systemtests.simulation.StoredService;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** merge-orchestrator over PostgreSQL: its tables and its production saga, by the clock of the schedule. */
public final class StoredOrchestrator implements Orchestrator {

    private static final Deadlines DEADLINES = settings().deadlines();

    private final ShopId shop;
    private final StoredService service;
    private final TimedTables tables;
    private final List<MergeId> opened = new ArrayList<>();
    private final List<MergeId> announced = new ArrayList<>();

    /** For one schedule. */
    public StoredOrchestrator(StoredService service, ShopId shop) {
        this.service = service;
        this.shop = shop;
        tables = service.bean(TimedTables.class);
    }

    /** The service, for many schedules one after the other; their merges are others each time. */
    public static StoredService open(TestPostgres postgres, String database) throws SQLException {
        var service = new StoredService(postgres, database, List.of("merge-orchestrator"), settings());
        // The first of its kind, so that whoever needs tables has these.
        service.bean(TimedTables.class);
        return service;
    }

    private static MergeSettings settings() {
        return StoredService.settings(MergeSettings.class, Map.of());
    }

    /** The tables, at the time of the schedule instead of the database's. */
    static final class TimedTables extends MergeTables {

        private Instant now;

        TimedTables(Db db, MergeJson json) {
            super(db, json);
        }

        @Override
        Instant now() {
            return now;
        }
    }

    @Override
    public boolean open(MergeId id, CustomerId survivor, List<CustomerId> sources, Instant now, Commands commands) {
        var merge = new Merge(id, shop, survivor, sources, null, "simulation", MergePolicy.CONSOLIDATING, null, now);
        var refused = new HashMap<MergeId, Object>();
        at(now, commands, () -> refused.putAll(service.bean(OpeningMerges.class).open(List.of(merge), now)));
        if (refused.isEmpty()) {
            opened.add(id);
        }
        return refused.isEmpty();
    }

    @Override
    public void hear(Participant by, MergeStep step, MergeReply reply, Instant now, Commands commands) {
        UUID set = UUID.randomUUID();
        var message = new IncomingMessage(
                UUID.randomUUID(),
                Topics.MERGE_REPLIES,
                set.toString(),
                new MergeReplies(set, by, step, List.of(reply)),
                now);
        at(now, commands, () -> service.bean(MergeReplyHandler.class).handle(List.of(message)));
    }

    /** As the sweep, of one merge, whether its time has come or not. */
    @Override
    public void sweep(MergeId id, Instant now, Commands commands) {
        at(now, commands, () -> {
            var live = tables.lock(Set.of(id));
            apply(
                    live,
                    live.values().stream()
                            .flatMap(merge -> DEADLINES.due(merge.progress(), now).stream())
                            .toList(),
                    id,
                    now);
        });
    }

    @Override
    public void happens(MergeId id, MergeEvent event, Instant now, Commands commands) {
        at(now, commands, () -> apply(tables.lock(Set.of(id)), List.of(event), id, now));
    }

    private void apply(Map<MergeId, LiveMerge> live, Collection<MergeEvent> events, MergeId id, Instant now) {
        service.bean(MergeSaga.class)
                .apply(
                        live,
                        events.stream()
                                .map(event -> new Happening(id, event, null))
                                .toList(),
                        now);
    }

    private void at(Instant now, Commands commands, Runnable work) {
        tables.now = now;
        for (var sent : service.send(work)) {
            switch (sent.body()) {
                case MergeCommands set ->
                    set.merges().forEach(merge -> commands.accept(reader(sent.topic()), new Step(set.step(), merge)));
                case CustomerMerged event -> announced.add(event.mergeId());
                case MergeFailed event -> announced.add(event.mergeId());
                default -> throw new IllegalStateException("an orchestrator that sends " + sent);
            }
        }
    }

    private static Participant reader(String topic) {
        return Stream.of(Participant.values())
                .filter(participant -> participant.commands().name().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void setBack(MergeId id, Held earlier, Instant now) {
        at(now, (participant, step) -> {}, () -> {
            var live = tables.lock(Set.of(id)).get(id);
            tables.update(Map.of(new LiveMerge(live.merge(), earlier.progress(), earlier.details()), now));
        });
    }

    @Override
    public Map<MergeId, Held> merges() {
        return service.transaction(() -> {
            var all = new TreeMap<MergeId, Held>();
            tables.ended(opened).forEach((id, merge) -> all.put(id, held(merge)));
            tables.lock(opened).forEach((id, merge) -> all.put(id, held(merge)));
            return all;
        });
    }

    @Override
    public Held merge(MergeId id) {
        return service.transaction(() -> {
            var live = tables.lock(Set.of(id));
            return held((live.isEmpty() ? tables.ended(Set.of(id)) : live).get(id));
        });
    }

    private static Held held(LiveMerge live) {
        return new Held(live.merge().survivor(), live.merge().sources(), live.progress(), live.details());
    }

    @Override
    public Map<CustomerId, MergeId> claims() {
        return service.read(handle -> handle.createQuery("SELECT customer_id, merge_id FROM merge_claim")
                .reduceRows(new TreeMap<>(), (claims, row) -> {
                    claims.put(
                            row.getColumn("customer_id", CustomerId.class), row.getColumn("merge_id", MergeId.class));
                    return claims;
                }));
    }

    @Override
    public List<MergeId> announced() {
        return announced;
    }

    @Override
    public List<MergeId> live() {
        return service.read(handle -> handle.createQuery("SELECT merge_id FROM merge_work ORDER BY merge_id")
                .mapTo(MergeId.class)
                .list());
    }
}
