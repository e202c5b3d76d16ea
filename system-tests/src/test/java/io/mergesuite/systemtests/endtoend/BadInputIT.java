package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.KINDS;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each kind of bad input gets its own documented problem and changes nothing (API-03, CM-01, API-04, API-06, SEC-02). */
@ExtendWith(RunningSuite.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    private static final String MERGES = "/v1/merges";
    private static final String BATCHES = "/v1/merge-batches";
    private static final String USED_KEY = "used-" + UUID.randomUUID();
    private static final Pattern FRAMEWORK_TEXT = Pattern.compile(
            "(?i)exception|java\\.|jakarta|quarkus|jackson|resteasy|hibernate|vert\\.?x|psql|sqlstate|<html"
                    // Jackson, the JDK's date patterns and gzip, Bean Validation
                    + "|unexpected (character|end)|unrecognized|deserialize|duplicate field|START_|END_|within/between"
                    + "|pattern letter|pattern (ends|includes)|unsupported field|zlib|not in gzip|corrupt|incorrect header"
                    + "|unsupported compression|must not be (blank|null|empty)|size must be|must be (greater|less) than"
                    + "|must match \\\\?\"");

    /** Of what is wrong with a request, all that lies in no one place of it: it can't be read, or it is another than the first. */
    private static final Set<String> WITHOUT_A_PLACE = Set.of(
            "malformed-request",
            "malformed-json",
            "nesting-too-deep",
            "file-missing",
            "file-empty",
            "charset-wrong",
            "json-array",
            "file-unreadable",
            "idempotency-key-reused");

    private final RunningSuite suite;
    private MadeUpShop shop;
    private MadeUpShop otherShop;
    private String customer;
    private String another;
    private String company;
    private String merged;
    private String survivorOfMerged;
    private String foreign;
    private String customerNumber;
    private String mergedNumber;
    private String foreignNumber;
    private final Map<String, String> takenRefs = new HashMap<>();
    private StoredState state;
    private Map<Service, String> unchanged;

    BadInputIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeAll
    void makeUpSomeCustomers() throws Exception {
        shop = new MadeUpShop(suite);
        otherShop = new MadeUpShop(suite);
        customer = idOf(shop.person("Aoki"));
        another = idOf(shop.person("Aoky"));
        company = idOf(shop.company("Tea Ltd"));
        merged = idOf(shop.person("Baba"));
        survivorOfMerged = idOf(shop.person("Bamba"));
        Map<String, ?> first = ids(survivorOfMerged, merged);
        shop.ended(idOf(shop.client()
                .postWithKey(Service.MERGE_ORCHESTRATOR, MERGES, USED_KEY, first)
                .expect(201)));
        useUpAKey();
        customerNumber = number(shop.show(customer));
        mergedNumber = number(shop.client()
                .get(Service.CUSTOMER_SERVICE, "/v1/customers/" + merged + "?showMerged=true")
                .expect(200));
        JsonNode stranger = otherShop.person("Chiba");
        foreign = idOf(stranger);
        foreignNumber = number(stranger);
        for (int i = 0; i < 3; i++) {
            shop.oneOfEach(customer);
        }
        for (String kind : KINDS.keySet()) {
            JsonNode stored = shop.client()
                    .postWithKey(KINDS.get(kind), kind, USED_KEY, shop.record(kind, Map.of("customerId", customer)))
                    .expect(201);
            takenRefs.put(kind, stored.path("externalRef").asText());
        }
        state = new StoredState(suite.databases());
        unchanged = state.read();
    }

    /** A batch and an import of each kind, under the key that is used again later, and at their end. */
    private void useUpAKey() throws Exception {
        Map<String, ?> group = ids(idOf(shop.person("Doi")), idOf(shop.person("Doy")));
        String batch = BATCHES + "/"
                + idOf(shop.client()
                        .postWithKey(
                                Service.MERGE_ORCHESTRATOR,
                                BATCHES,
                                USED_KEY,
                                Map.of("shopId", shop.id(), "groups", List.of(group)))
                        .expect(201));
        MadeUpShop.await(
                "the batch ends",
                () -> shop.client()
                        .get(Service.MERGE_ORCHESTRATOR, batch)
                        .expect(200)
                        .hasNonNull("endedAt"));
        for (Map.Entry<String, Service> kind : lists().entrySet()) {
            shop.client()
                    .importFile(
                            kind.getValue(),
                            kind.getKey() + "/imports",
                            USED_KEY,
                            "{}",
                            "{\"noSuchField\": 1}\n",
                            "Prefer",
                            "wait=60")
                    .expect(201);
        }
    }

    @AfterAll
    void closeShops() throws SQLException {
        state.close();
        shop.close();
        otherShop.close();
    }

    /** Something wrong with a request, and the problem that is due. */
    private record Case(String name, Request request, int status, String code, Map<String, String> members) {

        Case(String name, Request request, int status, String code) {
            this(name, request, status, code, Map.of());
        }
    }

    /** A request that is about to be sent. */
    private interface Request {
        Answer send() throws IOException, InterruptedException;
    }

    @TestFactory
    @DisplayName("CM-01, CM-02, CM-24: the customers of a merge")
    Stream<DynamicTest> customersOfAMerge() {
        String nobody = UUID.randomUUID().toString();
        List<String> tooMany = Collections.nCopies(1_001, "").stream()
                .map(ignored -> UUID.randomUUID().toString())
                .toList();
        return tests(List.of(
                merge("an unknown source", ids(customer, nobody), 422, "unknown-customer"),
                merge("an unknown survivor", ids(nobody, customer), 422, "unknown-customer"),
                merge("an unknown number", marked(Map.of("number", "999999999")), 422, "unknown-customer"),
                merge("a source twice", ids(customer, another, another), 422, "duplicate-customer"),
                new Case(
                        "a merged-away source",
                        post(MERGES, ids(customer, merged)),
                        409,
                        "customer-merged",
                        Map.of("mergedInto", survivorOfMerged)),
                new Case(
                        "a merged-away survivor",
                        post(MERGES, ids(merged, customer)),
                        409,
                        "customer-merged",
                        Map.of("mergedInto", survivorOfMerged)),
                merge("a former survivor as source", ids(customer, survivorOfMerged), 422, "survivor-as-source"),
                merge("a source of another shop", ids(customer, foreign), 422, "unknown-customer"),
                merge("a malformed id", ids(customer, "no-id"), 400, "invalid"),
                merge(
                        "the survivor among the sources",
                        ids(customer, another, customer),
                        422,
                        "survivor-among-sources"),
                merge("no source", ids(customer), 422, "no-source"),
                merge("no survivor", Map.of("sourceIds", List.of(customer)), 422, "no-survivor"),
                merge("two survivors", marked(Map.of("id", another, "survivor", true)), 422, "several-survivors"),
                merge(
                        "both forms",
                        Map.of("survivorId", customer, "customers", List.of(Map.of("id", another))),
                        400,
                        "both-forms"),
                merge("1,001 sources", Map.of("survivorId", customer, "sourceIds", tooMany), 422, "too-many-sources"),
                merge("a person and a company", ids(customer, company), 422, "kind-mismatch"),
                merge("a plan", withPlan(), 422, "plan-not-supported"),
                merge("an unknown id, marked", marked(Map.of("id", nobody)), 422, "unknown-customer"),
                merge("a number that is none", marked(Map.of("number", "twelve")), 422, "unknown-customer"),
                merge("a number of another shop", marked(Map.of("number", foreignNumber)), 422, "unknown-customer"),
                merge("a member without a name", marked(Map.of()), 400, "invalid"),
                merge(
                        "a member by id and number",
                        marked(Map.of("id", another, "number", customerNumber)),
                        400,
                        "invalid"),
                new Case(
                        "a merged-away number",
                        post(MERGES, marked(Map.of("number", mergedNumber))),
                        409,
                        "customer-merged",
                        Map.of("mergedInto", survivorOfMerged)),
                merge(
                        "a customer by id and by number",
                        Map.of(
                                "customers",
                                List.of(
                                        Map.of("id", another, "survivor", true),
                                        Map.of("id", customer),
                                        Map.of("number", customerNumber))),
                        422,
                        "duplicate-customer"),
                merge(
                        "the survivor by number too",
                        marked(Map.of("number", customerNumber)),
                        422,
                        "survivor-among-sources"),
                merge("nobody marked", Map.of("customers", List.of(Map.of("id", customer))), 422, "no-survivor"),
                merge(
                        "the survivor alone",
                        Map.of("customers", List.of(Map.of("id", customer, "survivor", true))),
                        422,
                        "no-source"),
                merge("nobody", Map.of("customers", List.of()), 422, "no-survivor"),
                merge(
                        "1,001 sources, marked",
                        Map.of(
                                "customers",
                                Stream.concat(
                                                Stream.of(Map.of("id", customer, "survivor", true)),
                                                tooMany.stream().map(id -> Map.of("id", id)))
                                        .toList()),
                        422,
                        "too-many-sources"),
                merge(
                        "sources in both forms",
                        Map.of("sourceIds", List.of(another), "customers", List.of(Map.of("id", customer))),
                        400,
                        "both-forms"),
                merge("nothing at all", Map.of(), 422, "no-survivor")));
    }

    @TestFactory
    @DisplayName("API-08: a batch that is malformed is refused whole")
    Stream<DynamicTest> groupsOfABatch() {
        Map<String, ?> good = ids(customer, another);
        return tests(List.of(
                batch("no groups", List.of(), "no-groups"),
                batch("too many groups", Collections.nCopies(10_001, Map.of()), "too-many-groups"),
                batch("a customer in two groups", List.of(good, ids(company, another)), "customer-in-two-groups"),
                batch(
                        "a customer in two groups, by id and by number",
                        List.of(
                                good,
                                Map.of(
                                        "customers",
                                        List.of(
                                                Map.of("id", company, "survivor", true),
                                                Map.of("number", customerNumber)))),
                        "customer-in-two-groups"),
                batch("a group without a source", List.of(good, ids(company)), "group-malformed"),
                batch("a group with a source twice", List.of(ids(customer, another, another)), "group-malformed"),
                batch(
                        "a group with two survivors",
                        List.of(marked(Map.of("id", another, "survivor", true))),
                        "group-malformed"),
                new Case(
                        "a malformed id",
                        post(BATCHES, Map.of("shopId", shop.id(), "groups", List.of(ids(customer, "no-id")))),
                        400,
                        "invalid"),
                new Case(
                        "another's shop",
                        post(BATCHES, Map.of("shopId", otherShop.id(), "groups", List.of(good))),
                        422,
                        "unknown-shop")));
    }

    @TestFactory
    @DisplayName("API-03: values that no customer has, in words of ours")
    Stream<DynamicTest> valuesOfACustomer() {
        return tests(Stream.of(
                        Map.<String, Object>of("kind", "INDIVIDUAL", "externalRef", "x".repeat(201)),
                        Map.<String, Object>of("kind", "INDIVIDUAL", "givenName", "x".repeat(201)),
                        Map.<String, Object>of("kind", "INDIVIDUAL", "emails", List.of(Map.of("value", " "))),
                        Map.<String, Object>of("givenName", "of no kind"))
                .map(values -> {
                    Map<String, Object> body = new HashMap<>(values);
                    body.put("shopId", shop.id());
                    return new Case(
                            "POST customers: " + values.keySet(),
                            () -> shop.client().post(Service.CUSTOMER_SERVICE, "/v1/customers", body),
                            400,
                            "invalid");
                })
                .toList());
    }

    @TestFactory
    @DisplayName("OR-05, CM-06: the customer of a record")
    Stream<DynamicTest> customersOfRecords() {
        List<Case> cases = new ArrayList<>();
        for (String kind : KINDS.keySet()) {
            String nobody = UUID.randomUUID().toString();
            cases.add(record(kind, "an unknown customer", Map.of("customerId", nobody), 422, "unknown-customer"));
            cases.add(
                    record(kind, "an unknown number", Map.of("customerNumber", "999999999"), 422, "unknown-customer"));
            cases.add(record(kind, "an unknown ref", Map.of("customerExternalRef", "none"), 422, "unknown-customer"));
            cases.add(record(kind, "a foreign customer", Map.of("customerId", foreign), 422, "unknown-customer"));
            cases.add(record(kind, "a malformed id", Map.of("customerId", "no-id"), 400, "invalid"));
            cases.add(new Case(
                    kind + ": another's shop",
                    () -> {
                        Map<String, Object> body = shop.record(kind, Map.of("customerId", customer));
                        body.put("shopId", otherShop.id());
                        return shop.client().post(KINDS.get(kind), kind, body);
                    },
                    422,
                    "unknown-shop"));
        }
        return tests(cases);
    }

    @TestFactory
    @DisplayName("API-05, CM-11: changes of a customer, a shop and a policy")
    Stream<DynamicTest> changes() {
        String path = "/v1/customers/" + customer;
        String settings = "/v1/customer-settings/" + shop.id();
        String policy = "/v1/merge-policies/" + shop.id();
        return tests(List.of(
                new Case("PATCH without If-Match", patch(path, "{\"familyName\":\"X\"}"), 428, "precondition-required"),
                new Case(
                        "PATCH with a stale tag",
                        patch(path, "{\"familyName\":\"X\"}", "If-Match", "\"99-active-0\""),
                        412,
                        "precondition-failed"),
                new Case(
                        "PATCH of a merged-away customer",
                        patch("/v1/customers/" + merged, "{\"familyName\":\"X\"}", "If-Match", "\"1\""),
                        409,
                        "customer-merged",
                        Map.of("mergedInto", survivorOfMerged)),
                new Case(
                        "PATCH of another's customer",
                        patch("/v1/customers/" + foreign, "{\"familyName\":\"X\"}", "If-Match", "\"1\""),
                        404,
                        "not-found"),
                new Case(
                        "PUT of settings without If-Match",
                        () -> shop.client()
                                .put(
                                        Service.CUSTOMER_SERVICE,
                                        settings,
                                        Map.of(
                                                "name",
                                                "X",
                                                "timeZone",
                                                "UTC",
                                                "region",
                                                "JP",
                                                "language",
                                                "ja",
                                                "currency",
                                                "JPY")),
                        428,
                        "precondition-required"),
                new Case(
                        "PUT of a policy without If-Match",
                        () -> shop.client().put(Service.MERGE_ORCHESTRATOR, policy, Map.of("fillMissing", true)),
                        428,
                        "precondition-required"),
                new Case(
                        "PUT of a policy with an unknown switch",
                        () -> shop.client()
                                .put(
                                        Service.MERGE_ORCHESTRATOR,
                                        policy,
                                        Map.of("crossShop", true),
                                        "If-Match",
                                        shop.client()
                                                .get(Service.MERGE_ORCHESTRATOR, policy)
                                                .header("ETag")),
                        422,
                        "unknown-switch")));
    }

    @TestFactory
    @DisplayName("API-04: a missing or a reused Idempotency-Key")
    Stream<DynamicTest> idempotencyKeys() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Operation operation : operations()) {
            boolean required = List.of(MERGES, BATCHES).contains(operation.path())
                    || operation.path().endsWith("/imports");
            if (operation.method().equals("POST") && required) {
                cases.add(new Case(
                        operation + ": no key",
                        () -> operation.send(shop.client(), "", operation.smallBody(), "Idempotency-Key", ""),
                        400,
                        "idempotency-key-missing"));
            }
            if (operation.method().equals("POST") && !reads(operation)) {
                cases.add(new Case(
                        operation + ": a key that is too long",
                        () -> operation.send(
                                shop.client(), customer, operation.smallBody(), "Idempotency-Key", "k".repeat(256)),
                        400,
                        "idempotency-key-invalid"));
            }
        }
        cases.add(reused(MERGES, ids(customer, another)));
        cases.add(reused(BATCHES, Map.of("shopId", shop.id(), "groups", List.of(ids(customer, another)))));
        for (Map.Entry<String, Service> kind : lists().entrySet()) {
            cases.add(new Case(
                    "POST " + kind.getKey() + "/imports: a key used for another file",
                    () -> shop.client()
                            .importFile(
                                    kind.getValue(), kind.getKey() + "/imports", USED_KEY, "{}", "{\"other\": 1}\n"),
                    422,
                    "idempotency-key-reused"));
        }
        for (String kind : KINDS.keySet()) {
            cases.add(new Case(
                    "POST " + kind + ": a key used for another body",
                    () -> shop.client()
                            .postWithKey(
                                    KINDS.get(kind), kind, USED_KEY, shop.record(kind, Map.of("customerId", another))),
                    422,
                    "idempotency-key-reused"));
        }
        return tests(cases);
    }

    @TestFactory
    @DisplayName("API-06: a cursor of another filter, of another list, or none at all")
    Stream<DynamicTest> cursors() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Map.Entry<String, Service> kind : lists().entrySet()) {
            String path = kind.getKey();
            String cursor = shop.client()
                    .get(kind.getValue(), path + "?limit=1")
                    .expect(200)
                    .path("next")
                    .asText();
            assertFalse(cursor.isEmpty(), path);
            cases.add(list(kind.getValue(), path + "?limit=1&shopId=" + shop.id() + "&cursor=" + cursor));
            cases.add(list(kind.getValue(), path + "?cursor=" + cursor + "x"));
            cases.add(list(kind.getValue(), path + "?cursor=bm9uc2Vuc2U"));
            for (Map.Entry<String, Service> other : lists().entrySet()) {
                if (!other.getKey().equals(path) && other.getValue() == kind.getValue()) {
                    cases.add(list(other.getValue(), other.getKey() + "?limit=1&cursor=" + cursor));
                }
            }
        }
        return tests(cases);
    }

    @TestFactory
    @DisplayName(
            "API-03, API-14: a body that is no JSON, is too big, or has wrong types, for every operation that takes one")
    Stream<DynamicTest> bodies() throws Exception {
        List<Case> cases = new ArrayList<>();
        byte[] big = ("{\"notes\":\"" + "x".repeat(9 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (Operation documented : operations()) {
            if (documented.takesJson()) {
                Operation operation = documented.at(documented.path().replace("{shopId}", shop.id()));
                cases.add(body(operation, "no JSON", "{\"a\":", 400, "malformed-json"));
                cases.add(body(operation, "no body", "", 400, "invalid"));
                cases.add(body(operation, "no UTF-8", new byte[] {'"', (byte) 0xff, '"'}, 400, "malformed-json"));
                cases.add(body(operation, "an array", "[1, 2]", 400, "invalid"));
                String deep = "{\"noSuchField\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
                cases.add(body(operation, "too deep", deep, 400, "nesting-too-deep"));
                cases.add(body(operation, "9 MiB", big, 413, "body-too-large"));
                cases.add(new Case(
                        operation + ": a text",
                        () -> operation.send(
                                shop.client(),
                                customer,
                                "hello".getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "text/plain"),
                        415,
                        "unsupported-media-type"));
                for (String none : List.of("json", "application/", "/", "garbage;;;", "application/json;;charset")) {
                    cases.add(new Case(
                            operation + ": Content-Type " + none,
                            () -> operation.send(shop.client(), customer, operation.smallBody(), "Content-Type", none),
                            415,
                            "unsupported-media-type"));
                }
                if (operation.method().equals("POST")) {
                    cases.add(body(operation, "an unknown field", "{\"noSuchField\": 1}", 400, "unknown-field"));
                }
            }
        }
        for (String kind : KINDS.keySet()) {
            cases.add(record(kind, "a number for a text", Map.of("customerNumber", 1), 400, "invalid"));
            cases.add(record(kind, "an object for a text", Map.of("customerNumber", Map.of()), 400, "invalid"));
        }
        cases.add(merge("a text for a list", Map.of("survivorId", customer, "sourceIds", another), 400, "invalid"));
        return tests(cases);
    }

    @TestFactory
    @DisplayName("API-13: a file that can't be imported, for every kind")
    Stream<DynamicTest> files() {
        List<Case> cases = new ArrayList<>();
        String row = "{\"externalRef\": \"x\"}\n";
        for (Map.Entry<String, Service> kind : lists().entrySet()) {
            cases.add(file(kind, "a mapping that is no JSON", "{\"fields\":", row, 422, "mapping-invalid"));
            cases.add(file(kind, "an unknown option", "{\"colour\": \"red\"}", row, 422, "mapping-invalid"));
            cases.add(file(
                    kind,
                    "an unknown field",
                    "{\"fields\": {\"noSuchField\": \"A\"}}",
                    "A\n1\n",
                    422,
                    "mapping-invalid"));
            cases.add(file(
                    kind,
                    "an unknown column",
                    "{\"fields\": {\"externalRef\": \"B\"}}",
                    "A\n1\n",
                    422,
                    "mapping-invalid"));
            cases.add(
                    file(kind, "another's shop", "{\"shopId\": \"" + otherShop.id() + "\"}", row, 422, "unknown-shop"));
            cases.add(file(
                    kind,
                    "a mapping with an option twice",
                    "{\"quote\": \"a\", \"quote\": \"b\"}",
                    row,
                    422,
                    "mapping-invalid"));
            cases.add(file(
                    kind, "a date format that is none", "{\"dateFormats\": \"yyyy-b\"}", row, 422, "mapping-invalid"));
            cases.add(file(
                    kind,
                    "a date format that ends early",
                    "{\"dateFormats\": \"d.M.y'\"}",
                    row,
                    422,
                    "mapping-invalid"));
            cases.add(file(kind, "an empty file", "{}", "", 422, "file-empty"));
            cases.add(file(kind, "a JSON array", "{}", "[" + row + "]", 422, "json-array"));
            cases.add(file(kind, "a workbook", "{}", "PK\u0003\u0004", 422, "file-unreadable"));
            cases.add(form(
                    kind,
                    "a header in another character set",
                    "multipart/form-data; boundary=part",
                    """
                    --part\r
                    Content-Disposition: form-data; name="file"; filename="f.csv"\r
                    \r
                    \u0082\u00a0,\u0082\u00a2\r
                    --part--\r
                    """,
                    422,
                    "charset-wrong"));
            for (String damage : List.of("\u0008\u0000\u0000", "\u0009\u0009\u0009\u0009\u0009\u0009\u0009\u0009")) {
                cases.add(form(
                        kind,
                        "a damaged gzip file",
                        "multipart/form-data; boundary=part",
                        """
                        --part\r
                        Content-Disposition: form-data; name="file"; filename="f.csv.gz"\r
                        Content-Type: application/octet-stream\r
                        \r
                        \u001f\u008b%s\r
                        --part--\r
                        """.formatted(damage),
                        422,
                        "file-unreadable"));
            }
            cases.add(form(kind, "no file", "multipart/form-data; boundary=part", """
                    --part\r
                    Content-Disposition: form-data; name="mapping"\r
                    \r
                    {}\r
                    --part--\r
                    """, 400, "file-missing"));
            for (String broken :
                    List.of("", "hello", "--part\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{}")) {
                cases.add(form(
                        kind,
                        "a form that breaks off after " + broken.length(),
                        "multipart/form-data; boundary=part",
                        broken,
                        400,
                        "malformed-request"));
            }
            cases.add(form(kind, "no boundary", "multipart/form-data", "hello", 400, "file-missing"));
            cases.add(form(kind, "JSON", "application/json", "{}", 415, "unsupported-media-type"));
        }
        return tests(cases);
    }

    /** A method that no operation has at an address, nor one with a variable in place of its last word. */
    private String noMethodOf(Service service, String address) throws IOException, InterruptedException {
        List<String> there = operations().stream()
                .filter(operation -> operation.service() == service && operation.isAt(address))
                .map(Operation::method)
                .toList();
        return Stream.of("DELETE", "PUT", "PATCH")
                .filter(method -> !there.contains(method))
                .findFirst()
                .orElseThrow();
    }

    @TestFactory
    @DisplayName(
            "API-03: an answer in a form that does not exist, a method that a path does not have, a path that is none")
    Stream<DynamicTest> formsMethodsAndPaths() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Operation operation : operations()) {
            cases.add(new Case(
                    operation + ": XML",
                    () -> operation.send(shop.client(), customer, operation.smallBody(), "Accept", "application/xml"),
                    406,
                    "not-acceptable"));
            String address = operation.pathWith(customer);
            String none = noMethodOf(operation.service(), address);
            cases.add(new Case(
                    none + " " + operation.path(),
                    () -> shop.client().send(operation.service(), none, address, new byte[0]),
                    405,
                    "method-not-allowed"));
            cases.add(new Case(
                    operation + "/no-such-thing",
                    () -> shop.client()
                            .get(operation.service(), operation.pathWith(customer) + "/no-such-thing/at/all"),
                    404,
                    "not-found"));
        }
        return tests(cases);
    }

    @Test
    @DisplayName("API-01: a list is JSON, whatever else the caller would like better")
    void listsAreJson() throws Exception {
        for (Map.Entry<String, Service> list : lists().entrySet()) {
            Answer answer =
                    shop.client().get(list.getValue(), list.getKey(), "Accept", "text/html, text/plain, */*;q=0.1");
            assertFalse(answer.expect(200).path("items").isEmpty(), list::toString);
            assertTrue(answer.header("Content-Type").startsWith("application/json"), answer.header("Content-Type"));
        }
    }

    @TestFactory
    @DisplayName("API-03, API-06: parameters of lists that are malformed, out of bounds, empty or given twice")
    Stream<DynamicTest> parameters() {
        List<Case> cases = new ArrayList<>();
        Map<String, Service> lists = new HashMap<>(lists());
        lists().forEach((kind, service) -> lists.put(kind + "/imports", service));
        lists.put(MERGES, Service.MERGE_ORCHESTRATOR);
        for (Map.Entry<String, Service> list : lists.entrySet()) {
            for (String wrong : List.of("limit=0", "limit=501", "limit=-1", "limit=ten", "limit=", "shopId=%20")) {
                cases.add(refused(list, wrong, "invalid"));
            }
            cases.add(refused(list, "limit=1&limit=2", "duplicate-parameter"));
            if (KINDS.containsKey(list.getKey())) {
                cases.add(refused(list, "customerId=no-id", "invalid"));
                cases.add(refused(list, "formerCustomerId=no-id", "invalid"));
            }
        }
        Map.Entry<String, Service> merges = Map.entry(MERGES, Service.MERGE_ORCHESTRATOR);
        cases.add(refused(merges, "state=HALFWAY", "invalid"));
        cases.add(refused(merges, "customerId=no-id", "invalid"));
        cases.add(refused(Map.entry("/v1/customers", Service.CUSTOMER_SERVICE), "status=GONE", "invalid"));
        cases.add(refused(Map.entry("/v1/orders", Service.ORDER_SERVICE), "from=yesterday", "invalid"));
        return tests(cases);
    }

    @TestFactory
    @DisplayName("CU-01, CU-02, OR-05: what a record can't be stored with")
    Stream<DynamicTest> records() throws Exception {
        List<Case> cases = new ArrayList<>();
        String taken = shop.show(customer).path("externalRef").asText();
        String nobody = UUID.randomUUID().toString();
        cases.add(
                customer("an externalRef that is taken", Map.of("externalRef", taken), 409, "duplicate-external-ref"));
        cases.add(customer("an unknown company", Map.of("companyIds", List.of(nobody)), 422, "unknown-company"));
        cases.add(customer("another's company", Map.of("companyIds", List.of(foreign)), 422, "unknown-company"));
        cases.add(customer("a person as company", Map.of("companyIds", List.of(another)), 422, "unknown-company"));
        cases.add(customer("an unknown kind", Map.of("kind", "ROBOT"), 400, "invalid"));
        cases.add(customer("a birthday to come", Map.of("birthday", "2999-01-01"), 400, "invalid"));
        cases.add(customer("a birthday that is no day", Map.of("birthday", "1999-02-30"), 400, "invalid"));
        cases.add(customer("a name that is too long", Map.of("familyName", "x".repeat(201)), 400, "invalid"));
        for (String kind : KINDS.keySet()) {
            cases.add(new Case(
                    kind + ": an externalRef that is taken",
                    () -> {
                        Map<String, Object> again = shop.record(kind, Map.of("customerId", customer));
                        again.put("externalRef", takenRefs.get(kind));
                        return shop.client().post(KINDS.get(kind), kind, again);
                    },
                    409,
                    "duplicate-external-ref"));
            cases.add(record(
                    kind,
                    "two customers",
                    Map.of("customerId", customer, "customerNumber", customerNumber),
                    400,
                    "invalid"));
            cases.add(record(kind, "an empty number", Map.of("customerNumber", ""), 400, "invalid"));
        }
        return tests(cases);
    }

    @TestFactory
    @DisplayName(
            "SEC-01, SEC-02: every operation without a token, with a forged or expired one, without the permission")
    Stream<DynamicTest> tokens() throws Exception {
        String good = suite.token(shop.id());
        // A signature by no key, and one of another token.
        String forged = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(342);
        String other = suite.token(otherShop.id());
        String swapped = good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
        List<Case> cases = new ArrayList<>();
        cases.addAll(everywhere("no token", suite.bearer(""), 401, "unauthenticated"));
        cases.addAll(everywhere("a token that is none", suite.bearer("nonsense"), 401, "token-invalid"));
        cases.addAll(everywhere("a forged token", suite.bearer(forged), 401, "token-invalid"));
        cases.addAll(everywhere("a signature of another token", suite.bearer(swapped), 401, "token-invalid"));
        cases.addAll(everywhere("an expired token", suite.expired(shop.id()), 401, "token-expired"));
        cases.addAll(everywhere("no permission", suite.callerWith(List.of(), shop.id()), 403, "forbidden"));
        return tests(cases);
    }

    @TestFactory
    @DisplayName(
            "SEC-01: what a service has beside its operations: health, document and its page are open, all else needs a token")
    Stream<DynamicTest> whatIsOpen() {
        SuiteClient nobody = suite.bearer("");
        SuiteClient anybody = suite.callerWith(List.of(), shop.id());
        List<DynamicTest> tests = new ArrayList<>();
        for (Service service : Service.values()) {
            for (String open : List.of(
                    "/q/health",
                    "/q/health/live",
                    "/q/health/ready",
                    "/q/health/started",
                    "/q/openapi",
                    "/q/openapi?format=json",
                    "/q/swagger-ui/")) {
                tests.add(dynamicTest(
                        service.id() + " " + open,
                        () -> assertEquals(200, nobody.get(service, open).status())));
            }
            for (String closed : List.of("/q/metrics", "/q/metrics/", "/q/info", "/q/dev", "/q/no-such-thing")) {
                tests.add(dynamicTest(service.id() + " " + closed, () -> {
                    JsonNode problem = assertRefused(nobody.get(service, closed));
                    assertEquals("unauthenticated", problem.path("code").asText());
                }));
            }
            tests.add(dynamicTest(
                    service.id() + " /q/metrics with a token",
                    () -> assertEquals(200, anybody.get(service, "/q/metrics").status())));
            for (String none : List.of("/", "/q", "/v1", "/v1/no-such-thing", "/metrics", "/health", "/openapi")) {
                tests.add(dynamicTest(
                        service.id() + " " + none + " is nothing",
                        () -> assertTrue(List.of(401, 404)
                                .contains(nobody.get(service, none).status()))));
            }
        }
        return withNothingChanged(tests.stream());
    }

    @TestFactory
    @DisplayName("SEC-02: the permission to read is none to write, and the other way round")
    Stream<DynamicTest> permissions() throws Exception {
        List<String> reading = Permissions.ALL.stream()
                .filter(permission -> permission.contains(":read"))
                .toList();
        List<String> writing = Permissions.ALL.stream()
                .filter(permission -> !permission.endsWith(":read"))
                .toList();
        SuiteClient reader = suite.callerWith(reading, shop.id());
        SuiteClient writer = suite.callerWith(writing, shop.id());
        List<Case> cases = new ArrayList<>();
        for (Operation operation : operations()) {
            boolean imports = operation.path().contains("/imports");
            boolean reads = reads(operation);
            if (operation.path().startsWith("/internal")) {
                continue;
            }
            // All under ops:retry, all under customers:erase; a preview shows what who merges may see
            boolean one = operation.path().startsWith("/v1/dead-letters")
                    || operation.path().endsWith("/preview")
                    || operation.path().startsWith("/v1/erasures");
            if (!reads || imports || one) {
                cases.add(forbidden(operation, "a reader", reader));
            } else {
                cases.add(forbidden(operation, "a writer", writer));
            }
        }
        return tests(cases);
    }

    @TestFactory
    @DisplayName("API-03: malformed and unknown ids, and unknown parameters, in every path")
    Stream<DynamicTest> paths() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Operation operation : operations()) {
            if (operation.hasIdInPath()) {
                for (String id : List.of(
                        "no-id",
                        "1",
                        "%00",
                        "..%2f..",
                        "'%20OR%201=1",
                        UUID.randomUUID().toString())) {
                    tests.add(dynamicTest(
                            operation + " with " + id,
                            () -> assertRefused(
                                    operation.send(shop.client(), id, operation.smallBody(), "If-Match", "\"1\""))));
                }
            }
            tests.add(dynamicTest(operation + " with an unknown parameter", () -> {
                Operation odd = operation.at(operation.path() + "?noSuchParameter=1");
                assertRefused(odd.send(
                        shop.client(), UUID.randomUUID().toString(), operation.smallBody(), "If-Match", "\"1\""));
            }));
        }
        return withNothingChanged(tests.stream());
    }

    private List<Operation> operations() throws IOException, InterruptedException {
        return suite.documents().operations();
    }

    private static Map<String, Service> lists() {
        Map<String, Service> lists = new HashMap<>(KINDS);
        lists.put("/v1/customers", Service.CUSTOMER_SERVICE);
        return lists;
    }

    private List<Case> everywhere(String name, SuiteClient client, int status, String code) throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Operation operation : operations()) {
            cases.add(new Case(
                    operation + ": " + name,
                    () -> operation.send(client, UUID.randomUUID().toString(), operation.smallBody()),
                    status,
                    code));
        }
        return cases;
    }

    private Case forbidden(Operation operation, String who, SuiteClient client) {
        return new Case(
                operation + ": " + who,
                () -> operation.send(client, UUID.randomUUID().toString(), operation.smallBody(), "If-Match", "\"1\""),
                403,
                "forbidden");
    }

    private Case merge(String name, Map<String, ?> body, int status, String code) {
        return new Case(name, post(MERGES, body), status, code);
    }

    private Case batch(String name, List<? extends Map<String, ?>> groups, String code) {
        return new Case(name, post(BATCHES, Map.of("shopId", shop.id(), "groups", groups)), 422, code);
    }

    private Case reused(String path, Map<String, ?> body) {
        return new Case(
                "POST " + path + ": a key used for another body",
                () -> shop.client().postWithKey(Service.MERGE_ORCHESTRATOR, path, USED_KEY, body),
                422,
                "idempotency-key-reused");
    }

    private Case record(String kind, String name, Map<String, ?> naming, int status, String code) {
        return new Case(
                kind + ": " + name,
                () -> shop.client().post(KINDS.get(kind), kind, shop.record(kind, naming)),
                status,
                code);
    }

    private Case customer(String name, Map<String, ?> wrong, int status, String code) {
        Map<String, Object> body = new HashMap<>(Map.of("shopId", shop.id(), "kind", "INDIVIDUAL"));
        body.putAll(wrong);
        return new Case(
                "/v1/customers: " + name,
                () -> shop.client().post(Service.CUSTOMER_SERVICE, "/v1/customers", body),
                status,
                code);
    }

    private Case file(
            Map.Entry<String, Service> kind, String name, String mapping, String file, int status, String code) {
        String path = kind.getKey() + "/imports";
        return new Case(
                path + ": " + name,
                () -> shop.client()
                        .importFile(kind.getValue(), path, UUID.randomUUID().toString(), mapping, file),
                status,
                code);
    }

    private Case form(
            Map.Entry<String, Service> kind, String name, String contentType, String body, int status, String code) {
        String path = kind.getKey() + "/imports";
        return new Case(
                path + ": " + name,
                () -> shop.client()
                        .send(
                                kind.getValue(),
                                "POST",
                                path,
                                body.getBytes(StandardCharsets.ISO_8859_1),
                                "Content-Type",
                                contentType,
                                "Idempotency-Key",
                                UUID.randomUUID().toString()),
                status,
                code);
    }

    private Case refused(Map.Entry<String, Service> list, String query, String code) {
        String path = list.getKey() + "?" + query;
        return new Case(path, () -> shop.client().get(list.getValue(), path), 400, code);
    }

    private Case list(Service service, String path) {
        return new Case(path, () -> shop.client().get(service, path), 400, "cursor-invalid");
    }

    private Case body(Operation operation, String name, String body, int status, String code) {
        return body(operation, name, body.getBytes(StandardCharsets.UTF_8), status, code);
    }

    private Case body(Operation operation, String name, byte[] body, int status, String code) {
        return new Case(operation + ": " + name, () -> operation.send(shop.client(), customer, body), status, code);
    }

    private Request post(String path, Map<String, ?> body) {
        return () -> shop.client().post(Service.MERGE_ORCHESTRATOR, path, body);
    }

    private Request patch(String path, String patch, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/merge-patch+json"));
        all.addAll(List.of(headers));
        return () -> shop.client()
                .send(
                        Service.CUSTOMER_SERVICE,
                        "PATCH",
                        path,
                        patch.getBytes(StandardCharsets.UTF_8),
                        all.toArray(String[]::new));
    }

    private static String number(JsonNode customer) {
        return customer.path("number").asText();
    }

    private static Map<String, ?> ids(String survivor, String... sources) {
        return Map.of("survivorId", survivor, "sourceIds", List.of(sources));
    }

    private Map<String, ?> marked(Map<String, ?> other) {
        return Map.of("customers", List.of(Map.of("id", customer, "survivor", true), other));
    }

    private Map<String, ?> withPlan() {
        Map<String, Object> body = new HashMap<>(ids(customer, another));
        body.put("planId", UUID.randomUUID().toString());
        return body;
    }

    /** Each is refused as it is due, and all of them together have changed nothing. */
    private Stream<DynamicTest> tests(List<Case> cases) {
        return withNothingChanged(cases.stream()
                .map(one -> dynamicTest(one.name(), () -> {
                    Answer answer = one.request().send();

                    JsonNode problem = assertRefused(answer);
                    assertEquals(one.status(), answer.status(), answer::text);
                    assertEquals(one.code(), problem.path("code").asText(), answer::text);
                    one.members()
                            .forEach((name, value) ->
                                    assertEquals(value, problem.path(name).asText(), answer::text));
                })));
    }

    private Stream<DynamicTest> withNothingChanged(Stream<DynamicTest> tests) {
        return Stream.concat(
                tests, Stream.of(dynamicTest("nothing has changed", () -> assertEquals(unchanged, state.read()))));
    }

    /** A 4xx with a problem of ours, and nothing that tells what it is built of. */
    private static JsonNode assertRefused(Answer answer) {
        assertEquals(4, answer.status() / 100, () -> answer.status() + " " + answer.text());
        assertTrue(
                String.valueOf(answer.header("Content-Type")).startsWith("application/problem+json"),
                () -> answer.status() + " " + answer.header("Content-Type") + " " + answer.text());
        JsonNode problem = answer.json();
        assertEquals(answer.status(), problem.path("status").asInt(), answer::text);
        for (String member : List.of("type", "title", "detail", "code", "requestId")) {
            assertTrue(problem.hasNonNull(member), () -> member + " is missing in " + answer.text());
        }
        assertEquals(answer.header("X-Request-Id"), problem.path("requestId").asText());
        boolean badInput = answer.status() == 400 || answer.status() == 422;
        if (badInput && !WITHOUT_A_PLACE.contains(problem.path("code").asText())) {
            assertFalse(problem.path("errors").isEmpty(), () -> "no place is named in " + answer.text());
        }
        assertFalse(FRAMEWORK_TEXT.matcher(answer.text()).find(), answer::text);
        return problem;
    }

    /** Some questions are asked by a body. */
    private static boolean reads(Operation operation) {
        return operation.method().equals("GET")
                || operation.path().endsWith("/resolve")
                || operation.path().endsWith("/search")
                || operation.path().endsWith("/preview");
    }
}
