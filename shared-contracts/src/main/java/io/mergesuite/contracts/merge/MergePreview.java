package io.mergesuite.contracts.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import java.util.List;
import java.util.Map;

/**
 * What one participant says of a merge that has not been asked for: what it would do (CM-18).
 *
 * @param blockers why it would be refused, if it were asked for now
 * @param warnings what a person should know before
 * @param moves rows of the sources that would become the survivor's, by kind, without zeros
 * @param combines things of which survivor and sources make one, by kind
 * @param drops rows that would stay with the sources, by kind
 * @param survivor the survivor's fields as they would be, where some source says something; of customer-service, else empty
 * @param fingerprint what the preview rests on: a name for each thing, and its state. A merge by a plan is refused when one differs
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MergePreview(
        List<Remark> blockers,
        List<Remark> warnings,
        Map<String, Long> moves,
        Map<String, Long> combines,
        Map<String, Long> drops,
        List<Field> survivor,
        Map<String, String> fingerprint) {

    public MergePreview {
        blockers = blockers == null ? List.of() : List.copyOf(blockers);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        moves = moves == null ? Map.of() : Map.copyOf(moves);
        combines = combines == null ? Map.of() : Map.copyOf(combines);
        drops = drops == null ? Map.of() : Map.copyOf(drops);
        survivor = survivor == null ? List.of() : List.copyOf(survivor);
        fingerprint = fingerprint == null ? Map.of() : Map.copyOf(fingerprint);
    }

    /**
     * Something to be known before the merge.
     *
     * @param code stable, such as {@code different-birthday}
     * @param customers whom it is about
     */
    public record Remark(String code, List<CustomerId> customers) {}

    /**
     * A field of the survivor.
     *
     * @param value as it would be, in the form of the customer's field: a text, an object, a list; null if it would be empty
     * @param from whose value it is; null if it is empty, or united from several
     * @param losing the sources' values that the survivor would not have (CM-13)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Field(String field, Object value, CustomerId from, List<Losing> losing) {}

    /** A value that would stay with its source alone. */
    public record Losing(CustomerId customerId, Object value) {}
}
