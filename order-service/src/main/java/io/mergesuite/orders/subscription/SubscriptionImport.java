package io.mergesuite.orders.subscription;

import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordImport;
import jakarta.inject.Singleton;

/** The import of subscriptions (API-13). */
@Singleton
class SubscriptionImport extends RecordImport<SubscriptionRequest, Subscription> {

    SubscriptionImport(Subscriptions subscriptions, RecordReader reader, Intake intake) {
        super(
                subscriptions,
                ImportShape.of(SubscriptionRequest.class)
                        .answeredBy(SubscriptionAnswer.class)
                        .money("lines[].unitPrice", "adjustments[].amount", "total"),
                reader,
                intake);
    }
}
