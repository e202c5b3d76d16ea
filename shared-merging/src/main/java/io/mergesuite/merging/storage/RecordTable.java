package io.mergesuite.merging.storage;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.RecordKind;
import io.mergesuite.merging.intake.RecordRequest;
import io.mergesuite.merging.intake.StoredRecord;
import io.mergesuite.messaging.Db;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table of one kind of record, read as all of them are; how it is written is the kind's own. */
public abstract class RecordTable<R extends RecordRequest, T extends StoredRecord> implements RecordKind<R, T> {

    protected final Db db;
    protected final RowMapper<T> mapper = (row, context) -> stored(row);
    private final Listing listing;

    protected RecordTable(Db db, Listing listing) {
        this.db = db;
        this.listing = listing;
    }

    /** The record of this row. */
    protected abstract T stored(ResultSet row) throws SQLException;

    /** Who a column names, or null. */
    protected static CustomerId customer(ResultSet row, String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new CustomerId(id);
    }

    @Override
    public Optional<T> find(Set<ShopId> shops, UUID id) {
        return db.read(handle -> listing.find(handle, mapper, shops, id));
    }

    @Override
    public Optional<T> lock(Set<ShopId> shops, UUID id) {
        return listing.lock(db.handle(), mapper, shops, id);
    }

    @Override
    public Map<String, T> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        return db.read(handle -> listing.withExternalRefs(handle, mapper, shop, externalRefs).stream()
                .collect(Collectors.toMap(StoredRecord::externalRef, stored -> stored)));
    }

    @Override
    public List<T> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> listing.page(handle, mapper, shop, after, most));
    }

    /** One page of a list (OR-04), newest first. */
    public List<T> list(RecordFilter filter) {
        return db.read(handle -> listing.list(handle, mapper, filter));
    }
}
