package io.mergesuite.customers.customer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An e-mail address or a phone number of a customer. Of those that a customer has, exactly one is primary. */
public sealed interface Contact<C extends Contact<C>> permits Email, Phone {

    boolean primary();

    /** What is equal for two contacts that are the same, however they are typed. */
    String sameness();

    C asPrimary(boolean isPrimary);

    /** The primary one, if there are any. */
    static <C extends Contact<C>> Optional<C> primaryOf(List<C> contacts) {
        return contacts.stream().filter(Contact::primary).findFirst();
    }

    /**
     * These contacts and then those of the others that are not among them, equal ones once, never cut (CM-13). The primary
     * stays primary; if there are none yet, the first primary of the others is.
     */
    static <C extends Contact<C>> List<C> union(List<C> contacts, Collection<C> others) {
        List<C> union = new ArrayList<>(contacts);
        Set<String> known = new HashSet<>();
        contacts.forEach(contact -> known.add(contact.sameness()));
        boolean primaryNeeded = primaryOf(contacts).isEmpty();
        for (C other : others) {
            if (known.add(other.sameness())) {
                union.add(other.asPrimary(primaryNeeded && other.primary()));
                primaryNeeded &= !other.primary();
            }
        }
        return withOnePrimary(union);
    }

    /** The same contacts with exactly one primary: the first that is marked, or the first of all. */
    static <C extends Contact<C>> List<C> withOnePrimary(List<C> contacts) {
        int primary = 0;
        for (int i = contacts.size() - 1; i >= 0; i--) {
            primary = contacts.get(i).primary() ? i : primary;
        }
        List<C> one = new ArrayList<>(contacts.size());
        for (int i = 0; i < contacts.size(); i++) {
            one.add(contacts.get(i).asPrimary(i == primary));
        }
        return List.copyOf(one);
    }
}
