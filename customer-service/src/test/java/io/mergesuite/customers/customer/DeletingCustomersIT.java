package io.mergesuite.customers.customer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.customers.Stage;
import io.mergesuite.customers.Stage.Stopped;
import io.mergesuite.customers.merging.MergesOnStage;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.localstack.document.DocumentedAnswers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a deleted customer is and is not (API-05, CU-05, CU-07), and that nothing of it is lost. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
class DeletingCustomersIT {

    @Inject
    CustomersOnStage customers;

    @Inject
    MergesOnStage merges;

    @Inject
    Stage stage;

    @BeforeEach
    void openShop() {
        customers.openShop();
    }

    @Test
    @DisplayName("API-05: a delete needs If-Match, a stale one is refused, and a restored customer is as it was")
    void deletedAndRestored() {
        CustomerId customer = customers.person("Yamada");
        String tag = tag(customer);
        var before = customers.details(customer);

        caller().delete(path(customer)).then().statusCode(428);
        delete(customer, "\"stale\"").statusCode(412);
        assertEquals(CustomerStatus.ACTIVE, customers.status(customer));
        delete(customer, tag).statusCode(204);

        String deleted = get(customer)
                .statusCode(200)
                .body("status", equalTo("DELETED"))
                .body("familyName", equalTo("Yamada"))
                .body("version", equalTo(2))
                .extract()
                .header("ETag");
        delete(customer, tag).statusCode(412);
        delete(customer, deleted).statusCode(204);
        caller().header("If-Match", deleted)
                .body("{\"notes\": \"x\"}")
                .patch(path(customer))
                .then()
                .statusCode(409)
                .body("code", equalTo("customer-deleted"));

        restore(customer).statusCode(200).body("status", equalTo("ACTIVE")).header("ETag", notNullValue());
        restore(customer).statusCode(200).body("version", equalTo(3));
        assertEquals(before, customers.details(customer));
    }

    @Test
    @DisplayName("API-04: a restore that is repeated does not undo a later delete")
    void restoredTwice() {
        CustomerId customer = customers.person("Yamada");
        String key = UUID.randomUUID().toString();
        delete(customer, tag(customer)).statusCode(204);
        restoreWith(key, customer).body("status", equalTo("ACTIVE"));
        delete(customer, tag(customer)).statusCode(204);

        restoreWith(key, customer).body("status", equalTo("DELETED"));
        assertEquals(CustomerStatus.DELETED, customers.status(customer));
    }

    private static ValidatableResponse restoreWith(String key, CustomerId id) {
        return caller().header("Idempotency-Key", key)
                .post(path(id) + "/restore")
                .then()
                .statusCode(200);
    }

    @Test
    @DisplayName(
            "CU-05, CU-07: it is out of lists and exports unless asked for, keeps its ref, and no line of a file changes it")
    void outOfLists() {
        String ref = "D-" + UUID.randomUUID();
        CustomerId customer = customers.create(
                "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Sato\", \"externalRef\": \"" + ref + "\"}");
        delete(customer, tag(customer)).statusCode(204);

        list("externalRef", ref).body("items", empty());
        caller().queryParam("externalRef", ref)
                .queryParam("status", "DELETED")
                .get("/v1/customers")
                .then()
                .statusCode(200)
                .body("items.id", contains(customer.toString()));
        caller().get("/v1/customers/export").then().statusCode(200).body(not(containsString(ref)));
        caller().body("{\"externalRefs\": [\"" + ref + "\"]}")
                .post("/v1/customers/resolve")
                .then()
                .statusCode(200)
                .body("items.status", contains("DELETED"));
        caller().body("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"" + ref + "\"}")
                .post("/v1/customers")
                .then()
                .statusCode(409)
                .body("code", equalTo("duplicate-external-ref"))
                .body("customerId", equalTo(customer.toString()));
        ImportResult line = customers
                .importRows("{\"kind\": \"INDIVIDUAL\", \"familyName\": \"New\", \"externalRef\": \"" + ref + "\"}")
                .getFirst();
        assertEquals(
                "customer-deleted",
                ((ImportResult.Rejected) line).flaws().getFirst().code());
        assertEquals("Sato", customers.details(customer).name().familyName());
    }

    @Test
    @DisplayName(
            "CM-11: a merged-away customer is neither deleted nor restored; the survivor can be, and is still where its sources lead")
    void mergedAway() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamata");
        merges.merge(survivor, source);

        delete(source, "*")
                .statusCode(409)
                .body("code", equalTo("customer-merged"))
                .body("mergedInto", equalTo(survivor.toString()));
        restore(source).statusCode(409).body("code", equalTo("customer-merged"));
        delete(survivor, tag(survivor)).statusCode(204);

        caller().queryParam("followMerges", true)
                .get(path(source))
                .then()
                .statusCode(200)
                .body("id", equalTo(survivor.toString()))
                .body("status", equalTo("DELETED"));
    }

    @Test
    @DisplayName("CM-02: a customer that is being deleted is not merged, and one that is being merged is not deleted")
    void deleteMeetsMerge() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamata");
        Stopped<Void> deleting = Stage.stopBeforeCommit(() -> {
            customers.delete(source);
            return null;
        });
        CompletableFuture<Void> merging = stage.startAndAwaitBlocked(() -> {
            merges.prepare(survivor, source);
            return null;
        });
        deleting.commit();
        Stage.join(merging);
        assertEquals(CustomerStatus.DELETED, customers.status(source));
        assertEquals(CustomerStatus.ACTIVE, customers.status(survivor));

        CustomerId other = customers.person("Yamato");
        Stopped<Void> prepared = Stage.stopBeforeCommit(() -> {
            merges.prepare(survivor, other);
            return null;
        });
        CompletableFuture<String> late =
                stage.startAndAwaitBlocked(() -> assertThrows(Problem.class, () -> customers.delete(other))
                        .type()
                        .code());
        prepared.commit();
        assertEquals("customer-merging", Stage.join(late));
        assertEquals(CustomerStatus.MERGING, customers.status(other));
    }

    @Test
    @DisplayName(
            "CU-02: a deleted company takes no new contact persons and keeps those it has, whatever is edited of them")
    void contactPersonsOfADeletedCompany() {
        CustomerId company = customers.company();
        CustomerId tea = customers.company();
        String ref = "P-" + UUID.randomUUID();
        CustomerId person =
                customers.create("{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"%s\", \"companyIds\": [\"%s\"]}"
                        .formatted(ref, company));
        QuarkusTransaction.requiringNew().run(() -> customers.delete(company));

        caller().body("{\"kind\": \"INDIVIDUAL\", \"companyIds\": [\"" + company + "\"]}")
                .post("/v1/customers")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-company"));
        assertEquals(
                "[Updated[]]",
                customers
                        .importRows("{\"kind\": \"INDIVIDUAL\", \"notes\": \"x\", \"externalRef\": \"" + ref + "\"}")
                        .toString());
        assertEquals(Set.of(company), customers.companies(person));
        caller().header("If-Match", tag(person))
                .body("{\"companyIds\": [\"" + company + "\", \"" + tea + "\"]}")
                .patch(path(person))
                .then()
                .statusCode(200);
        assertEquals(Set.of(company, tea), customers.companies(person));
    }

    @Test
    @DisplayName("CU-02: a file that changes the companies of several persons changes those of each, and no other's")
    void companiesOfSeveralRows() {
        CustomerId one = customers.company();
        CustomerId other = customers.company();
        String first = "P-" + UUID.randomUUID();
        String second = "P-" + UUID.randomUUID();
        String row = "{\"kind\": \"INDIVIDUAL\", \"externalRef\": \"%s\", \"companyIds\": [\"%s\"]}";
        CustomerId person = customers.create(row.formatted(first, one));
        customers.create(row.formatted(second, other));

        customers.importRows(row.formatted(first, other), row.formatted(second, one));

        assertEquals(Set.of(other), customers.companies(person));
    }

    private static ValidatableResponse get(CustomerId id) {
        return caller().get(path(id)).then();
    }

    private static ValidatableResponse delete(CustomerId id, String tag) {
        return caller().header("If-Match", tag).delete(path(id)).then();
    }

    private static ValidatableResponse restore(CustomerId id) {
        return caller().post(path(id) + "/restore").then();
    }

    private static ValidatableResponse list(String parameter, String value) {
        return caller().queryParam(parameter, value).get("/v1/customers").then().statusCode(200);
    }

    private static String tag(CustomerId id) {
        return get(id).statusCode(200).extract().header("ETag");
    }

    private static String path(CustomerId id) {
        return "/v1/customers/" + id;
    }

    private static RequestSpecification caller() {
        return given().auth()
                .oauth2(TestTokens.mint("tester", List.of("tokyo"), List.of("customers:read", "customers:write")))
                .contentType(ContentType.JSON);
    }
}
