package io.mergesuite.leads.lead;

import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordImport;
import jakarta.inject.Singleton;

/** The import of leads (API-13). */
@Singleton
class LeadImport extends RecordImport<LeadRequest, Lead> {

    LeadImport(Leads leads, RecordReader reader, Intake intake) {
        super(leads, ImportShape.of(LeadRequest.class).answeredBy(LeadAnswer.class), reader, intake);
    }
}
