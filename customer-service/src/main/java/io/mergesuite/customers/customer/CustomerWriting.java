package io.mergesuite.customers.customer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.api.RequestReader;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.customer.Customers.Created;
import io.mergesuite.customers.customer.Customers.NewCustomer;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.imports.Flaw;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** What people do to one customer: create and edit it. Runs in the transaction of the request. */
@ApplicationScoped
class CustomerWriting {

    private static final Set<String> FIXED = Set.of("shopId", "kind");
    private static final String UNIQUE_VIOLATION = "23505";

    private final Customers customers;
    private final ContactPersons contactPersons;
    private final Shops shops;
    private final RequestReader reader;
    private final Clock clock;

    CustomerWriting(
            Customers customers, ContactPersons contactPersons, Shops shops, RequestReader reader, Clock clock) {
        this.customers = customers;
        this.contactPersons = contactPersons;
        this.shops = shops;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Creates a customer.
     *
     * @throws Problem 400 {@code invalid}, 409 {@code duplicate-external-ref}, 422 {@code unknown-shop}, {@code unknown-company}
     */
    Customer create(ShopId shop, CustomerRequest request) {
        CheckedCustomer values = checked(request, shops.phoneRules(shop), field -> true);
        Map<CustomerId, CustomerId> companies = contactPersons.require(shop, values.companyIds());
        CustomerId id = CustomerId.next();
        Created created =
                customers.create(List.of(new NewCustomer(id, shop, values))).get(id);
        if (created == null) {
            throw taken(shop, values.externalRef());
        }
        contactPersons.add(shop, Map.of(id, values.companyIds()), companies);
        return new Customer(
                id,
                created.number(),
                shop,
                values.kind(),
                values.externalRef(),
                values.details(),
                companies.values().stream().distinct().sorted().toList(),
                created.registeredAt(),
                created.createdAt(),
                created.createdAt(),
                1,
                CustomerStatus.ACTIVE,
                null,
                null,
                false);
    }

    /**
     * Deletes a locked customer: it stays as it is, with all that hangs on it, and is out of lists, exports, edits and merges until it is
     * restored. One that is deleted stays so.
     *
     * @throws Problem 409 {@code customer-merged}, {@code customer-merging}; 410 {@code customer-erased}
     */
    void delete(Customer customer) {
        customer.requireNotMerged();
        if (customer.status() == CustomerStatus.MERGING) {
            throw merging(customer, "is in a merge that has not ended");
        }
        if (!customer.isDeleted()) {
            customers.mark(customer.id(), CustomerStatus.DELETED);
        }
    }

    /**
     * Takes back that a locked customer was deleted. One that is not stays as it is.
     *
     * @return the customer as it is now
     * @throws Problem 409 {@code customer-merged}; 410 {@code customer-erased}
     */
    Customer restore(Customer customer) {
        customer.requireNotMerged();
        if (!customer.isDeleted()) {
            return customer;
        }
        customers.mark(customer.id(), CustomerStatus.ACTIVE);
        return customers.find(customer.id()).orElseThrow();
    }

    /**
     * Checks that a locked customer may be edited: the survivor of a running merge may, a source may not (CM-11).
     *
     * @throws Problem 409 {@code customer-merged}, {@code customer-merging}, {@code customer-deleted}; 410 {@code customer-erased}
     */
    void requireEditable(Customer customer) {
        customer.requireNotMerged();
        customer.requireNotDeleted();
        if (customer.status() == CustomerStatus.MERGING && customers.isSource(customer)) {
            throw merging(customer, "is being merged into another one");
        }
    }

    private static Problem merging(Customer customer, String what) {
        return new Problem(CustomerProblem.CUSTOMER_MERGING, "customer " + customer.number() + " " + what)
                .with("mergeId", customer.mergeId());
    }

    /**
     * Lays a JSON merge patch over a locked customer.
     *
     * @return the customer as it is now
     * @throws Problem as {@link #create}, and 422 {@code not-changeable}
     */
    Customer patch(Customer customer, ObjectNode patch) {
        CustomerRequest request = reader.patched(CustomerRequest.of(customer), patch, FIXED);
        CheckedCustomer values = checked(request, shops.phoneRules(customer.shopId()), patch::has);
        return edit(customer, values, patch.has("companyIds"))
                ? customers.find(customer.id()).orElseThrow()
                : customer;
    }

    private boolean edit(Customer customer, CheckedCustomer values, boolean companiesToo) {
        boolean renamed = !Objects.equals(values.externalRef(), customer.externalRef())
                || !values.registeredAt(customer).equals(customer.registeredAt());
        boolean changed = renamed || !values.details().equals(customer.details());
        if (companiesToo) {
            Map<CustomerId, CustomerId> companies = contactPersons.require(customer, values.companyIds());
            Set<CustomerId> becoming =
                    values.companyIds().stream().map(companies::get).collect(Collectors.toSet());
            if (!becoming.equals(Set.copyOf(customer.companyIds()))) {
                contactPersons.set(customer, values.companyIds(), companies);
                changed = true;
            }
        }
        if (renamed) {
            customers
                    .findByExternalRef(customer.shopId(), values.externalRef())
                    .filter(other -> !other.id().equals(customer.id()))
                    .ifPresent(other -> {
                        throw taken(customer.shopId(), values.externalRef());
                    });
            rename(customer, values);
        }
        if (changed) {
            customers.change(List.of(
                    new DetailsChange(customer.id(), customer.shopId(), customer.version() + 1, values.details())));
        }
        return changed;
    }

    private void rename(Customer customer, CheckedCustomer values) {
        try {
            customers.rename(customer.id(), values.externalRef(), values.registeredAt(customer));
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                // Somebody took it after the look. The transaction is over, so nobody can be named.
                throw duplicate(customer.shopId());
            }
            throw e;
        }
    }

    /** @param sent the fields that the request itself has: of the others nothing is held against it */
    private CheckedCustomer checked(CustomerRequest request, PhoneRules rules, Predicate<String> sent) {
        List<Flaw> flaws = new ArrayList<>();
        CheckedCustomer checked = CheckedCustomer.of(request, rules, clock.instant(), flaws);
        flaws.removeIf(flaw -> !sent.test(CheckedCustomer.field(flaw)));
        if (!flaws.isEmpty()) {
            throw invalid(flaws);
        }
        return checked;
    }

    private Problem taken(ShopId shop, String externalRef) {
        Problem problem = duplicate(shop);
        customers
                .findByExternalRef(shop, externalRef)
                .ifPresent(first -> problem.with("customerId", first.id()).with("mergedInto", first.mergedInto()));
        return problem;
    }

    private static Problem duplicate(ShopId shop) {
        return new Problem(
                CustomerProblem.DUPLICATE_EXTERNAL_REF, "the shop " + shop + " has a customer with this externalRef");
    }

    private static Problem invalid(List<Flaw> flaws) {
        Problem problem = new Problem(CommonProblem.INVALID, "some values of the customer are not valid");
        flaws.forEach(flaw -> problem.at(pointer(flaw.field()), flaw.code(), flaw.reason()));
        return problem;
    }

    /** {@code emails[0].value} as {@code /emails/0/value}. */
    private static String pointer(String field) {
        return field == null
                ? ""
                : "/" + field.replace("[", "/").replace("]", "").replace('.', '/');
    }
}
