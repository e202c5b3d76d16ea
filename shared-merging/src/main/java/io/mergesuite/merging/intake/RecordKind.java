package io.mergesuite.merging.intake;

import io.mergesuite.contracts.ShopId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One kind of record: how it is written, found again and shown. Only {@link Intake} and {@link RecordChanges} write through it, so that
 * every record's customer is resolved in the transaction that writes it (CM-06).
 *
 * @param <R> the body of its {@code POST}, and the record of its import
 * @param <T> the stored record
 */
public interface RecordKind<R extends RecordRequest, T extends StoredRecord> {

    /** What many of them are called, such as {@code orders}. */
    String plural();

    /** Where the API shows them. */
    default String path() {
        return "/v1/" + plural();
    }

    Class<R> requestType();

    /** What the API shows of it. */
    Object answer(T stored);

    /**
     * Writes those whose {@code externalRef} is not there yet; one statement whatever their number.
     *
     * @return the stored ones by id; who is missing had an {@code externalRef} that exists
     */
    Map<UUID, T> insert(List<Arrival<R>> arrivals);

    /** The record, if it belongs to one of the shops. */
    Optional<T> find(Set<ShopId> shops, UUID id);

    /** The same, its row locked until the running transaction ends. */
    Optional<T> lock(Set<ShopId> shops, UUID id);

    /** The body of the {@code POST} that would make the stored record: what a patch is laid over. */
    R asRequest(T stored);

    /** The fields that stay as they came, beyond those that name the record and its customer. */
    Set<String> fixed();

    /** Whether nothing that may be changed can hold a value of a person: then also the record of an erased customer is changed. */
    default boolean changesHoldNoPerson() {
        return false;
    }

    /** Writes what the request says over a locked record, and counts up its version. The customer is not touched: only merges move. */
    void update(T stored, R request);

    /** The stored ones with these external refs, by them. */
    Map<String, T> withExternalRefs(ShopId shop, Collection<String> externalRefs);

    /** The shop's records with a greater id than {@code after}, in the order of ids; null: from the first (API-13). */
    List<T> page(ShopId shop, UUID after, int most);

    /** Whether the stored record says the same as the one that came now, whosever they are. */
    boolean saysTheSame(T stored, Arrival<R> arrival);

    /** Whether a record that comes late keeps the survivor's details, and not those it was sent with (CM-06). */
    default boolean takesOverDetails() {
        return false;
    }

    /** Those that name something that does not exist, and what; within a transaction or outside. */
    default Map<R, Refusal> refused(ShopId shop, Collection<R> requests) {
        return Map.of();
    }
}
