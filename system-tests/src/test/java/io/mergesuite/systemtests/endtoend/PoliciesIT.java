package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A shop's merge policy as people set it (CM-17). */
@ExtendWith(RunningSuite.Extension.class)
class PoliciesIT {

    private final RunningSuite suite;
    private MadeUpShop shop;
    private String path;

    PoliciesIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openShop() throws Exception {
        shop = new MadeUpShop(suite);
        path = "/v1/merge-policies/" + shop.id();
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    @Test
    @DisplayName("CM-17: a new shop is conservative, and every switch is shown")
    void aNewShopIsConservative() throws Exception {
        JsonNode policy = shown().json();

        assertPolicy(policy, "conservative", "SURVIVOR", false);
        Set<String> names = new HashSet<>();
        policy.fieldNames().forEachRemaining(names::add);
        assertEquals(
                Set.of(
                        "shopId",
                        "preset",
                        "points",
                        "limitedPoints",
                        "loyalty",
                        "shippingAddresses",
                        "mailHistory",
                        "favourites",
                        "coupons",
                        "phones",
                        "emails",
                        "fillMissing",
                        "mergeNote",
                        "duplicateNote",
                        "survivorMayBecomeSource",
                        "version"),
                names);
    }

    @Test
    @DisplayName("CM-17: a preset sets all, then each switch alone, and what is not named stays")
    void switchesAreSetAlone() throws Exception {
        shop.policy(Map.of("preset", "consolidating"));
        assertPolicy(shown().json(), "consolidating", "UNION", true);

        shop.policy(Map.of("phones", "SURVIVOR"));
        JsonNode mixed = shown().json();
        assertFalse(mixed.has("preset"), mixed::toString);
        assertEquals("SURVIVOR", mixed.path("phones").asText());
        assertEquals("UNION", mixed.path("emails").asText());

        shop.policy(Map.of("preset", "conservative", "survivorMayBecomeSource", true));
        JsonNode last = shown().json();
        assertEquals("SURVIVOR", last.path("emails").asText());
        assertEquals("true", last.path("survivorMayBecomeSource").asText());
        assertEquals("false", last.path("fillMissing").asText());
    }

    @Test
    @DisplayName("CM-17: an unknown switch, preset or value is refused, and the policy stays")
    void whatDoesNotWorkIsRefused() throws Exception {
        for (String later : List.of("crossShop", "paymentMethods", "nonsense")) {
            assertRefused(Map.of(later, "CARRY"), "unknown-switch", "/" + later);
        }
        assertRefused(Map.of("points", "CARRY", "paymentMethods", "CARRY"), "unknown-switch", "/paymentMethods");
        assertRefused(Map.of("points", "UNION"), "unknown-value", "/points");
        assertRefused(Map.of("mergeNote", "CARRY"), "unknown-value", "/mergeNote");
        assertRefused(Map.of("preset", "reckless"), "unknown-preset", "/preset");
        assertRefused(Map.of("phones", "DROP"), "unknown-value", "/phones");
        assertRefused(Map.of("fillMissing", "yes"), "unknown-value", "/fillMissing");
    }

    @Test
    @DisplayName("CM-17, CM-03: a merge runs under the policy in force when it was asked for, and records it")
    void aMergeRecordsItsPolicy() throws Exception {
        String first = idOf(shop.person("Kato"));
        String second = idOf(shop.person("Katou"));
        String third = idOf(shop.person("Katoh"));
        String before = idOf(shop.merge(second, first));
        shop.policy(Map.of("preset", "consolidating"));
        String after = idOf(shop.merge(third, second));

        assertEquals(
                "false",
                shop.ended(before).at("/policy/survivorMayBecomeSource").asText());
        assertEquals(
                "true", shop.ended(after).at("/policy/survivorMayBecomeSource").asText());
    }

    @Test
    @DisplayName("CM-04, API-05: a policy is set with merge-policy:write, on the version that was read")
    void settingNeedsThePermissionAndTheVersion() throws Exception {
        String tag = shown().header("ETag");
        assertEquals(
                304,
                shop.client()
                        .get(Service.MERGE_ORCHESTRATOR, path, "If-None-Match", tag)
                        .status());
        List<String> without = Permissions.ALL.stream()
                .filter(permission -> !permission.equals("merge-policy:write"))
                .toList();
        try (SuiteClient lesser = suite.callerWith(without, shop.id())) {
            Answer refused =
                    lesser.put(Service.MERGE_ORCHESTRATOR, path, Map.of("preset", "consolidating"), "If-Match", tag);
            assertEquals("forbidden", refused.expect(403).path("code").asText());
        }
        shop.policy(Map.of("fillMissing", true));
        Answer stale =
                shop.client().put(Service.MERGE_ORCHESTRATOR, path, Map.of("preset", "consolidating"), "If-Match", tag);
        assertEquals("precondition-failed", stale.expect(412).path("code").asText());
        assertEquals("SURVIVOR", shown().json().path("phones").asText());
    }

    private void assertRefused(Map<String, ?> switches, String code, String pointer)
            throws IOException, InterruptedException {
        Answer before = shown();
        Answer refused =
                shop.client().put(Service.MERGE_ORCHESTRATOR, path, switches, "If-Match", before.header("ETag"));
        assertEquals(code, refused.expect(422).path("code").asText(), switches::toString);
        assertEquals(pointer, refused.json().at("/errors/0/pointer").asText(), switches::toString);
        assertEquals(before.json(), shown().json());
    }

    private Answer shown() throws IOException, InterruptedException {
        Answer answer = shop.client().get(Service.MERGE_ORCHESTRATOR, path);
        answer.expect(200);
        return answer;
    }

    private static void assertPolicy(JsonNode policy, String preset, String contacts, boolean flags) {
        assertEquals(preset, policy.path("preset").asText());
        for (String contact : List.of("phones", "emails")) {
            assertEquals(contacts, policy.path(contact).asText(), contact);
        }
        for (String flag : List.of("fillMissing", "mergeNote", "survivorMayBecomeSource")) {
            assertEquals(flags, policy.path(flag).asBoolean(), flag);
        }
        assertFalse(policy.path("duplicateNote").asBoolean());
        for (String belonging : List.of(
                "points", "limitedPoints", "loyalty", "shippingAddresses", "mailHistory", "favourites", "coupons")) {
            assertEquals(flags ? "CARRY" : "DROP", policy.path(belonging).asText(), belonging);
        }
    }
}
