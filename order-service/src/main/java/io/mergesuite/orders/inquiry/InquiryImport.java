package io.mergesuite.orders.inquiry;

import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordImport;
import jakarta.inject.Singleton;

/** The import of inquiries (API-13). */
@Singleton
class InquiryImport extends RecordImport<InquiryRequest, Inquiry> {

    InquiryImport(Inquiries inquiries, RecordReader reader, Intake intake) {
        super(inquiries, ImportShape.of(InquiryRequest.class).answeredBy(InquiryAnswer.class), reader, intake);
    }
}
