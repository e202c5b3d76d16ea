package io.mergesuite.orders.order;

import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordImport;
import jakarta.inject.Singleton;

/** The import of orders; rows that belong to one order become one (API-13). */
@Singleton
class OrderImport extends RecordImport<OrderRequest, Order> {

    OrderImport(Orders orders, RecordReader reader, Intake intake) {
        super(
                orders,
                ImportShape.of(OrderRequest.class)
                        .answeredBy(OrderAnswer.class)
                        .money("lines[].unitPrice", "adjustments[].amount", "total"),
                reader,
                intake);
    }
}
