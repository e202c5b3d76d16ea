package io.mergesuite.customers.merging;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergePolicy.CarryPolicy;
import io.mergesuite.contracts.merge.MergePolicy.ContactPolicy;
import io.mergesuite.customers.customer.Address;
import io.mergesuite.customers.customer.Contact;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.Email;
import io.mergesuite.customers.customer.Phone;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a merge makes of its survivor (CM-13), computed when the customers are locked and applied when the sources retire.
 * The survivor can be edited between the two, so each entry says what it was computed on.
 *
 * @param entries the units to fill, each empty when the patch was made
 * @param emails those of the sources that join the survivor's
 * @param phones the same
 * @param addresses shipping addresses of the sources that the survivor has not (CM-12)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SurvivorPatch(List<Entry> entries, List<Email> emails, List<Phone> phones, List<Address> addresses) {

    static final SurvivorPatch NOTHING = new SurvivorPatch(List.of(), List.of(), List.of(), List.of());

    /** One unit: applied if the survivor's still is what it was, else the later edit wins. */
    record Entry(FilledUnit unit, CustomerDetails was, CustomerDetails becomes) {}

    /**
     * What came of applying a patch.
     *
     * @param details the survivor as it is now
     * @param applied the entries that took effect
     * @param lost the entries that a later edit has overtaken; their values are among the losing ones
     */
    record Applied(CustomerDetails details, List<Entry> applied, List<Entry> lost) {}

    /** The fields of these entries, as the API names them; each once. */
    static List<String> fields(List<Entry> entries) {
        return entries.stream().map(entry -> entry.unit().field()).distinct().toList();
    }

    SurvivorPatch {
        entries = entries == null ? List.of() : List.copyOf(entries);
        emails = emails == null ? List.of() : List.copyOf(emails);
        phones = phones == null ? List.of() : List.copyOf(phones);
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
    }

    /** What is united, without the units that are filled. */
    SurvivorPatch unions() {
        return new SurvivorPatch(List.of(), emails, phones, addresses);
    }

    @JsonIgnore
    boolean isEmpty() {
        return equals(NOTHING);
    }

    /** @param sources in the order in which blanks are filled (DD-06) */
    static SurvivorPatch of(CustomerDetails survivor, List<CustomerDetails> sources, MergePolicy policy) {
        List<Entry> entries = new ArrayList<>();
        if (policy.fillMissing()) {
            Set<FilledUnit> units = EnumSet.allOf(FilledUnit.class);
            // A union brings the primary one with the others.
            if (policy.emails() == ContactPolicy.UNION) {
                units.remove(FilledUnit.PRIMARY_EMAIL);
            }
            if (policy.phones() == ContactPolicy.UNION) {
                units.remove(FilledUnit.PRIMARY_PHONE);
            }
            for (FilledUnit unit : units) {
                CustomerDetails was = unit.of(survivor);
                if (was.equals(CustomerDetails.NONE)) {
                    sources.stream()
                            .map(unit::of)
                            .filter(value -> !value.equals(CustomerDetails.NONE))
                            .findFirst()
                            .ifPresent(becomes -> entries.add(new Entry(unit, was, becomes)));
                }
            }
        }
        return new SurvivorPatch(
                entries,
                joining(policy.emails(), survivor.emails(), sources, CustomerDetails::emails),
                joining(policy.phones(), survivor.phones(), sources, CustomerDetails::phones),
                policy.shippingAddresses() == CarryPolicy.CARRY ? shippingAddresses(survivor, sources) : List.of());
    }

    private static List<Address> shippingAddresses(CustomerDetails survivor, List<CustomerDetails> sources) {
        return sources.stream()
                .flatMap(source -> source.addresses().stream())
                .filter(address -> address.type() == Address.Type.SHIPPING)
                .distinct()
                .filter(address -> !survivor.addresses().contains(address))
                .toList();
    }

    private static <C extends Contact<C>> List<C> joining(
            ContactPolicy policy, List<C> own, List<CustomerDetails> sources, Function<CustomerDetails, List<C>> of) {
        if (policy == ContactPolicy.SURVIVOR) {
            return List.of();
        }
        List<C> others =
                sources.stream().flatMap(source -> of.apply(source).stream()).toList();
        List<C> union = Contact.union(own, others);
        return union.subList(own.size(), union.size());
    }

    Applied applyTo(CustomerDetails survivor) {
        CustomerDetails details = survivor;
        List<Entry> applied = new ArrayList<>();
        List<Entry> lost = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.unit().of(details).equals(entry.was())) {
                details = entry.unit().fill(details, entry.becomes());
                applied.add(entry);
            } else {
                lost.add(entry);
            }
        }
        details = details.withEmails(Contact.union(details.emails(), emails))
                .withPhones(Contact.union(details.phones(), phones));
        for (Address address : addresses) {
            details = details.addresses().contains(address) ? details : details.withAddress(address);
        }
        return new Applied(details, applied, lost);
    }

    /** The fields in which some source has a value that the survivor, as it will be, does not have (CM-13). */
    static List<String> losingFields(CustomerDetails finalSurvivor, List<CustomerDetails> sources) {
        Set<String> losing = new TreeSet<>();
        for (CustomerDetails source : sources) {
            for (FilledUnit unit : FilledUnit.values()) {
                CustomerDetails value = unit.of(source);
                boolean contact = unit == FilledUnit.PRIMARY_EMAIL || unit == FilledUnit.PRIMARY_PHONE;
                if (!contact && !value.equals(CustomerDetails.NONE) && !value.equals(unit.of(finalSurvivor))) {
                    losing.add(unit.field());
                }
            }
            if (!sameness(finalSurvivor.emails()).containsAll(sameness(source.emails()))) {
                losing.add(FilledUnit.PRIMARY_EMAIL.field());
            }
            if (!sameness(finalSurvivor.phones()).containsAll(sameness(source.phones()))) {
                losing.add(FilledUnit.PRIMARY_PHONE.field());
            }
            // The home address is a unit of its own, above.
            List<Address> others = new ArrayList<>(source.addresses());
            source.homeAddress().ifPresent(others::remove);
            if (!finalSurvivor.addresses().containsAll(others)) {
                losing.add("addresses");
            }
            if (source.notes() != null && !Objects.equals(source.notes(), finalSurvivor.notes())) {
                losing.add("notes");
            }
        }
        return List.copyOf(losing);
    }

    private static <C extends Contact<C>> Set<String> sameness(List<C> contacts) {
        Set<String> same = new HashSet<>();
        contacts.forEach(contact -> same.add(contact.sameness()));
        return same;
    }
}
