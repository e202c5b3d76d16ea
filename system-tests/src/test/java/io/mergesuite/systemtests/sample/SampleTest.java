package io.mergesuite.systemtests.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.normalisation.MatchKey;
import io.mergesuite.normalisation.PhoneRules;
import io.mergesuite.normalisation.TaxId;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sample is what it says to be: the same from the same seed, with every kind of duplicate, and with look-alikes that are none. */
class SampleTest {

    /** As the shop of the sample reads phone numbers. */
    private static final PhoneRules RULES = new PhoneRules("JP", '7');

    private static final int CUSTOMERS = 5_000;
    /** The smallest sample with all kinds. */
    private static final int SMALLEST = 61;

    private static final int HUB_LIMIT = 10;

    private static final String FIRST_OF_SEED_1 = """
            {"externalRef":"S1-1","kind":"INDIVIDUAL","familyName":"Козлов","givenName":"Кирилл","birthday":"1950-04-12","emails":[{"value":"kozlov.qz@example.org","primary":true}],"phones":[{"value":"+7 911 127-08-49","primary":true}],"addresses":[{"type":"HOME","country":"RU","postalCode":"443278","region":"Самарская область","city":"Самара","line1":"ул. Садовая, д. 83, кв. 133"}],"registeredAt":"2023-09-09T08:00:00Z"}
            """;

    @TempDir
    Path folder;

    @Test
    @DisplayName("the same seed and size make the same bytes, in every file")
    void sameSeedSameBytes() throws IOException {
        write(new Sample(7, 2_500), folder.resolve("one"));
        write(new Sample(7, 2_500), folder.resolve("two"));
        write(new Sample(8, 2_500), folder.resolve("other"));

        for (Path file : files(folder.resolve("one"))) {
            byte[] first = Files.readAllBytes(file);
            assertArrayEquals(
                    first, Files.readAllBytes(folder.resolve("two").resolve(file.getFileName())), file::toString);
            assertFalse(
                    Arrays.equals(
                            first, Files.readAllBytes(folder.resolve("other").resolve(file.getFileName()))),
                    file::toString);
        }
    }

    @Test
    @DisplayName("the bytes of a seed are those of every machine and JDK")
    void bytesAreKnown() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Sample(1, 1).writeCustomers(out, ignored -> {});

        assertEquals(FIRST_OF_SEED_1, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName(
            "a sample has as many customers as asked for, and one of more whole blocks begins with the smaller one")
    void sizes() throws IOException {
        for (int size : new int[] {1, 60, 999, 1_000, 1_001}) {
            assertEquals(size, customers(new Sample(1, size)).size());
        }
        assertEquals(
                refs(customers(new Sample(1, 2_000))),
                refs(customers(new Sample(1, 3_000))).subList(0, 2_000));
        assertThrows(IllegalArgumentException.class, () -> new Sample(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sample(-1, 10));
        assertThrows(IllegalArgumentException.class, () -> new Sample(1, Sample.MOST_CUSTOMERS + 1));
    }

    @Test
    @DisplayName("CU-08: every phone number is valid for its region, and nobody's but that of who shares it on purpose")
    void phonesAreValid() {
        Map<String, Set<Long>> owners = new HashMap<>();
        for (MadeUpCustomer customer : customers(new Sample(1, CUSTOMERS))) {
            for (String phone : customer.phones) {
                String e164 = RULES.e164(phone).orElseThrow(() -> new AssertionError(phone + " is not valid"));
                String code = Map.of(Country.JP, "+81", Country.RU, "+7", Country.ES, "+34", Country.GB, "+44")
                        .get(customer.country);
                assertTrue(e164.startsWith(code), () -> phone + " is not of " + customer.country);
                if (customer.why != SameOrNot.FAMILY) {
                    owners.computeIfAbsent(e164, ignored -> new HashSet<>()).add(customer.person);
                }
            }
        }
        owners.forEach((phone, people) -> assertEquals(1, people.size(), phone));
    }

    @Test
    @DisplayName("numbers of all slots are valid at both ends of a plan and differ")
    void plansHoldTheLargestSample() {
        for (Country country : Country.values()) {
            Set<String> seen = new HashSet<>();
            for (long slot = 2L * Sample.MOST_CUSTOMERS - 1_000; slot < 2L * Sample.MOST_CUSTOMERS; slot++) {
                assertTrue(RULES.e164(country.typed(country.phone(slot, 3))).isPresent());
                seen.add(country.phone(slot, 3));
            }
            for (long slot = 0; slot < 1_000; slot++) {
                seen.add(country.phone(slot, 3));
            }
            assertEquals(2_000, seen.size(), country::toString);
        }
    }

    @Test
    @DisplayName("e-mail addresses are on domains of nobody, and no stranger shares one but a hub's")
    void emailsAreNobodys() {
        Map<String, Set<Long>> owners = new HashMap<>();
        for (MadeUpCustomer customer : customers(new Sample(1, CUSTOMERS))) {
            for (String email : customer.emails) {
                String key = MatchKey.ofEmail(email).orElseThrow().value();
                assertTrue(key.matches("[a-z0-9.]+@example\\.(com|net|org)"), email);
                if (!key.startsWith("counter.")) {
                    owners.computeIfAbsent(key, ignored -> new HashSet<>()).add(customer.person);
                }
            }
        }
        owners.forEach((email, people) -> assertEquals(1, people.size(), email));
    }

    @Test
    @DisplayName("CU-01: tax ids have right check digits, an INN those of INN")
    void taxIds() {
        List<MadeUpCustomer> companies = customers(new Sample(1, CUSTOMERS)).stream()
                .filter(MadeUpCustomer::isCompany)
                .toList();

        assertTrue(companies.size() > 100, () -> companies.size() + " companies");
        companies.stream()
                .filter(company -> company.country == Country.RU)
                .forEach(company -> assertTrue(TaxId.isInn(company.taxId), company.taxId));
        assertEquals("7000012050002", CheckDigits.corporateNumber("000012050002"));
        assertEquals("A58818501", CheckDigits.cif("5881850", 'A'));
        assertEquals("GB980780684", CheckDigits.vat("9807806"));
    }

    @Test
    @DisplayName("postal codes and readings are those of the country")
    void placesFitTheCountry() {
        Map<Country, String> codes = Map.of(
                Country.JP, "\\d{3}-\\d{4}",
                Country.RU, "\\d{6}",
                Country.ES, "(0[1-9]|[1-4]\\d|5[0-2])\\d{3}",
                Country.GB, "[A-Z]{1,2}\\d{1,2} \\d[A-Z]{2}");
        Map<Country, Integer> each = new EnumMap<>(Country.class);
        for (MadeUpCustomer customer : customers(new Sample(1, CUSTOMERS))) {
            String code = customer.place.postalCode();
            assertTrue(code.matches(codes.get(customer.country)), () -> customer.country + " " + code);
            assertEquals(customer.country.name(), customer.place.country());
            if (!customer.isCompany()) {
                assertEquals(customer.country == Country.JP, customer.name.familyKana() != null);
            }
            each.merge(customer.country, 1, Integer::sum);
        }
        each.forEach((country, count) -> assertTrue(count > CUSTOMERS / 6, () -> country + ": " + count));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("DD-01, DD-05: every kind of duplicate and look-alike is in the smallest sample, and ties as it says")
    void everyKindIsThere(SameOrNot why) {
        List<MadeUpCustomer> sample = customers(new Sample(1, SMALLEST));
        List<MadeUpCustomer> those =
                sample.stream().filter(customer -> customer.why == why).toList();

        assertTrue(those.size() >= why.records(), () -> those.size() + " records of " + why);
        if (why == SameOrNot.ALONE) {
            return;
        }
        List<MadeUpCustomer> people = those.stream()
                .filter(customer -> why == SameOrNot.SAME_TAX_ID || !customer.isCompany())
                .toList();
        long persons =
                people.stream().map(customer -> customer.person).distinct().count();
        assertEquals(why.same() ? 1 : people.size(), persons);
        boolean tied = groups(people).size() == 1;
        // Name and kana are a weaker key, which ties nobody by itself; a hub ties nobody either.
        assertEquals(
                why != SameOrNot.SAME_NAME_AND_KANA && why != SameOrNot.NAMESAKE && why != SameOrNot.HUB,
                tied,
                () -> groups(people).toString());
        if (why == SameOrNot.SAME_NAME_AND_KANA) {
            assertEquals(
                    1, people.stream().map(SampleTest::nameAndKana).distinct().count());
            assertNotEquals(
                    people.get(0).name.familyKana(), people.get(1).name.familyKana(), "typed the same way both times");
        }
    }

    @Test
    @DisplayName("DD-01: what phone, e-mail and tax id tie is one person by the truth, but for families")
    void truthFitsTheTies() {
        List<MadeUpCustomer> sample = customers(new Sample(3, CUSTOMERS));

        for (List<MadeUpCustomer> group : groups(sample)) {
            Set<Long> persons = group.stream().map(customer -> customer.person).collect(Collectors.toSet());
            boolean family = group.get(0).why == SameOrNot.FAMILY;
            assertEquals(
                    family ? group.size() : 1, persons.size(), () -> refs(group).toString());
        }
    }

    @Test
    @DisplayName("CU-02: contact persons belong to companies of the sample")
    void contactPersons() {
        List<MadeUpCustomer> contacts = customers(new Sample(1, CUSTOMERS)).stream()
                .filter(customer -> customer.company != null)
                .toList();

        assertFalse(contacts.isEmpty());
        contacts.forEach(contact -> {
            assertTrue(contact.company.isCompany());
            assertFalse(contact.isCompany());
        });
    }

    @Test
    @DisplayName("OR-01: totals are those of the lines, and each record names a customer of the sample or none")
    void recordsFitTheirCustomers() throws IOException {
        Sample sample = new Sample(1, CUSTOMERS);
        Set<String> known = new HashSet<>(refs(customers(sample)));
        write(sample, folder);
        for (Kind kind : Kind.values()) {
            List<String> lines = Files.readAllLines(folder.resolve(kind.word() + ".ndjson"));
            Set<String> refs = new HashSet<>();
            for (String line : lines) {
                JsonNode record = SuiteClient.JSON.readTree(line);
                assertTrue(refs.add(record.path("externalRef").asText()), line);
                if (record.has("customerExternalRef")) {
                    assertTrue(known.contains(record.path("customerExternalRef").asText()), line);
                }
                if (record.has("total")) {
                    assertEquals(total(record), record.path("total").asLong(), line);
                }
            }
            assertFalse(lines.isEmpty(), kind::toString);
        }
    }

    private static long total(JsonNode record) {
        long total = 0;
        for (JsonNode line : record.path("lines")) {
            total += line.path("quantity").asLong() * line.path("unitPrice").asLong();
        }
        for (JsonNode adjustment : record.path("adjustments")) {
            total += adjustment.path("amount").asLong();
        }
        return total;
    }

    private static String nameAndKana(MadeUpCustomer customer) {
        Country.Name name = customer.name;
        return MatchKey.ofName(name.family(), name.given()) + " "
                + MatchKey.ofKana(name.familyKana(), name.givenKana()) + " " + customer.birthday + " "
                + customer.place.postalCode();
    }

    /** Who is tied together through any chain of equal keys that at most {@value #HUB_LIMIT} share. */
    private static Collection<List<MadeUpCustomer>> groups(List<MadeUpCustomer> customers) {
        Map<MatchKey, List<Integer>> byKey = new HashMap<>();
        for (int i = 0; i < customers.size(); i++) {
            MadeUpCustomer customer = customers.get(i);
            Stream<MatchKey> keys = customer.isCompany()
                    ? MatchKey.ofTaxId(customer.taxId).stream()
                    : Stream.concat(
                            customer.emails.stream().flatMap(email -> MatchKey.ofEmail(email).stream()),
                            customer.phones.stream().flatMap(phone -> RULES.key(phone).stream()));
            int at = i;
            keys.forEach(key ->
                    byKey.computeIfAbsent(key, ignored -> new ArrayList<>()).add(at));
        }
        int[] leader = IntStream.range(0, customers.size()).toArray();
        byKey.values().stream()
                .filter(those -> those.size() <= HUB_LIMIT)
                .forEach(those -> those.forEach(one -> leader[leaderOf(leader, one)] = leaderOf(leader, those.get(0))));
        Map<Integer, List<MadeUpCustomer>> groups = new HashMap<>();
        for (int i = 0; i < leader.length; i++) {
            groups.computeIfAbsent(leaderOf(leader, i), ignored -> new ArrayList<>())
                    .add(customers.get(i));
        }
        return groups.values();
    }

    private static int leaderOf(int[] leader, int one) {
        int at = one;
        while (leader[at] != at) {
            at = leader[at];
        }
        return at;
    }

    private static List<MadeUpCustomer> customers(Sample sample) {
        return IntStream.range(0, sample.blocks())
                .mapToObj(sample::block)
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> refs(List<MadeUpCustomer> customers) {
        return customers.stream().map(customer -> customer.externalRef).toList();
    }

    private static void write(Sample sample, Path into) throws IOException {
        new SampleFiles(sample, ignored -> {}).writeTo(into);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
