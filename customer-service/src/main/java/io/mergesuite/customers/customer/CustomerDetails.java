package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.merge.SurvivorDetails;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of a person or a company (CU-01): the values that people typed, and that a merge combines (CM-13). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CustomerDetails(
        PersonName name,
        String companyName,
        String taxId,
        LocalDate birthday,
        List<Email> emails,
        List<Phone> phones,
        List<Address> addresses,
        String notes) {

    /** Nothing is known. */
    public static final CustomerDetails NONE =
            new CustomerDetails(PersonName.NONE, null, null, null, List.of(), List.of(), List.of(), null);

    public CustomerDetails {
        name = Objects.requireNonNullElse(name, PersonName.NONE);
        emails = emails == null ? List.of() : List.copyOf(emails);
        phones = phones == null ? List.of() : List.copyOf(phones);
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
    }

    public Optional<Address> homeAddress() {
        return addresses.stream()
                .filter(address -> address.type() == Address.Type.HOME)
                .findFirst();
    }

    /** Family and given name, or the company's; null if it has none. */
    String displayName() {
        String person = Stream.of(name.familyName(), name.givenName())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        return person.isEmpty() ? companyName : person;
    }

    public CustomerDetails withName(PersonName newName) {
        return new CustomerDetails(newName, companyName, taxId, birthday, emails, phones, addresses, notes);
    }

    public CustomerDetails withCompanyName(String newCompanyName) {
        return new CustomerDetails(name, newCompanyName, taxId, birthday, emails, phones, addresses, notes);
    }

    public CustomerDetails withTaxId(String newTaxId) {
        return new CustomerDetails(name, companyName, newTaxId, birthday, emails, phones, addresses, notes);
    }

    public CustomerDetails withBirthday(LocalDate newBirthday) {
        return new CustomerDetails(name, companyName, taxId, newBirthday, emails, phones, addresses, notes);
    }

    public CustomerDetails withEmails(List<Email> newEmails) {
        return new CustomerDetails(name, companyName, taxId, birthday, newEmails, phones, addresses, notes);
    }

    public CustomerDetails withPhones(List<Phone> newPhones) {
        return new CustomerDetails(name, companyName, taxId, birthday, emails, newPhones, addresses, notes);
    }

    public CustomerDetails withNotes(String newNotes) {
        return new CustomerDetails(name, companyName, taxId, birthday, emails, phones, addresses, newNotes);
    }

    /** These details with one more address, at the end. */
    public CustomerDetails withAddress(Address address) {
        List<Address> all = new ArrayList<>(addresses);
        all.add(address);
        return new CustomerDetails(name, companyName, taxId, birthday, emails, phones, all, notes);
    }

    /** What other services may know of it, as of a version. */
    public SurvivorDetails published(long version) {
        Optional<Address> home = homeAddress();
        return new SurvivorDetails(
                version,
                name.familyName(),
                name.givenName(),
                name.familyNameKana(),
                name.givenNameKana(),
                companyName,
                Contact.primaryOf(emails).map(Email::value).orElse(null),
                Contact.primaryOf(phones).map(Phone::value).orElse(null),
                home.map(Address::postalCode).orElse(null),
                home.map(Address::inOneLine).orElse(null));
    }
}
