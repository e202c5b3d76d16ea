package io.mergesuite.merging;

import io.mergesuite.api.CustomerDirectory;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.merging.NamedCustomer.ByExternalRef;
import io.mergesuite.merging.NamedCustomer.ById;
import io.mergesuite.merging.NamedCustomer.ByNumber;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Finds the customers that records name, before the working transaction (OR-05). What this service does not know is asked of
 * customer-service and, where it exists there, made known here in a short transaction: afterwards {@link
 * CustomerReferences#resolve} finds it. Ids that are known here cost no call.
 */
@ApplicationScoped
public class ConfirmedCustomers {

    private final CustomerReferences references;
    private final CustomerDirectory directory;

    ConfirmedCustomers(CustomerReferences references, @RestClient CustomerDirectory directory) {
        this.references = references;
        this.directory = directory;
    }

    /**
     * The ids of the customers so named, of any number of names; those that the shop does not have are missing in the answer. They are
     * unresolved: each is the {@code firstCustomerId} of its record.
     *
     * @param actor for whom it is asked, as {@code Caller.actor()} says or as the job has kept it
     * @throws Problem 503 {@code unavailable} if customer-service can't be reached
     */
    public Map<NamedCustomer, CustomerId> confirmAll(
            ShopId shop, String actor, Collection<? extends NamedCustomer> names) {
        Map<NamedCustomer, CustomerId> found = new HashMap<>();
        Set<CustomerId> ids = new LinkedHashSet<>();
        List<NamedCustomer> asked = new ArrayList<>();
        for (NamedCustomer name : new LinkedHashSet<>(names)) {
            if (name instanceof ById(CustomerId id)) {
                ids.add(id);
            } else {
                asked.add(name);
            }
        }
        Map<CustomerId, ShopId> known = references.known(ids);
        for (CustomerId id : ids) {
            if (!known.containsKey(id)) {
                asked.add(new ById(id));
            } else if (known.get(id).equals(shop)) {
                found.put(new ById(id), id);
            } // else it belongs to another shop, and does not exist for this one
        }
        for (int from = 0; from < asked.size(); from += CustomerLookup.LIMIT) {
            found.putAll(ask(shop, actor, asked.subList(from, Math.min(from + CustomerLookup.LIMIT, asked.size()))));
        }
        return found;
    }

    private Map<NamedCustomer, CustomerId> ask(ShopId shop, String actor, List<NamedCustomer> names) {
        List<CustomerId> ids = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        List<String> externalRefs = new ArrayList<>();
        for (NamedCustomer name : names) {
            switch (name) {
                case ById(CustomerId id) -> ids.add(id);
                case ByNumber(String number) -> numbers.add(number);
                case ByExternalRef(String externalRef) -> externalRefs.add(externalRef);
            }
        }
        List<KnownCustomer> answered = directory
                .lookup(shop, actor, new CustomerLookup(List.of(shop), ids, numbers, externalRefs))
                .items();
        Map<NamedCustomer, CustomerId> byName = new HashMap<>();
        for (KnownCustomer customer : answered) {
            byName.put(new ById(customer.id()), customer.id());
            byName.put(new ByNumber(customer.number()), customer.id());
            if (customer.externalRef() != null) {
                byName.put(new ByExternalRef(customer.externalRef()), customer.id());
            }
        }
        byName.keySet().retainAll(Set.copyOf(names));
        Set<CustomerId> erased = answered.stream()
                .filter(customer -> customer.status() == CustomerStatus.ERASED)
                .map(KnownCustomer::id)
                .collect(Collectors.toSet());
        if (!byName.isEmpty()) {
            QuarkusTransaction.requiringNew().run(() -> {
                references.ensure(shop, byName.values());
                references.erase(erased);
            });
        }
        return byName;
    }
}
