package io.mergesuite.merging.intake;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.exports.ExportSource;
import io.mergesuite.imports.ImportShape;
import java.util.List;
import java.util.UUID;

/**
 * The export of one kind (API-13).
 *
 * @param shape the import's
 */
public record RecordExport<T extends StoredRecord>(RecordKind<?, T> records, ImportShape shape)
        implements ExportSource<T> {

    @Override
    public String kind() {
        return records.plural();
    }

    @Override
    public List<T> page(ShopId shop, UUID after, int most) {
        return records.page(shop, after, most);
    }

    @Override
    public UUID id(T stored) {
        return stored.id();
    }

    @Override
    public Object answer(T stored) {
        return records.answer(stored);
    }
}
