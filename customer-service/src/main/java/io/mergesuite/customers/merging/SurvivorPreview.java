package io.mergesuite.customers.merging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergePreview.Field;
import io.mergesuite.contracts.merge.MergePreview.Losing;
import io.mergesuite.contracts.merge.MergePreview.Remark;
import io.mergesuite.customers.customer.Address;
import io.mergesuite.customers.customer.Contact;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.PersonName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The survivor as a prepared merge would make it, field by field, with the values that would lose (CM-18). It shows what the patch does,
 * and decides nothing.
 */
final class SurvivorPreview {

    private final CustomerState survivor;
    private final List<CustomerState> sources;
    private final Prepared prepared;
    private final CustomerDetails becomes;
    private final ObjectMapper json;

    SurvivorPreview(CustomerState survivor, List<CustomerState> sources, Prepared prepared, ObjectMapper json) {
        this.survivor = survivor;
        this.sources = sources;
        this.prepared = prepared;
        this.becomes = prepared.patch().applyTo(survivor.details()).details();
        this.json = json;
    }

    /** The fields in which survivor or sources say something. */
    List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (FilledUnit unit : FilledUnit.values()) {
            if (unit != FilledUnit.PRIMARY_EMAIL && unit != FilledUnit.PRIMARY_PHONE) {
                add(fields, unit.field(), unit::of, this::filledFrom);
            }
        }
        contacts(
                fields,
                "emails",
                CustomerDetails::emails,
                details -> CustomerDetails.NONE.withEmails(details.emails()));
        contacts(
                fields,
                "phones",
                CustomerDetails::phones,
                details -> CustomerDetails.NONE.withPhones(details.phones()));
        addresses(fields);
        add(fields, "notes", details -> CustomerDetails.NONE.withNotes(details.notes()), unit -> survivor.id());
        return fields;
    }

    /** Reasons to think that they are different persons (DD-02). */
    List<Remark> warnings() {
        List<Remark> warnings = new ArrayList<>();
        differing(warnings, "different-birthday", CustomerDetails::birthday);
        differing(
                warnings,
                "different-name",
                details -> details.name().equals(PersonName.NONE)
                        ? null
                        : List.of(
                                Objects.requireNonNullElse(details.name().familyName(), ""),
                                Objects.requireNonNullElse(details.name().givenName(), "")));
        differing(warnings, "different-tax-id", CustomerDetails::taxId);
        return warnings;
    }

    private void differing(List<Remark> warnings, String code, Function<CustomerDetails, Object> of) {
        List<CustomerState> saying = Stream.concat(Stream.of(survivor), sources.stream())
                .filter(customer -> of.apply(customer.details()) != null)
                .toList();
        if (saying.stream()
                        .map(customer -> of.apply(customer.details()))
                        .distinct()
                        .count()
                > 1) {
            warnings.add(new Remark(code, saying.stream().map(CustomerState::id).toList()));
        }
    }

    private void add(
            List<Field> fields,
            String name,
            Function<CustomerDetails, CustomerDetails> unit,
            Function<CustomerDetails, CustomerId> from) {
        CustomerDetails value = unit.apply(becomes);
        List<Losing> losing = sources.stream()
                .filter(source -> !unit.apply(source.details()).equals(CustomerDetails.NONE)
                        && !unit.apply(source.details()).equals(value))
                .map(source -> new Losing(source.id(), shown(name, unit.apply(source.details()))))
                .toList();
        boolean empty = value.equals(CustomerDetails.NONE);
        if (!empty || !losing.isEmpty()) {
            fields.add(new Field(name, empty ? null : shown(name, value), empty ? null : from.apply(value), losing));
        }
    }

    /** The survivor's own, unless the patch has filled it from the first source that has this. */
    private CustomerId filledFrom(CustomerDetails unit) {
        boolean filled = prepared.patch().entries().stream()
                .anyMatch(entry -> entry.becomes().equals(unit));
        return !filled
                ? survivor.id()
                : sources.stream()
                        .filter(source -> Stream.of(FilledUnit.values())
                                .anyMatch(any -> any.of(source.details()).equals(unit)))
                        .map(CustomerState::id)
                        .findFirst()
                        .orElseThrow();
    }

    private <T extends Contact<T>> void contacts(
            List<Field> fields,
            String name,
            Function<CustomerDetails, List<T>> contacts,
            Function<CustomerDetails, CustomerDetails> unit) {
        List<String> kept =
                contacts.apply(becomes).stream().map(Contact::sameness).toList();
        List<Losing> losing = sources.stream()
                .flatMap(source -> contacts.apply(source.details()).stream()
                        .filter(contact -> !kept.contains(contact.sameness()))
                        .map(contact -> new Losing(source.id(), plain(contact))))
                .toList();
        if (!kept.isEmpty() || !losing.isEmpty()) {
            fields.add(new Field(
                    name,
                    kept.isEmpty() ? null : shown(name, unit.apply(becomes)),
                    contacts.apply(becomes).equals(contacts.apply(survivor.details())) && !kept.isEmpty()
                            ? survivor.id()
                            : null,
                    losing));
        }
    }

    private void addresses(List<Field> fields) {
        List<Address> kept = shipping(becomes);
        List<Losing> losing = sources.stream()
                .flatMap(source -> shipping(source.details()).stream()
                        .filter(address -> !kept.contains(address))
                        .map(address -> new Losing(source.id(), plain(address))))
                .toList();
        if (!kept.isEmpty() || !losing.isEmpty()) {
            fields.add(new Field(
                    "shippingAddresses",
                    kept.isEmpty() ? null : plain(kept),
                    kept.equals(shipping(survivor.details())) && !kept.isEmpty() ? survivor.id() : null,
                    losing));
        }
    }

    private static List<Address> shipping(CustomerDetails details) {
        return details.addresses().stream()
                .filter(address -> address.type() == Address.Type.SHIPPING)
                .toList();
    }

    /** The value of a field in details that have it alone. */
    private Object shown(String field, CustomerDetails unit) {
        JsonNode values = json.valueToTree(unit);
        return plain(
                field.equals(FilledUnit.HOME_ADDRESS.field())
                        ? values.path("addresses").path(0)
                        : values.path(field));
    }

    /** As texts, lists and maps. */
    private Object plain(Object value) {
        return json.convertValue(value, Object.class);
    }
}
