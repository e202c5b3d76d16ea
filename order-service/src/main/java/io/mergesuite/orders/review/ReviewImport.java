package io.mergesuite.orders.review;

import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordImport;
import jakarta.inject.Singleton;

/** The import of reviews (API-13). */
@Singleton
class ReviewImport extends RecordImport<ReviewRequest, Review> {

    ReviewImport(Reviews reviews, RecordReader reader, Intake intake) {
        super(reviews, ImportShape.of(ReviewRequest.class).answeredBy(ReviewAnswer.class), reader, intake);
    }
}
