package io.mergesuite.blacklist.entry;

import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordImport;
import jakarta.inject.Singleton;

/** The import of blacklist entries (API-13). */
@Singleton
class EntryImport extends RecordImport<EntryRequest, Entry> {

    EntryImport(Entries entries, RecordReader reader, Intake intake) {
        super(entries, ImportShape.of(EntryRequest.class).answeredBy(EntryAnswer.class), reader, intake);
    }
}
