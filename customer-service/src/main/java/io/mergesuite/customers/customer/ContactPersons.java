package io.mergesuite.customers.customer;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The ties between persons and companies (CU-02). A company is share-locked by who writes a tie to it, so that a merge that
 * takes the company away either waits and moves the tie, or has gone before and the tie is written to the survivor (CU-06). A deleted
 * or erased company takes no new ties.
 */
@ApplicationScoped
class ContactPersons {

    private record Tie(CustomerId person, CustomerId firstCompany, CustomerId company) {}

    private record Company(CustomerId id, CustomerId leadsTo, boolean usable) {}

    private final Db db;

    ContactPersons(Db db) {
        this.db = db;
    }

    /**
     * The companies under which ties to the given ids are to be written, locked until the transaction ends. Ids that are no
     * company of the shop are missing.
     */
    Map<CustomerId, CustomerId> resolve(ShopId shop, Collection<CustomerId> given) {
        Map<CustomerId, CustomerId> resolved = new HashMap<>();
        if (given.isEmpty()) {
            return resolved;
        }
        while (true) {
            resolved.clear();
            look(shop, given).stream().filter(Company::usable).forEach(one -> resolved.put(one.id(), one.leadsTo()));
            Set<CustomerId> live = lock(new TreeSet<>(resolved.values()));
            if (live.containsAll(resolved.values())) {
                return resolved;
            }
            // One was merged away between the look and the lock, and leads elsewhere now, or is gone.
        }
    }

    /**
     * As {@link #resolve}.
     *
     * @throws Problem 422 {@code unknown-company} if one is missing
     */
    Map<CustomerId, CustomerId> require(ShopId shop, List<CustomerId> given) {
        return complete(given, resolve(shop, given));
    }

    /**
     * The same for a locked person, who may keep the companies that they have.
     *
     * @throws Problem 422 {@code unknown-company} if another one is missing
     */
    Map<CustomerId, CustomerId> require(Customer person, List<CustomerId> given) {
        return complete(given, withPresent(person, resolve(person.shopId(), given)));
    }

    private static Map<CustomerId, CustomerId> complete(List<CustomerId> given, Map<CustomerId, CustomerId> resolved) {
        for (int i = 0; i < given.size(); i++) {
            if (!resolved.containsKey(given.get(i))) {
                throw new Problem(CustomerProblem.UNKNOWN_COMPANY, given.get(i) + " is no company of the shop")
                        .at("/companyIds/" + i, CustomerProblem.UNKNOWN_COMPANY.code(), "is no company of the shop");
            }
        }
        return resolved;
    }

    private List<Company> look(ShopId shop, Collection<CustomerId> ids) {
        return db.handle()
                .createQuery("""
                        SELECT c.id, e.id AS leads_to,
                               c.shop_id = :shop AND c.kind = 'CORPORATE' AND e.status IN ('ACTIVE', 'MERGING', 'MERGED') AS usable
                          FROM customer c JOIN customer e ON e.id = coalesce(c.merged_into, c.id)
                         WHERE c.id = ANY(:ids)""")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .map((row, context) -> new Company(
                        new CustomerId(row.getObject("id", UUID.class)),
                        new CustomerId(row.getObject("leads_to", UUID.class)),
                        row.getBoolean("usable")))
                .list();
    }

    private Set<CustomerId> lock(Collection<CustomerId> ids) {
        return db.handle()
                .createQuery("""
                        SELECT id FROM customer WHERE id = ANY(:ids) AND status IN ('ACTIVE', 'MERGING') ORDER BY id FOR SHARE""")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .mapTo(CustomerId.class)
                .set();
    }

    /**
     * Ties persons, new ones or locked ones, to companies resolved before.
     *
     * @param companies by person, as given
     */
    void add(ShopId shop, Map<CustomerId, List<CustomerId>> companies, Map<CustomerId, CustomerId> resolved) {
        List<Tie> ties = companies.entrySet().stream()
                .flatMap(person -> person.getValue().stream()
                        .map(company -> new Tie(person.getKey(), company, resolved.get(company))))
                .toList();
        if (ties.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO contact_person (first_person_id, first_company_id, person_id, company_id, shop_id)
                        SELECT person, first_company, person, company, :shop
                          FROM unnest(:persons, :firsts, :companies) AS n (person, first_company, company)
                        ON CONFLICT (first_person_id, first_company_id)
                        DO UPDATE SET person_id = excluded.person_id, company_id = excluded.company_id""")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(ties)
                        .uuids("persons", tie -> tie.person().value())
                        .uuids("firsts", tie -> tie.firstCompany().value())
                        .uuids("companies", tie -> tie.company().value()))
                .execute();
    }

    /** What given companies lead to; those the person has already stay the person's, also when they take no new ties. */
    static Map<CustomerId, CustomerId> withPresent(Customer person, Map<CustomerId, CustomerId> resolved) {
        Map<CustomerId, CustomerId> companies = new HashMap<>(resolved);
        person.companyIds().forEach(present -> companies.putIfAbsent(present, present));
        return companies;
    }

    /**
     * Makes these the companies of a locked person: other ties go, those that are there stay as they came.
     *
     * @param resolved at least the given ones
     */
    void set(Customer person, List<CustomerId> given, Map<CustomerId, CustomerId> resolved) {
        List<CustomerId> kept = given.stream().map(resolved::get).toList();
        db.handle()
                .createUpdate("DELETE FROM contact_person WHERE person_id = :person AND company_id <> ALL(:companies)")
                .bind("person", person.id())
                .bindNamedArgumentFinder(Columns.of(kept).uuids("companies", CustomerId::value))
                .execute();
        List<CustomerId> added = given.stream()
                .filter(company -> !person.companyIds().contains(resolved.get(company)))
                .toList();
        add(person.shopId(), Map.of(person.id(), added), resolved);
    }
}
