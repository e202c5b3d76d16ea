package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.faults.Journal.Answered;
import io.mergesuite.systemtests.faults.Journal.Asked;
import io.mergesuite.systemtests.oracle.Effects;
import io.mergesuite.systemtests.oracle.Oracle;
import io.mergesuite.systemtests.suite.Databases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What does not hold, when nothing is under way: what was asked and acknowledged, by the journal, against what the databases hold and
 * what was announced.
 */
final class Verdict {

    /** What a merge may be refused for at once, as other merges are about; anything else was answered wrongly. */
    private static final Set<String> REFUSALS = Set.of("customer-merged", "customer-in-merge", "survivor-as-source");

    private final Databases databases;
    private final Journal journal;
    private final Events events;
    private final Requests requests;
    private final Effects.Kept base;

    Verdict(Databases databases, Journal journal, Events events, Requests requests) throws SQLException {
        this.databases = databases;
        this.journal = journal;
        this.events = events;
        this.requests = requests;
        this.base = new Effects(databases).kept();
    }

    /** How many merges there are and how they ended. */
    record Counts(
            long merges, long completed, long aborted, long refused, long orders, long records, long unanswered) {}

    /** A merge as the orchestrator keeps it. */
    private record Merged(UUID id, String key, Set<UUID> customers, String state) {}

    List<String> violations() throws SQLException, IOException {
        List<Asked> asked = journal.read();
        List<Merged> merges = merges();
        List<String> found = new ArrayList<>(new Oracle(databases).violations());
        found.addAll(new Effects(databases).violations(base));
        found.addAll(requests.wrongAnswers());
        for (Kind kind : Kind.values()) {
            if (kind.isRecord()) {
                recordsAreThereOnce(
                        kind, asked.stream().filter(one -> one.kind() == kind).toList(), found);
            }
        }
        mergesAreThereOnce(asked, merges, found);
        oneOfTwoWins(asked, merges, found);
        eachEndIsAnnounced(merges, found);
        return found;
    }

    Counts counts() throws SQLException, IOException {
        List<Asked> asked = journal.read();
        List<Merged> merges = merges();
        return new Counts(
                merges.size(),
                merges.stream()
                        .filter(merge -> merge.state().equals("COMPLETED"))
                        .count(),
                merges.stream().filter(merge -> merge.state().equals("ABORTED")).count(),
                asked.stream()
                        .filter(one -> one.kind() == Kind.MERGE
                                && one.answers().stream()
                                        .anyMatch(answer -> answer.code() != null && REFUSALS.contains(answer.code())))
                        .count(),
                asked.stream()
                        .filter(one -> one.kind() == Kind.ORDER && one.acknowledged() != null)
                        .count(),
                asked.stream()
                        .filter(one -> one.kind().isRecord() && one.acknowledged() != null)
                        .count(),
                asked.stream()
                        .filter(one -> one.acknowledged() == null && !isRefused(one))
                        .count());
    }

    /** SG-01, SG-07, CM-05, CM-06: what was acknowledged is there exactly once, what was not at most once, under the id it came for. */
    private void recordsAreThereOnce(Kind kind, List<Asked> asked, List<String> found) throws SQLException {
        record Row(UUID id, UUID first) {}
        Map<String, List<Row>> rows = new HashMap<>();
        try (Connection connection = databases.connect(kind.service());
                PreparedStatement statement = connection.prepareStatement(kind.marked());
                ResultSet there = statement.executeQuery()) {
            while (there.next()) {
                rows.computeIfAbsent(there.getString(1), ignored -> new ArrayList<>())
                        .add(new Row(there.getObject(2, UUID.class), there.getObject(3, UUID.class)));
            }
        }
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        List<String> other = new ArrayList<>();
        List<String> misplaced = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Asked one : asked) {
            List<Row> mine = rows.getOrDefault(one.key(), List.of());
            Set<String> ids = ids(one);
            if (mine.size() > 1) {
                doubled.add(one.key());
            } else if (!ids.isEmpty() && mine.isEmpty()) {
                lost.add(one.key());
            } else if (!mine.isEmpty()) {
                if (ids.stream().anyMatch(id -> !id.equals(mine.getFirst().id().toString()))) {
                    other.add(one.key());
                }
                if (!mine.getFirst().first().equals(one.customer())) {
                    misplaced.add(one.key());
                }
            }
            if (isRefused(one)) {
                refused.add(one.key());
            }
        }
        report(found, "SG-01 acknowledged and lost, " + kind, lost);
        report(found, "SG-07, SG-08 there twice, " + kind, doubled);
        report(found, "SG-07 acknowledged under another id, " + kind, other);
        report(found, "CM-05 first customer is not the one it came for, " + kind, misplaced);
        report(found, "CM-06 refused, " + kind, refused);
        Set<String> known = asked.stream().map(Asked::key).collect(Collectors.toSet());
        report(
                found,
                "SG-01 that nobody asked for, " + kind,
                rows.keySet().stream().filter(key -> !known.contains(key)).toList());
    }

    private static Set<String> ids(Asked one) {
        return one.answers().stream()
                .filter(answer -> answer.status() / 100 == 2)
                .map(Answered::id)
                .collect(Collectors.toSet());
    }

    private static boolean isRefused(Asked one) {
        return one.answers().stream()
                .anyMatch(answer -> answer.status() / 100 == 4
                        && answer.status() != 429
                        && !"idempotency-key-in-use".equals(answer.code()));
    }

    /** SG-07: a key is one merge, however often it was sent; what was acknowledged is there. */
    private static void mergesAreThereOnce(List<Asked> asked, List<Merged> merges, List<String> found) {
        Map<String, List<Merged>> byKey = merges.stream().collect(Collectors.groupingBy(Merged::key));
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Asked one : asked) {
            Set<String> ids = ids(one);
            if (ids.size() > 1) {
                doubled.add(one.key());
            }
            switch (one.kind()) {
                case MERGE -> {
                    List<Merged> mine = byKey.getOrDefault(one.key(), List.of());
                    if (mine.size() > 1) {
                        doubled.add(one.key());
                    } else if (!ids.isEmpty()
                            && (mine.isEmpty()
                                    || !ids.contains(mine.getFirst().id().toString()))) {
                        lost.add(one.key());
                    }
                    if (isRefused(one)
                            && one.answers().stream()
                                    .noneMatch(answer -> answer.code() != null && REFUSALS.contains(answer.code()))) {
                        wrong.add(one.key());
                    }
                }
                case BATCH -> {
                    one.body().path("groups").forEach(group -> {
                        String key = group.path("reason").asText();
                        int there = byKey.getOrDefault(key, List.of()).size();
                        if (there > 1) {
                            doubled.add(key);
                        } else if (there == 0 && !ids.isEmpty()) {
                            lost.add(key);
                        }
                    });
                    if (isRefused(one)) {
                        wrong.add(one.key());
                    }
                }
                default -> {
                    // Looked at elsewhere.
                }
            }
        }
        report(found, "SG-07 merges acknowledged and not there", lost);
        report(found, "SG-07 merges there twice", doubled);
        report(found, "API-08 merges refused for a reason they do not have", wrong);
        Set<String> known = Stream.concat(
                        asked.stream().map(Asked::key),
                        asked.stream()
                                .filter(one -> one.kind() == Kind.BATCH)
                                .flatMap(one -> one.body().path("groups").findValuesAsText("reason").stream()))
                .collect(Collectors.toSet());
        report(
                found,
                "SG-07 merges that nobody asked for",
                byKey.keySet().stream().filter(key -> !known.contains(key)).toList());
    }

    /** SG-06: of two that race exactly one wins, unless one was aborted; who is refused for a claim is told whose. */
    private static void oneOfTwoWins(List<Asked> asked, List<Merged> merges, List<String> found) {
        Map<String, Merged> byKey = merges.stream().collect(Collectors.toMap(Merged::key, merge -> merge, (a, b) -> a));
        Map<String, Merged> byId =
                merges.stream().collect(Collectors.toMap(merge -> merge.id().toString(), merge -> merge));
        Map<String, List<Asked>> races =
                asked.stream().filter(one -> one.race() != null).collect(Collectors.groupingBy(Asked::race));
        List<String> wrong = new ArrayList<>();
        races.forEach((race, both) -> {
            List<Merged> opened = both.stream()
                    .map(one -> byKey.get(one.key()))
                    .filter(merge -> merge != null)
                    .toList();
            long won = opened.stream()
                    .filter(merge -> merge.state().equals("COMPLETED"))
                    .count();
            boolean aborted = opened.stream().anyMatch(merge -> merge.state().equals("ABORTED"));
            boolean answered = both.stream().allMatch(one -> one.acknowledged() != null || isRefused(one));
            if (won > 1 || (won == 0 && answered && !aborted)) {
                wrong.add(race);
            }
        });
        report(found, "SG-06 races that not exactly one has won", wrong);
        List<String> misled = new ArrayList<>();
        for (Asked one : asked) {
            for (Answered answer : one.answers()) {
                if ("customer-in-merge".equals(answer.code()) && answer.winner() != null) {
                    Merged winner = byId.get(answer.winner());
                    Set<UUID> mine = new HashSet<>();
                    one.body().path("sourceIds").forEach(id -> mine.add(UUID.fromString(id.asText())));
                    mine.add(UUID.fromString(one.body().path("survivorId").asText()));
                    if (winner == null || winner.customers().stream().noneMatch(mine::contains)) {
                        misled.add(one.key());
                    }
                }
            }
        }
        report(found, "SG-06 refusals that name a merge which does not hold the customer", misled);
    }

    /** SG-08: each end is announced at least once, as what it is, and always under the same id. */
    private void eachEndIsAnnounced(List<Merged> merges, List<String> found) {
        Map<UUID, Events.Heard> heard = events.heard();
        List<UUID> silent = new ArrayList<>();
        List<UUID> unstable = new ArrayList<>();
        List<UUID> wrong = new ArrayList<>();
        for (Merged merge : merges) {
            Events.Heard mine = heard.get(merge.id());
            String type = merge.state().equals("COMPLETED") ? "customer.merged.v1" : "merge.failed.v1";
            if (mine == null) {
                silent.add(merge.id());
            } else {
                if (mine.ids().size() > 1) {
                    unstable.add(merge.id());
                }
                if (!mine.types().equals(Set.of(type))) {
                    wrong.add(merge.id());
                }
            }
        }
        report(found, "SG-08 ends that were not announced", silent);
        report(found, "SG-08 ends announced under several ids", unstable);
        report(found, "SG-08 ends announced as another", wrong);
    }

    /** How many ended merges have not been heard of yet. */
    int unheard() throws SQLException {
        Map<UUID, Events.Heard> heard = events.heard();
        return (int) merges().stream()
                .filter(merge -> !heard.containsKey(merge.id()))
                .count();
    }

    private List<Merged> merges() throws SQLException {
        List<Merged> merges = new ArrayList<>();
        try (Connection connection = databases.connect(Service.MERGE_ORCHESTRATOR);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, coalesce(reason, ''), array_append(source_ids, survivor_id), coalesce(state, 'LIVE')"
                                + " FROM merge LEFT JOIN merge_outcome ON merge_id = id");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                merges.add(new Merged(
                        rows.getObject(1, UUID.class),
                        rows.getString(2),
                        new HashSet<>(List.of((UUID[]) rows.getArray(3).getArray())),
                        rows.getString(4)));
            }
        }
        return merges;
    }

    private static void report(List<String> found, String what, List<?> which) {
        if (!which.isEmpty()) {
            found.add(what + ": " + which.size() + ", such as "
                    + new TreeSet<>(which.stream().map(Object::toString).toList())
                            .stream().limit(5).toList());
        }
    }
}
