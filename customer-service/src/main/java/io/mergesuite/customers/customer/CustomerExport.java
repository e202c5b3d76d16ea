package io.mergesuite.customers.customer;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.exports.ExportSource;
import io.mergesuite.imports.ImportShape;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Customers into a file (CU-07): those that lists show, without the merged-away and the erased. */
@ApplicationScoped
class CustomerExport implements ExportSource<Customer> {

    private final Customers customers;
    private final CustomerImport target;

    CustomerExport(Customers customers, CustomerImport target) {
        this.customers = customers;
        this.target = target;
    }

    @Override
    public String kind() {
        return target.kind();
    }

    @Override
    public ImportShape shape() {
        return target.shape();
    }

    @Override
    public List<Customer> page(ShopId shop, UUID after, int most) {
        return customers.page(shop, after, most);
    }

    @Override
    public UUID id(Customer customer) {
        return customer.id().value();
    }

    @Override
    public CustomerAnswer answer(Customer customer) {
        return CustomerAnswer.of(customer);
    }
}
