package io.mergesuite.merges;

import static io.restassured.RestAssured.given;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.localstack.document.DocumentedAnswers;
import io.mergesuite.messaging.Db;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of this service share: real PostgreSQL and Kafka, simulated neighbours, a caller. */
@WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = FreePort.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
public abstract class ServiceUnderTest {

    protected static final String SHOP = "tokyo";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    protected CustomerServiceSimulator customers;

    @Inject
    protected ParticipantsSimulator participants;

    @Inject
    protected Db db;

    @BeforeEach
    void everybodyAnswers() {
        customers.setDown(false);
        customers.setRefused(null);
        participants.reset();
    }

    /** A caller with every permission in one shop. */
    protected static RequestSpecification caller() {
        return as(TestTokens.full(SHOP));
    }

    protected static RequestSpecification as(String token) {
        return given().auth().oauth2(token).contentType(ContentType.JSON);
    }

    protected static RequestSpecification withKey(RequestSpecification request) {
        return request.header("Idempotency-Key", UUID.randomUUID().toString());
    }

    /** Asks for a merge and waits for its end. */
    protected Response merge(KnownCustomer survivor, KnownCustomer... sources) {
        return withKey(caller())
                .header("Prefer", "wait=30")
                .body(body(
                        survivor.id(), Stream.of(sources).map(KnownCustomer::id).toList()))
                .post("/v1/merges");
    }

    /** Asks for a merge and does not wait. */
    protected MergeId begin(KnownCustomer survivor, KnownCustomer... sources) {
        return MergeId.of(withKey(caller())
                .body(body(
                        survivor.id(), Stream.of(sources).map(KnownCustomer::id).toList()))
                .post("/v1/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    protected static Map<String, Object> body(CustomerId survivor, List<CustomerId> sources) {
        return Map.of(
                "survivorId",
                survivor.toString(),
                "sourceIds",
                sources.stream().map(CustomerId::toString).toList(),
                "reason",
                "same person");
    }

    protected static Response get(MergeId id) {
        return caller().get("/v1/merges/" + id);
    }

    protected static String state(MergeId id) {
        return get(id).path("state");
    }

    protected long count(String sql, Object... values) {
        return db.read(handle -> {
            var query = handle.createQuery(sql);
            for (int i = 0; i < values.length; i++) {
                query.bind(i, values[i]);
            }
            return query.mapTo(Long.class).one();
        });
    }

    /** Rows of live merges of this id, and claims it holds. */
    protected long traces(MergeId id) {
        return count("SELECT count(*) FROM merge_work WHERE merge_id = ?", id)
                + count("SELECT count(*) FROM merge_claim WHERE merge_id = ?", id);
    }

    protected static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so after " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
