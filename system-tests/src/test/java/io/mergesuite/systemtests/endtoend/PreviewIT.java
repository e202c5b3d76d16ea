package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a merge would do, shown before it is asked for (CM-18, CM-19): what is shown is what happens. */
@ExtendWith(RunningSuite.Extension.class)
class PreviewIT {

    private final RunningSuite suite;
    private MadeUpShop shop;

    PreviewIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openShop() throws Exception {
        shop = new MadeUpShop(suite);
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"conservative", "consolidating"})
    @DisplayName(
            "CM-18: the records that move, what is carried and dropped, and the survivor's fields are as the merge then makes them")
    void whatIsShownHappens(String preset) throws Exception {
        shop.policy(Map.of("preset", preset));
        String survivor =
                idOf(shop.person("Endo", Map.of("phones", List.of(Map.of("value", "090-1111-1111", "primary", true)))));
        String source = idOf(shop.person(
                "Endou",
                Map.of(
                        "birthday",
                        "1990-01-31",
                        "notes",
                        "likes tea",
                        "phones",
                        List.of(Map.of("value", "+81 90 1111 1111"), Map.of("value", "03-1234-5678")),
                        "addresses",
                        List.of(
                                Map.of("type", "HOME", "country", "JP", "city", "Tokyo"),
                                Map.of("type", "SHIPPING", "country", "JP", "city", "Kyoto")))));
        shop.oneOfEach(source);
        shop.oneOfEach(survivor);
        points(source, 40);
        points(survivor, 2);

        JsonNode preview = preview(survivor, source).expect(200);
        JsonNode unchanged = shop.show(survivor);
        assertEquals("ACTIVE", unchanged.path("status").asText());
        JsonNode merge = shop.merge(survivor, source);

        assertTrue(preview.path("complete").asBoolean(), preview::toString);
        assertEquals(preset, preview.at("/policy/fillMissing").asBoolean() ? "consolidating" : "conservative");
        assertEquals(moved(merge), counts(preview.path("moves"), preview.path("combines")));
        assertEquals(preset.equals("conservative") ? Map.of("points", 1L) : Map.of(), counts(preview.path("drops")));
        JsonNode fields = preview.path("survivor");
        JsonNode became = shop.show(survivor);
        assertEquals(became.path("familyName"), fields.at("/name/value/familyName"));
        assertEquals(survivor, fields.at("/name/from").asText());
        assertEquals("Endou", fields.at("/name/losing/0/value/familyName").asText());
        assertEquals(source, fields.at("/name/losing/0/customerId").asText());
        assertEquals(
                MadeUpShop.texts(became.path("phones"), "value"),
                MadeUpShop.texts(fields.at("/phones/value"), "value"));
        assertEquals(
                became.path("birthday").asText(), fields.at("/birthday/value").asText());
        assertEquals("likes tea", fields.at("/notes/losing/0/value").asText());
        Set<String> losing = new TreeSet<>();
        fields.properties().forEach(field -> {
            if (!field.getValue().path("losing").isEmpty()) {
                losing.add(field.getKey().equals("shippingAddresses") ? "addresses" : field.getKey());
            }
        });
        Set<String> lost = new TreeSet<>();
        merge.at("/result/losingFields").forEach(field -> lost.add(field.asText()));
        assertEquals(lost, losing);
        if (preset.equals("consolidating")) {
            assertEquals(source, fields.at("/birthday/from").asText());
            assertEquals("Tokyo", fields.at("/homeAddress/value/city").asText());
            assertEquals("Kyoto", fields.at("/shippingAddresses/value/0/city").asText());
        }
    }

    @Test
    @DisplayName(
            "CM-18, CM-03: why the merge would be refused are blockers, the same that refuse it; what is wrong in the request is refused")
    void blockers() throws Exception {
        String first = idOf(shop.person("Endo"));
        String former = idOf(shop.person("Endou"));
        String third = idOf(shop.person("Endoh"));
        shop.merge(former, first);

        JsonNode blocked = preview(third, former).expect(200);
        assertEquals(List.of("survivor-as-source"), MadeUpShop.texts(blocked.path("blockers"), "code"));
        assertEquals(former, blocked.at("/blockers/0/customers/0").asText());
        Answer refused = shop.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/merges",
                        Map.of("survivorId", third, "sourceIds", List.of(former)));
        assertEquals("survivor-as-source", refused.expect(422).path("code").asText());

        assertEquals(
                "customer-merged",
                preview(third, first).expect(409).path("code").asText());
        assertEquals(
                "survivor-among-sources",
                preview(third, third).expect(422).path("code").asText());
        assertEquals("no-source", preview(third).expect(422).path("code").asText());
        assertEquals(
                List.of(), MadeUpShop.texts(preview(former, third).expect(200).path("blockers"), "code"));
    }

    @Test
    @DisplayName(
            "CM-18, BL-12: a different birthday or name and a blacklisted customer are warnings, each with whom it is about")
    void warnings() throws Exception {
        String survivor = idOf(shop.person("Endo", Map.of("birthday", "1990-01-31")));
        String source = idOf(shop.person("Endo", Map.of("birthday", "1980-01-31")));
        shop.store("/v1/blacklist/entries", Map.of("customerId", source));

        JsonNode warned = preview(survivor, source).expect(200);

        assertEquals(
                List.of("blacklisted", "different-birthday"),
                MadeUpShop.texts(warned.path("warnings"), "code").stream()
                        .sorted()
                        .toList());
        JsonNode blacklisted =
                warned.path("warnings").path(0).path("code").asText().equals("blacklisted")
                        ? warned.path("warnings").path(0)
                        : warned.path("warnings").path(1);
        assertEquals(source, blacklisted.at("/customers/0").asText());
        String twin = idOf(shop.person("Endo", Map.of("birthday", "1990-01-31")));
        assertTrue(preview(survivor, twin).expect(200).path("warnings").isEmpty());
    }

    @Test
    @DisplayName("CM-19: it suggests the former survivor; else who was registered last")
    void suggestion() throws Exception {
        String newer = idOf(shop.person("Endo", Map.of("registeredAt", "2024-01-01T00:00:00Z")));
        String older = idOf(shop.person("Endo", Map.of("registeredAt", "2020-01-01T00:00:00Z")));
        String first = idOf(shop.person("Endo", Map.of("registeredAt", "2010-01-01T00:00:00Z")));

        JsonNode byDate = preview(older, newer).expect(200).path("suggestedSurvivor");
        assertEquals(newer, byDate.path("id").asText());
        assertEquals("registered-last", byDate.path("why").asText());
        shop.merge(older, first);
        JsonNode former = preview(newer, older).expect(200).path("suggestedSurvivor");
        assertEquals(older, former.path("id").asText());
        assertEquals("former-survivor", former.path("why").asText());
    }

    @Test
    @DisplayName("CM-04, CM-18: a preview needs the permission to merge, and stores nothing")
    void needsThePermission() throws Exception {
        String survivor = idOf(shop.person("Endo"));
        String source = idOf(shop.person("Endo"));
        try (var reader = suite.callerWith(List.of("customers:read"), shop.id())) {
            Answer refused = reader.post(
                    Service.MERGE_ORCHESTRATOR,
                    "/v1/merges/preview",
                    Map.of("survivorId", survivor, "sourceIds", List.of(source)));
            assertEquals("forbidden", refused.expect(403).path("code").asText());
        }
        preview(survivor, source).expect(200);
        assertTrue(shop.client()
                .get(Service.MERGE_ORCHESTRATOR, "/v1/merges?customerId=" + survivor)
                .expect(200)
                .path("items")
                .isEmpty());
        assertFalse(shop.show(source).path("status").asText().equals("MERGING"));
    }

    private Answer preview(String survivor, String... sources) throws Exception {
        return shop.client()
                .post(
                        Service.MERGE_ORCHESTRATOR,
                        "/v1/merges/preview",
                        Map.of("survivorId", survivor, "sourceIds", List.of(sources)));
    }

    private void points(String customer, int points) throws Exception {
        shop.client()
                .post(
                        Service.CUSTOMER_SERVICE,
                        "/v1/customers/" + customer + "/points/entries",
                        Map.of("points", points))
                .expect(201);
    }

    /** What the merge has moved, over all its steps. */
    private static Map<String, Long> moved(JsonNode merge) {
        Map<String, Long> moved = new TreeMap<>();
        merge.path("steps")
                .forEach(step -> step.path("moved")
                        .properties()
                        .forEach(
                                kind -> moved.put(kind.getKey(), kind.getValue().asLong())));
        moved.values().removeIf(count -> count == 0);
        return moved;
    }

    private static Map<String, Long> counts(JsonNode... counts) {
        Map<String, Long> all = new HashMap<>();
        for (JsonNode count : counts) {
            count.properties()
                    .forEach(kind -> all.put(kind.getKey(), kind.getValue().asLong()));
        }
        return all;
    }
}
