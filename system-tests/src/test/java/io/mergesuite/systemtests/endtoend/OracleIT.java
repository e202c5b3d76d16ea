package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.oracle.Oracle;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oracle sees what it is asked for: a completed merge is spoilt by hand in one place after the other, and each time it says so. */
@ExtendWith(RunningSuite.Extension.class)
class OracleIT {

    private final RunningSuite suite;

    OracleIT(RunningSuite suite) {
        this.suite = suite;
    }

    /**
     * One place.
     *
     * @param spoil sets a row wrong; {@code mend} sets it right again
     * @param told how the oracle's sentence begins
     */
    private record Spoilt(Service service, String spoil, String mend, String told) {

        /** A column of one row. */
        static Spoilt column(
                Service service, String table, String row, String column, String[] wrongRight, String told) {
            String update = "UPDATE " + table + " SET " + column + " = '%s' WHERE " + row;
            return new Spoilt(service, update.formatted(wrongRight[0]), update.formatted(wrongRight[1]), told);
        }
    }

    @TestFactory
    @DisplayName("CM-11, CM-24, CU-01, CU-08, SG-01, SG-02, SG-03: whatever of a merge is spoilt is told")
    Stream<DynamicTest> whateverIsSpoiltIsTold() throws Exception {
        String survivor;
        String source;
        String other;
        String person;
        String merge;
        try (MadeUpShop shop = new MadeUpShop(suite)) {
            survivor = idOf(shop.company("Sato Ltd"));
            source = idOf(shop.company("Sato Limited"));
            other = idOf(shop.company("Suzuki Ltd"));
            person = idOf(shop.person(
                    "Sato",
                    Map.of("companyIds", List.of(source), "emails", List.of(Map.of("value", "sato@example.org")))));
            shop.oneOfEach(source);
            merge = idOf(shop.merge(survivor, source));
        }
        String[] merged = {other, survivor};
        Service customers = Service.CUSTOMER_SERVICE;
        return Stream.concat(
                        Stream.of(
                                Spoilt.column(
                                        customers, "customer", "id = '" + source + "'", "merged_into", merged, "CM-11"),
                                Spoilt.column(
                                        customers,
                                        "customer",
                                        "id = '" + source + "'",
                                        "merge_id",
                                        new String[] {other, merge},
                                        "SG-02 customers that disagree"),
                                Spoilt.column(
                                        customers,
                                        "customer",
                                        "id = '" + survivor + "'",
                                        "survivor",
                                        new String[] {"false", "true"},
                                        "CU-01 survivors that are not marked"),
                                Spoilt.column(
                                        customers,
                                        "customer",
                                        "id = '" + other + "'",
                                        "survivor",
                                        new String[] {"true", "false"},
                                        "CU-01 customers marked"),
                                Spoilt.column(
                                        customers,
                                        "contact_person",
                                        "first_person_id = '" + person + "'",
                                        "company_id",
                                        new String[] {source, survivor},
                                        "CM-24"),
                                Spoilt.column(
                                        customers,
                                        "customer_key",
                                        "customer_id = '" + person + "' AND kind = 'email'",
                                        "value",
                                        new String[] {"ito@example.org", "sato@example.org"},
                                        "CU-08"),
                                new Spoilt(
                                        customers,
                                        "INSERT INTO merge_patch VALUES ('%s', 'x', '%s', '{}', '{}', '{}', 'infinity')"
                                                .formatted(merge, survivor),
                                        "DELETE FROM merge_patch WHERE merge_id = '" + merge + "'",
                                        "SG-02 patches left"),
                                Spoilt.column(
                                        Service.ORDER_SERVICE,
                                        "customer_reference",
                                        "id = '" + source + "'",
                                        "canonical_id",
                                        merged,
                                        "SG-03 redirects"),
                                Spoilt.column(
                                        Service.LEAD_SERVICE,
                                        "lead",
                                        "first_customer_id = '" + source + "'",
                                        "customer_id",
                                        new String[] {source, survivor},
                                        "SG-01 rows of lead")),
                        Stream.of(customers, Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE)
                                .flatMap(service -> Stream.of(
                                        Spoilt.column(
                                                service,
                                                "merge_edge",
                                                "merge_id = '" + merge + "'",
                                                "survivor_id",
                                                merged,
                                                "SG-02 edges in " + service.id()),
                                        Spoilt.column(
                                                service,
                                                "merge_edge",
                                                "merge_id = '" + merge + "'",
                                                "state",
                                                new String[] {"UNDONE", "ACTIVE"},
                                                "SG-02 completed merges without all their edges in " + service.id()))))
                .map(spoilt -> dynamicTest(spoilt.spoil(), () -> {
                    Oracle oracle = suite.oracle();
                    List<String> before = oracle.violations();
                    suite.databases().run(spoilt.service(), spoilt.spoil());
                    List<String> told;
                    try {
                        told = oracle.violations();
                    } finally {
                        suite.databases().run(spoilt.service(), spoilt.mend());
                    }
                    assertTrue(told.stream().anyMatch(one -> one.startsWith(spoilt.told())), told::toString);
                    assertEquals(List.of(), before);
                    assertEquals(List.of(), oracle.violations());
                }));
    }
}
