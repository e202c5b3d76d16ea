package io.mergesuite.customers.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeReplies;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.Stage;
import io.mergesuite.customers.customer.CustomersOnStage;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The part in the saga on a real database: races, each stopped at the point where it would hurt, and what is kept. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class MergingIT {

    @Inject
    MergeCommandHandler handler;

    @Inject
    MergesInDoubt inDoubt;

    @Inject
    CustomersOnStage customers;

    @Inject
    Stage stage;

    @Inject
    Db db;

    @Inject
    ObjectMapper json;

    @BeforeEach
    void openShop() {
        customers.openShop();
    }

    @Test
    @DisplayName("CM-11, SG-02: a merge locks, retires, and leads the old id to the survivor")
    void mergesEndToEnd() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        MergeCommand merge = merge(MergePolicy.CONSERVATIVE, survivor, source);
        String tag = customers.tag(survivor);

        MergeReply prepared = send(MergeStep.PREPARE, merge);
        assertEquals(Outcome.DONE, prepared.outcome());
        assertEquals("Yamada", prepared.details().familyName());
        assertEquals(CustomerStatus.MERGING, customers.status(survivor));
        assertNotEquals(tag, customers.tag(survivor), "the tag covers the status");

        assertEquals(Outcome.DONE, send(MergeStep.RETIRE, merge).outcome());
        assertEquals(CustomerStatus.ACTIVE, customers.status(survivor));
        assertEquals(CustomerStatus.MERGED, customers.status(source));
        assertEquals(survivor, customers.mergedInto(source));
        assertEquals(0, count("SELECT count(*) FROM merge_patch WHERE merge_id = :merge", merge));
    }

    @Test
    @DisplayName("SG-02: lock and undo leave version, times and tag as they were")
    void undoIsExact() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Sato");
        String before = customers.all(survivor) + customers.all(source) + customers.tag(source);
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);

        send(MergeStep.PREPARE, merge);
        send(MergeStep.UNDO, merge);

        assertEquals(before, customers.all(survivor) + customers.all(source) + customers.tag(source));
        assertEquals(0, count("SELECT count(*) FROM merge_patch WHERE merge_id = :merge", merge));
    }

    @Test
    @DisplayName("SG-06: of two opposite merges prepared at once one wins, and the other names the customer")
    void oppositePrepares() {
        CustomerId one = customers.person("One");
        CustomerId other = customers.person("Other");

        Stage.Stopped<MergeReply> first =
                Stage.stopBeforeCommit(() -> here(MergeStep.PREPARE, merge(MergePolicy.CONSERVATIVE, one, other)));
        CompletableFuture<MergeReply> second =
                stage.startAndAwaitBlocked(() -> here(MergeStep.PREPARE, merge(MergePolicy.CONSERVATIVE, other, one)));

        assertEquals(Outcome.DONE, first.commit().outcome());
        MergeReply refused = Stage.join(second);
        assertEquals(Outcome.REFUSED, refused.outcome());
        assertEquals("customer-merging", refused.code());
    }

    @Test
    @DisplayName("CM-11: an edit of a source that races the lock comes before it or is 409 customer-merging")
    void editOfASourceRacesTheLock() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Sato");
        MergeCommand merge = merge(MergePolicy.CONSERVATIVE, survivor, source);

        Stage.Stopped<MergeReply> lock = Stage.stopBeforeCommit(() -> here(MergeStep.PREPARE, merge));
        CompletableFuture<String> edit =
                stage.startAndAwaitBlocked(() -> problem(() -> customers.edit(source, "{\"notes\": \"late\"}")));
        lock.commit();
        assertEquals("customer-merging", Stage.join(edit));

        send(MergeStep.RETIRE, merge);
        assertEquals(
                "customer-merged",
                QuarkusTransaction.requiringNew()
                        .call(() -> problem(() -> customers.edit(source, "{\"notes\": \"late\"}"))));
    }

    @Test
    @DisplayName("CM-13: an edit that comes before the lock is seen by the patch")
    void editBeforeTheLockIsSeen() {
        CustomerId survivor = customers.create("{\"kind\": \"INDIVIDUAL\"}");
        CustomerId source = customers.create("{\"kind\": \"INDIVIDUAL\"}");
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);

        Stage.Stopped<Boolean> edit = Stage.stopBeforeCommit(() -> {
            customers.edit(source, "{\"familyName\": \"Sato\"}");
            return true;
        });
        CompletableFuture<MergeReply> lock = stage.startAndAwaitBlocked(() -> here(MergeStep.PREPARE, merge));
        edit.commit();

        assertEquals("Sato", Stage.join(lock).details().familyName());
    }

    @Test
    @DisplayName(
            "CM-13: an edit of the survivor between lock and retire wins, and the patch value is kept as a losing one")
    void laterEditWins() {
        CustomerId survivor =
                customers.create("{\"kind\": \"INDIVIDUAL\", \"phones\": [{\"value\": \"090-1111-1111\"}]}");
        CustomerId source = customers.create("""
                {"kind": "INDIVIDUAL", "familyName": "Sato", "birthday": "1990-01-31",
                 "phones": [{"value": "090-2222-2222"}]}""");
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);
        send(MergeStep.PREPARE, merge);
        QuarkusTransaction.requiringNew().run(() -> customers.edit(survivor, "{\"birthday\": \"2000-02-02\"}"));

        MergeReply retired = send(MergeStep.RETIRE, merge);

        assertEquals(List.of("birthday"), retired.losingFields());
        assertEquals(retired, send(MergeStep.RETIRE, merge), "SG-08: asked again it answers the same");
        assertEquals("2000-02-02", customers.details(survivor).birthday().toString());
        assertEquals("Sato", customers.details(survivor).name().familyName());
        assertEquals(2, customers.details(survivor).phones().size());
        String kept = stage.text(
                "SELECT replaced::text FROM merge_manifest WHERE merge_id = :merge AND row_id = :row",
                Map.of("merge", merge.mergeId(), "row", survivor));
        assertTrue(kept.contains("1990-01-31"), "the losing value is kept under the merge id");
        assertEquals("1990-01-31", customers.details(source).birthday().toString(), "and the source keeps its own");
        assertEquals(
                1,
                stage.number(
                        "SELECT count(*) FROM customer_key WHERE customer_id = :id AND value = '+819022222222'",
                        Map.of("id", survivor)),
                "what came to the survivor is found under it");
    }

    @Test
    @DisplayName("CM-13: the facts of a patched survivor are published with its new version")
    void patchedSurvivorIsPublished() {
        CustomerId survivor = customers.create("{\"kind\": \"INDIVIDUAL\"}");
        CustomerId source = customers.person("Sato");
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);
        send(MergeStep.PREPARE, merge);
        send(MergeStep.RETIRE, merge);

        String last = stage.text("""
                SELECT convert_from(body, 'UTF8') FROM outbox
                 WHERE topic = 'customer.facts' AND key = :key ORDER BY seq DESC LIMIT 1""", Map.of("key", survivor.toString()));
        assertTrue(last.contains("Sato"));
        assertTrue(last.contains("\"version\":2"));
    }

    @Test
    @DisplayName("SG-08, hole 5: replayed commands change nothing, also when the inbox was purged")
    void replays() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source =
                customers.create("{\"kind\": \"INDIVIDUAL\", \"phones\": [{\"value\": \"090-2222-2222\"}]}");
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);

        MergeReply prepared = send(MergeStep.PREPARE, merge);
        assertEquals(prepared, send(MergeStep.PREPARE, merge));
        send(MergeStep.RETIRE, merge);
        String after = customers.all(survivor) + customers.all(source);

        // Handed to the handler directly, no inbox stands before it.
        assertEquals(Outcome.DONE, send(MergeStep.RETIRE, merge).outcome());
        assertEquals(Outcome.DONE, send(MergeStep.PREPARE, merge).outcome());
        assertEquals(after, customers.all(survivor) + customers.all(source));
    }

    @Test
    @DisplayName("hole 5: an undo before its prepare leaves the prepare refused")
    void undoFirst() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Sato");
        MergeCommand merge = merge(MergePolicy.CONSERVATIVE, survivor, source);

        send(MergeStep.UNDO, merge);

        assertEquals("merge-undone", send(MergeStep.PREPARE, merge).code());
        assertEquals(CustomerStatus.ACTIVE, customers.status(source));
        assertEquals(Outcome.DONE, send(MergeStep.UNDO, merge).outcome());
    }

    @Test
    @DisplayName("SG-05, hole 7: a merge that can't go on is refused alone, the others of its set go on")
    void oneBadMergeStopsNoOther() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Sato");
        MergeCommand good = merge(MergePolicy.CONSERVATIVE, survivor, source);
        MergeCommand bad = merge(MergePolicy.CONSERVATIVE, customers.person("A"), customers.person("B"));
        send(MergeStep.PREPARE, good);

        List<MergeReply> replies =
                QuarkusTransaction.requiringNew().call(() -> handleHere(MergeStep.RETIRE, bad, good));

        assertEquals(
                List.of(Outcome.REFUSED, Outcome.DONE),
                replies.stream().map(MergeReply::outcome).toList());
        assertEquals(CustomerStatus.MERGED, customers.status(source));
    }

    @Test
    @DisplayName("hole 7: what was undone though the merge has happened is locked and patched once more, by its policy")
    void whatWasUndoneIsRecovered() {
        CustomerId survivor = customers.create("{\"kind\": \"INDIVIDUAL\"}");
        CustomerId source = customers.person("Sato");
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);
        send(MergeStep.PREPARE, merge);
        send(MergeStep.UNDO, merge);
        assertEquals("merge-undone", send(MergeStep.RETIRE, merge).code());

        MergeReply recovered = send(MergeStep.RECOVER, merge);
        assertEquals("Sato", recovered.details().familyName());
        assertEquals(CustomerStatus.MERGING, customers.status(source));
        send(MergeStep.RETIRE, merge);

        assertEquals("Sato", customers.details(survivor).name().familyName());
        assertEquals(survivor, customers.mergedInto(source));
        assertEquals("merge-active", send(MergeStep.UNDO, merge).code());
        assertEquals(
                recovered.details().familyName(),
                send(MergeStep.RECOVER, merge).details().familyName());
        assertEquals(CustomerStatus.MERGED, customers.status(source));
    }

    @Test
    @DisplayName("hole 7, SG-02: RECOVER and a RETIRE of before that come in one poll end the merge")
    void whatIsRecoveredAndRetiredAtOnce() {
        CustomerId survivor = customers.create("{\"kind\": \"INDIVIDUAL\"}");
        CustomerId source = customers.person("Sato");
        MergeCommand merge = merge(MergePolicy.CONSOLIDATING, survivor, source);
        send(MergeStep.PREPARE, merge);
        send(MergeStep.UNDO, merge);

        QuarkusTransaction.requiringNew()
                .run(() ->
                        handler.handle(List.of(message(MergeStep.RECOVER, merge), message(MergeStep.RETIRE, merge))));

        assertEquals(survivor, customers.mergedInto(source));
        assertEquals("Sato", customers.details(survivor).name().familyName());
        assertEquals(Outcome.DONE, send(MergeStep.RETIRE, merge).outcome());
        assertEquals("merge-active", send(MergeStep.UNDO, merge).code());
        assertEquals(
                0,
                stage.number(
                        "SELECT count(*) FROM merge_patch WHERE merge_id = :merge", Map.of("merge", merge.mergeId())));
    }

    @Test
    @DisplayName("CM-03, SG-03: chains are compressed to one step, over three links")
    void chains() {
        CustomerId first = customers.person("First");
        CustomerId second = customers.person("Second");
        CustomerId third = customers.person("Third");
        CustomerId last = customers.person("Last");
        assertEquals(
                "survivor-as-source",
                complete(
                                second,
                                first,
                                MergePolicy.CONSERVATIVE,
                                () -> send(MergeStep.PREPARE, merge(MergePolicy.CONSERVATIVE, third, second)))
                        .code());
        complete(third, second, MergePolicy.CONSOLIDATING, () -> null);
        complete(last, third, MergePolicy.CONSOLIDATING, () -> null);

        for (CustomerId source : List.of(first, second, third)) {
            assertEquals(last, customers.mergedInto(source));
        }
    }

    @Test
    @DisplayName(
            "CM-24: the contact persons of merged companies are the survivor's, the companies of merged persons too")
    void contactPersons() {
        CustomerId survivor = customers.company();
        CustomerId source = customers.company();
        CustomerId person = customers.create("{\"kind\": \"INDIVIDUAL\", \"companyIds\": [\"" + source + "\"]}");
        CustomerId other = customers.create("{\"kind\": \"INDIVIDUAL\"}");
        String tag = customers.tag(person);

        MergeCommand companies = merge(MergePolicy.CONSERVATIVE, survivor, source);
        send(MergeStep.PREPARE, companies);
        assertEquals(
                Map.of("contactPersons", 1L), send(MergeStep.RETIRE, companies).counts());
        assertEquals(Set.of(survivor), customers.companies(person));
        assertNotEquals(tag, customers.tag(person), "the person's answer has changed");

        MergeCommand persons = merge(MergePolicy.CONSERVATIVE, other, person);
        send(MergeStep.PREPARE, persons);
        assertEquals(Map.of("companies", 1L), send(MergeStep.RETIRE, persons).counts());
        assertEquals(Set.of(survivor), customers.companies(other));
        assertEquals(
                1,
                stage.number(
                        "SELECT count(*) FROM contact_person WHERE first_person_id = :person AND first_company_id = :company",
                        Map.of("person", person, "company", source)),
                "what the tie came with is what unmerge will need");
    }

    @Test
    @DisplayName(
            "CU-02, CU-06: a tie written while its company is merged away ends at the survivor, however the two race")
    void tieRacesTheRetiringOfItsCompany() {
        CustomerId survivor = customers.company();
        CustomerId source = customers.company();
        MergeCommand merge = merge(MergePolicy.CONSERVATIVE, survivor, source);
        String tied = "{\"kind\": \"INDIVIDUAL\", \"companyIds\": [\"" + source + "\"]}";

        Stage.Stopped<CustomerId> before = Stage.stopBeforeCommit(() -> customers.createHere(tied));
        CompletableFuture<MergeReply> lock = stage.startAndAwaitBlocked(() -> here(MergeStep.PREPARE, merge));
        CustomerId early = before.commit();
        Stage.join(lock);

        Stage.Stopped<MergeReply> retire = Stage.stopBeforeCommit(() -> here(MergeStep.RETIRE, merge));
        CompletableFuture<CustomerId> during = stage.startAndAwaitBlocked(() -> customers.createHere(tied));
        retire.commit();
        CustomerId late = Stage.join(during);

        assertEquals(Set.of(survivor), customers.companies(early));
        assertEquals(Set.of(survivor), customers.companies(late));
        assertEquals(Set.of(survivor), customers.companies(customers.create(tied)), "years later");
    }

    @Test
    @DisplayName(
            "hole 11, CU-07: an import line waits while its customer is merged, and changes nothing once it is merged away")
    void importOfACustomerThatIsMerged() {
        CustomerId survivor = customers.person("Yamada");
        String ref = "A-" + UUID.randomUUID();
        CustomerId source = customers.create("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}");
        String row = "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\", \"familyName\": \"New\"}";
        MergeCommand merge = merge(MergePolicy.CONSERVATIVE, survivor, source);

        Stage.Stopped<MergeReply> lock = Stage.stopBeforeCommit(() -> here(MergeStep.PREPARE, merge));
        CompletableFuture<List<ImportResult>> racing = CompletableFuture.supplyAsync(() -> customers.importRows(row));
        lock.commit();
        assertEquals(List.of(ImportResult.LATER), Stage.join(racing));
        assertEquals(List.of(ImportResult.LATER), customers.importRows(row));

        send(MergeStep.RETIRE, merge);
        String number = stage.text("SELECT number::text FROM customer WHERE id = :id", Map.of("id", survivor));
        assertEquals(List.of(ImportResult.merged(number)), customers.importRows(row));
        assertEquals(null, customers.details(source).name().familyName());
    }

    @Test
    @DisplayName("hole 7: a merge that is prepared for too long asks what became of it")
    void inDoubt() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Sato");
        MergeCommand merge = merge(MergePolicy.CONSERVATIVE, survivor, source);
        send(MergeStep.PREPARE, merge);
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .execute(
                                "UPDATE merge_patch SET ask_at = now() - interval '1 second' WHERE merge_id = ?",
                                merge.mergeId().value()));

        inDoubt.askAboutAll();
        inDoubt.askAboutAll();

        List<MergeReply> asked = db
                .read(handle -> handle.createQuery("SELECT body FROM outbox WHERE topic = 'merge.replies' ORDER BY seq")
                        .map((row, context) -> replies(row.getBytes("body")))
                        .list())
                .stream()
                .flatMap(replies -> replies.merges().stream())
                .filter(reply ->
                        reply.outcome() == Outcome.IN_DOUBT && reply.mergeId().equals(merge.mergeId()))
                .toList();
        assertEquals(1, asked.size(), "once, and not again before as long has passed");
        assertEquals(List.of(source), asked.getFirst().known().sources());
    }

    @Test
    @DisplayName("a set of 250 merges takes a handful of statements, and its updates stay on their pages (HOT)")
    void setsAreSets() {
        List<CustomerId> ids = customers.persons(500);
        MergeCommand[] merges = new MergeCommand[250];
        for (int i = 0; i < merges.length; i++) {
            merges[i] = merge(MergePolicy.CONSERVATIVE, ids.get(2 * i), ids.get(2 * i + 1));
        }

        assertEquals(
                250,
                QuarkusTransaction.requiringNew()
                        .call(() -> handleHere(MergeStep.PREPARE, merges))
                        .size());
        assertEquals(
                250,
                QuarkusTransaction.requiringNew()
                        .call(() -> handleHere(MergeStep.RETIRE, merges))
                        .size());

        assertEquals(
                250,
                stage.number(
                        "SELECT count(*) FROM customer WHERE id = ANY(:ids) AND status = 'MERGED'",
                        Map.of("ids", uuids(ids))));
        Stage.until(
                "the statistics have arrived",
                () -> stage.number(
                                "SELECT coalesce(sum(n_tup_upd), 0) FROM pg_stat_user_tables WHERE relname = 'customer'",
                                Map.of())
                        >= 1_000);
        long updates = stage.number("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'customer'", Map.of());
        long hot = stage.number("SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'customer'", Map.of());
        assertTrue(hot >= updates * 9 / 10, hot + " of " + updates + " updates were HOT");
    }

    @Test
    @DisplayName("SG-06: prepares of random overlapping pairs from many threads never lock a customer twice")
    void randomOverlaps() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<CustomerId> ids = customers.persons(40);
        List<MergeCommand[]> sets = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            List<CustomerId> shuffled = new ArrayList<>(ids);
            Collections.shuffle(shuffled, random);
            MergeCommand[] set = new MergeCommand[10];
            for (int j = 0; j < set.length; j++) {
                set[j] = merge(MergePolicy.CONSERVATIVE, shuffled.get(2 * j), shuffled.get(2 * j + 1));
            }
            sets.add(set);
        }

        List<CompletableFuture<List<MergeReply>>> running = sets.stream()
                .map(set -> CompletableFuture.supplyAsync(
                        () -> QuarkusTransaction.requiringNew().call(() -> handleHere(MergeStep.PREPARE, set))))
                .toList();
        long prepared = running.stream()
                .map(Stage::join)
                .flatMap(List::stream)
                .filter(reply -> reply.outcome() == Outcome.DONE)
                .count();

        assertEquals(
                2 * prepared,
                stage.number(
                        "SELECT count(*) FROM customer WHERE id = ANY(:ids) AND status = 'MERGING'",
                        Map.of("ids", uuids(ids))),
                "seed " + seed);
        assertFalse(prepared == 0);
    }

    private MergeReply complete(CustomerId survivor, CustomerId source, MergePolicy policy, Supplier<MergeReply> then) {
        MergeCommand merge = merge(policy, survivor, source);
        assertEquals(Outcome.DONE, send(MergeStep.PREPARE, merge).outcome());
        assertEquals(Outcome.DONE, send(MergeStep.RETIRE, merge).outcome());
        return then.get();
    }

    private static String problem(Runnable edit) {
        return assertThrows(Problem.class, edit::run).type().code();
    }

    private static MergeCommand merge(MergePolicy policy, CustomerId survivor, CustomerId... sources) {
        return new MergeCommand(MergeId.next(), CustomersOnStage.SHOP, survivor, List.of(sources), policy, null);
    }

    /** One command in a transaction of its own. */
    private MergeReply send(MergeStep step, MergeCommand merge) {
        return QuarkusTransaction.requiringNew().call(() -> here(step, merge));
    }

    private MergeReply here(MergeStep step, MergeCommand merge) {
        return handleHere(step, merge).getFirst();
    }

    /** Handles one set in the running transaction, and reads the replies from its outbox. */
    private List<MergeReply> handleHere(MergeStep step, MergeCommand... merges) {
        IncomingMessage message = message(step, merges);
        handler.handle(List.of(message));
        return db
                .handle()
                .createQuery("SELECT body FROM outbox WHERE key = :key ORDER BY seq")
                .bind("key", message.key())
                .map((row, context) -> replies(row.getBytes("body")))
                .stream()
                .flatMap(replies -> replies.merges().stream())
                .toList();
    }

    private static IncomingMessage message(MergeStep step, MergeCommand... merges) {
        MergeCommands set = new MergeCommands(UUID.randomUUID(), step, Arrays.asList(merges));
        return new IncomingMessage(
                UUID.randomUUID(), Topics.MERGE_COMMANDS_CUSTOMER, set.setId().toString(), set, Instant.now());
    }

    private MergeReplies replies(byte[] body) {
        try {
            return json.readValue(body, MergeReplies.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long count(String query, MergeCommand merge) {
        return stage.number(query, Map.of("merge", merge.mergeId()));
    }

    private static UUID[] uuids(List<CustomerId> ids) {
        return ids.stream().map(CustomerId::value).toArray(UUID[]::new);
    }
}
