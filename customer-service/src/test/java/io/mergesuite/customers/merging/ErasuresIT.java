package io.mergesuite.customers.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.customer.CustomersOnStage;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** customer-service's part in an erasure, the only one that may refuse (API-11, hole 12). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class ErasuresIT {

    @Inject
    MergeCommandHandler handler;

    @Inject
    MergesOnStage merges;

    @Inject
    CustomersOnStage customers;

    @Inject
    Db db;

    @Inject
    ObjectMapper json;

    @BeforeEach
    void openShop() {
        customers.openShop();
    }

    @Test
    @DisplayName(
            "Hole 12: who belongs to the person by a merge that ended in between is not left out: the erasure is refused, nothing changes")
    void personHasGrown() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamata");
        ErasureCommand early = erasure(survivor);
        merges.merge(survivor, source);

        assertEquals(ErasureReply.PERSON_CHANGED, erase(early).code());

        assertNotEquals(0, values(survivor));
        assertEquals(null, erase(erasure(survivor, source)).code());
        assertEquals(0, values(survivor) + values(source));
    }

    @Test
    @DisplayName("Hole 12: a person that has been merged on since is refused, as it is another person's part by now")
    void personHasBeenMergedOn() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamata");
        merges.merge(survivor, source);

        assertEquals(ErasureReply.PERSON_CHANGED, erase(erasure(source)).code());
        assertNotEquals(0, values(source));
    }

    @Test
    @DisplayName("Hole 12: a customer that a merge holds is not erased, and can be when it is free again")
    void heldByAMerge() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamata");
        MergeCommand merge = new MergeCommand(
                MergeId.next(), CustomersOnStage.SHOP, survivor, List.of(source), MergePolicy.CONSERVATIVE, null);
        send(MergeStep.PREPARE, merge);

        assertEquals(ErasureReply.CUSTOMER_MERGING, erase(erasure(survivor)).code());
        assertNotEquals(0, values(survivor));

        send(MergeStep.UNDO, merge);
        assertEquals(null, erase(erasure(survivor)).code());
    }

    @Test
    @DisplayName("API-11: a deleted customer is erased like any other, and is not restored by it")
    void deleted() {
        CustomerId customer = customers.person("Yamada");
        QuarkusTransaction.requiringNew().run(() -> customers.delete(customer));

        assertEquals(Map.of("customers", 1L), erase(erasure(customer)).counts());

        assertEquals(CustomerStatus.ERASED, customers.status(customer));
        assertEquals(0, values(customer));
    }

    @Test
    @DisplayName(
            "SG-08: a command that comes again is answered alike and changes nothing; the version has gone up by one")
    void again() {
        CustomerId customer = customers.person("Yamada");
        ErasureCommand erasure = erasure(customer);

        assertEquals(Map.of("customers", 1L), erase(erasure).counts());
        long version = version(customer);
        assertEquals(Map.of("customers", 1L), erase(erasure).counts());

        assertEquals(2, version);
        assertEquals(version, version(customer));
    }

    @Test
    @DisplayName("A merge that was opened before the erasure is refused when it is prepared: customer-erased")
    void mergeOfAnErased() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamata");
        erase(erasure(source));
        MergeCommand merge = new MergeCommand(
                MergeId.next(), CustomersOnStage.SHOP, survivor, List.of(source), MergePolicy.CONSERVATIVE, null);

        send(MergeStep.PREPARE, merge);

        assertEquals(
                0,
                db.<Long>read(handle -> handle.createQuery("SELECT count(*) FROM merge_edge WHERE merge_id = :merge")
                        .bind("merge", merge.mergeId())
                        .mapTo(long.class)
                        .one()));
    }

    private static ErasureCommand erasure(CustomerId customer, CustomerId... formerIds) {
        return new ErasureCommand(
                ErasureId.next(), new ErasedPerson(CustomersOnStage.SHOP, customer, List.of(formerIds)));
    }

    private ErasureReply erase(ErasureCommand command) {
        handle(command.erasureId().toString(), command);
        return db.read(handle -> handle.createQuery(
                        "SELECT body FROM outbox WHERE key = :key AND topic = :topic ORDER BY seq DESC LIMIT 1")
                .bind("key", command.erasureId().toString())
                .bind("topic", Topics.ERASURE_REPLIES.name())
                .map((row, context) -> reply(row.getBytes("body")))
                .one());
    }

    private void send(MergeStep step, MergeCommand merge) {
        MergeCommands set = new MergeCommands(UUID.randomUUID(), step, List.of(merge));
        handle(set.setId().toString(), set);
    }

    private void handle(String key, Object body) {
        QuarkusTransaction.requiringNew()
                .run(() -> handler.handle(List.of(new IncomingMessage(
                        UUID.randomUUID(), Topics.MERGE_COMMANDS_CUSTOMER, key, body, Instant.now()))));
    }

    private ErasureReply reply(byte[] body) {
        try {
            return json.readValue(body, ErasureReply.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many values of the person are there: in the row, and as match keys. */
    private long values(CustomerId customer) {
        return db.read(handle ->
                handle.createQuery("""
                        SELECT num_nonnulls(family_name, given_name, birthday, notes, tax_id) + jsonb_array_length(emails)
                             + jsonb_array_length(phones) + (SELECT count(*) FROM customer_key k WHERE k.customer_id = c.id)
                          FROM customer c WHERE id = :id""").bind("id", customer).mapTo(long.class).one());
    }

    private long version(CustomerId customer) {
        return db.read(handle -> handle.createQuery("SELECT version FROM customer WHERE id = :id")
                .bind("id", customer)
                .mapTo(long.class)
                .one());
    }
}
