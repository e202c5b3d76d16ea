package io.mergesuite.customers.customer;

import io.mergesuite.api.Storable;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.customers.customer.CustomerRequest.AddressRequest;
import io.mergesuite.customers.customer.CustomerRequest.EmailRequest;
import io.mergesuite.customers.customer.CustomerRequest.PhoneRequest;
import io.mergesuite.imports.Flaw;
import io.mergesuite.normalisation.MatchKey;
import io.mergesuite.normalisation.PhoneRules;
import io.mergesuite.normalisation.TaxId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A request whose values are right by the rules that go beyond one field's form (CU-01), in the form in which they are
 * stored. One code for {@code POST}, {@code PATCH} and import.
 *
 * @param registeredAt null: when the row is made
 * @param companyIds without doubles
 */
record CheckedCustomer(
        CustomerKind kind,
        String externalRef,
        CustomerDetails details,
        Instant registeredAt,
        List<CustomerId> companyIds) {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    // Where on earth the day begins first: what is not today there is in the future everywhere.
    private static final ZoneOffset FIRST_TO_WAKE = ZoneOffset.ofHours(14);

    /** @param flaws gets what is wrong; with any, the result is of no use */
    static CheckedCustomer of(CustomerRequest request, PhoneRules rules, Instant now, List<Flaw> flaws) {
        Reader read = new Reader(flaws);
        PersonName name = new PersonName(
                read.text("familyName", request.familyName()),
                read.text("givenName", request.givenName()),
                read.text("familyNameKana", request.familyNameKana()),
                read.text("givenNameKana", request.givenNameKana()));
        CustomerDetails details = new CustomerDetails(
                name,
                read.text("companyName", request.companyName()),
                read.taxId(request.taxId(), rules),
                read.birthday(request.birthday(), now),
                read.emails(request.emails()),
                read.phones(request.phones(), rules),
                read.addresses(request.addresses()),
                read.text("notes", request.notes()));
        List<CustomerId> companies = request.companyIds() == null
                ? List.of()
                : request.companyIds().stream()
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        if (!companies.isEmpty() && request.kind() == CustomerKind.CORPORATE) {
            flaws.add(new Flaw("companyIds", "not-a-person", "only an individual is a contact person"));
        }
        return new CheckedCustomer(
                request.kind(),
                read.text("externalRef", request.externalRef()),
                details,
                read.registeredAt(request.registeredAt()),
                companies);
    }

    /** The field of the request that a flaw is about. */
    static String field(Flaw flaw) {
        return flaw.field().split("[.\\[]", 2)[0];
    }

    /** When the customer was registered, if these become the values of one that is there. */
    Instant registeredAt(Customer present) {
        return Objects.requireNonNullElse(registeredAt, present.createdAt());
    }

    private record Reader(List<Flaw> flaws) {

        String text(String path, String typed) {
            if (typed == null || typed.isBlank()) {
                return null;
            }
            if (!Storable.isStorable(typed)) {
                flaws.add(new Flaw(path, "unusable-character", "has a character that is no text"));
            }
            return typed.strip();
        }

        String taxId(String typed, PhoneRules rules) {
            String taxId = text("taxId", typed);
            if (taxId != null && rules.region().equals("RU") && !TaxId.isInn(taxId)) {
                flaws.add(new Flaw("taxId", "invalid-inn", "is no INN: its check digits don't fit"));
            }
            return taxId;
        }

        LocalDate birthday(LocalDate birthday, Instant now) {
            if (birthday != null && birthday.isAfter(LocalDate.ofInstant(now, FIRST_TO_WAKE))) {
                flaws.add(new Flaw("birthday", "in-the-future", "is in the future"));
            } else if (birthday != null && birthday.getYear() < 1) {
                flaws.add(new Flaw("birthday", "out-of-range", "is before the year 1"));
            }
            return birthday;
        }

        Instant registeredAt(Instant at) {
            if (at != null && (at.isBefore(EARLIEST) || at.isAfter(LATEST))) {
                flaws.add(new Flaw("registeredAt", "out-of-range", "is not between the years 1 and 9999"));
            }
            // As precise as PostgreSQL keeps it, so that what is read back is equal to what was sent.
            return at == null ? null : at.truncatedTo(ChronoUnit.MICROS);
        }

        List<Email> emails(List<EmailRequest> requests) {
            List<Email> emails = new ArrayList<>();
            for (EmailRequest request : Objects.requireNonNullElse(requests, List.<EmailRequest>of())) {
                String path = "emails[" + emails.size() + "].value";
                String value = text(path, request.value());
                if (MatchKey.ofEmail(value).isEmpty()) {
                    flaws.add(new Flaw(path, "invalid-email", "is no e-mail address"));
                }
                emails.add(new Email(value, Boolean.TRUE.equals(request.primary())));
            }
            return onePrimary("emails", emails);
        }

        List<Phone> phones(List<PhoneRequest> requests, PhoneRules rules) {
            List<Phone> phones = new ArrayList<>();
            for (PhoneRequest request : Objects.requireNonNullElse(requests, List.<PhoneRequest>of())) {
                String value = text("phones[" + phones.size() + "].value", request.value());
                phones.add(new Phone(value, rules.e164(value).orElse(null), Boolean.TRUE.equals(request.primary())));
            }
            return onePrimary("phones", phones);
        }

        private <C extends Contact<C>> List<C> onePrimary(String path, List<C> contacts) {
            if (contacts.stream().filter(Contact::primary).count() > 1) {
                flaws.add(new Flaw(path, "several-primaries", "at most one is primary"));
            }
            return Contact.withOnePrimary(contacts);
        }

        List<Address> addresses(List<AddressRequest> requests) {
            List<Address> addresses = new ArrayList<>();
            for (AddressRequest request : Objects.requireNonNullElse(requests, List.<AddressRequest>of())) {
                String path = "addresses[" + addresses.size() + "].";
                addresses.add(new Address(
                        request.type(),
                        country(path + "country", request.country()),
                        text(path + "postalCode", request.postalCode()),
                        text(path + "region", request.region()),
                        text(path + "city", request.city()),
                        text(path + "line1", request.line1()),
                        text(path + "line2", request.line2())));
            }
            return addresses;
        }

        private String country(String path, String typed) {
            String country = text(path, typed);
            if (country != null
                    && !Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2)
                            .contains(country)) {
                flaws.add(new Flaw(path, "unknown-country", "is no ISO 3166-1 alpha-2 code"));
            }
            return country;
        }
    }
}
