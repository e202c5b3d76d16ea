package io.mergesuite.exports;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.ImportShape;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** A kind of record as a service would have it, with ids that count. A test can make a page fail. */
@Singleton
class Parcels implements ExportSource<Parcels.Parcel> {

    /** So many that an export does not fit into the buffers between the two ends of a connection. */
    static final int ALL = 100_000;

    record Parcel(UUID id, String externalRef, String text) {}

    private static final String TEXT = "x".repeat(300);
    private static final ImportShape SHAPE =
            ImportShape.of(Parcel.class).key("externalRef").answeredBy(Parcel.class);

    /** Pages from this record on can't be read. */
    volatile int broken = Integer.MAX_VALUE;

    static UUID id(int number) {
        return new UUID(0, number);
    }

    @Override
    public String kind() {
        return "parcels";
    }

    @Override
    public ImportShape shape() {
        return SHAPE;
    }

    @Override
    public List<Parcel> page(ShopId shop, UUID after, int most) {
        long first = after == null ? 1 : after.getLeastSignificantBits() + 1;
        if (first >= broken) {
            throw new IllegalStateException("the database went away");
        }
        return LongStream.range(first, Math.min(first + most, ALL + 1))
                .mapToObj(number -> new Parcel(new UUID(0, number), "P-" + number, TEXT))
                .toList();
    }

    @Override
    public UUID id(Parcel parcel) {
        return parcel.id();
    }

    @Override
    public Object answer(Parcel parcel) {
        return parcel;
    }
}
