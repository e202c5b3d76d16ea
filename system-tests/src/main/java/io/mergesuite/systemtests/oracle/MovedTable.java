package io.mergesuite.systemtests.oracle;

import io.mergesuite.localstack.Service;
import java.util.List;

/**
 * A table whose rows belong to a customer and go to the survivor.
 *
 * @param kind its name in the counts of a merge
 */
record MovedTable(Service service, String name, String kind) {

    static final List<MovedTable> ALL = List.of(
            new MovedTable(Service.ORDER_SERVICE, "orders", "orders"),
            new MovedTable(Service.ORDER_SERVICE, "subscription", "subscriptions"),
            new MovedTable(Service.ORDER_SERVICE, "review", "reviews"),
            new MovedTable(Service.ORDER_SERVICE, "inquiry", "inquiries"),
            new MovedTable(Service.LEAD_SERVICE, "lead", "leads"),
            new MovedTable(Service.BLACKLIST_SERVICE, "blacklist_entry", "blacklistEntries"));
}
