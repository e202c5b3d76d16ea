package io.mergesuite.merges.merge;

import io.mergesuite.api.CustomerDirectory;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What customer-service knows of the customers that are to be merged; asked before the working transaction begins. */
@ApplicationScoped
public class Customers {

    private final CustomerDirectory directory;

    Customers(@RestClient CustomerDirectory directory) {
        this.directory = directory;
    }

    /**
     * Asks for all of these, at most {@value CustomerLookup#LIMIT}, in one call; for a caller of several shops in one for each
     * shop until all are found, since customer-service looks in one shop at a time. What is in none is left out.
     *
     * @param actor for whom it is asked
     * @throws io.mergesuite.api.CalleeUnavailable 503, if customer-service does not answer
     */
    public List<KnownCustomer> find(Collection<ShopId> shops, String actor, Stream<CustomerName> names) {
        var ids = new LinkedHashSet<CustomerId>();
        var numbers = new LinkedHashSet<String>();
        names.forEach(name -> {
            switch (name) {
                case CustomerName.ById by -> ids.add(by.id());
                // Any other text names nobody. It is not sent, so that the call stays far below 1 MiB:
                // 53 bytes for each.
                case CustomerName.ByNumber by when isNumber(by.number()) -> numbers.add(by.number());
                case CustomerName.ByNumber ignored -> {}
            }
        });
        var found = new ArrayList<KnownCustomer>();
        for (var shop : shops) {
            if (ids.isEmpty() && numbers.isEmpty()) {
                break;
            }
            var asked = new CustomerLookup(List.of(shop), List.copyOf(ids), List.copyOf(numbers), List.of());
            for (var customer : directory.lookup(shop, actor, asked).items()) {
                ids.remove(customer.id());
                numbers.remove(customer.number());
                found.add(customer);
            }
        }
        return found;
    }

    private static boolean isNumber(String typed) {
        return typed.chars().allMatch(c -> '0' <= c && c <= '9');
    }
}
