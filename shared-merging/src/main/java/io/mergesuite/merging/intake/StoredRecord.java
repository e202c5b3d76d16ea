package io.mergesuite.merging.intake;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.util.Objects;
import java.util.UUID;

/** What stored records have in common. */
public interface StoredRecord {

    UUID id();

    ShopId shopId();

    /** Whose it is now; null if it belongs to nobody known. */
    CustomerId customerId();

    /** The id it came with; never changes (CM-05). */
    CustomerId firstCustomerId();

    /** Counts each change, a merge's too; the entity tag (API-05, API-10). */
    long version();

    /** Short, for people; unique over the installation. */
    String number();

    String externalRef();

    /** The id it came with, if it is another's now; else null (CM-05). */
    default CustomerId formerCustomerId() {
        return moved() ? firstCustomerId() : null;
    }

    default boolean moved() {
        return !Objects.equals(firstCustomerId(), customerId());
    }
}
