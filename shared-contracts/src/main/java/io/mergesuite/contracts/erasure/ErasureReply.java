package io.mergesuite.contracts.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.merge.Participant;
import java.util.Map;

/**
 * What a participant says of an erasure.
 *
 * @param code why customer-service refuses: {@link #CUSTOMER_MERGING}, {@link #PERSON_CHANGED}, {@link #UNKNOWN_CUSTOMER}; null if it is done
 * @param counts records whose values are gone, by kind ({@code customers}, {@code orders}, …); a repeat tells the same
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErasureReply(ErasureId erasureId, Participant participant, String code, Map<String, Long> counts) {

    /** A merge holds one of the customers. */
    public static final String CUSTOMER_MERGING = "customer-merging";

    /** Other customers than those named belong to the person by now. */
    public static final String PERSON_CHANGED = "person-changed";

    /** One of the customers does not exist. */
    public static final String UNKNOWN_CUSTOMER = "unknown-customer";

    public static ErasureReply done(ErasureId erasure, Participant by, Map<String, Long> counts) {
        return new ErasureReply(erasure, by, null, counts);
    }

    public static ErasureReply refused(ErasureId erasure, Participant by, String code) {
        return new ErasureReply(erasure, by, code, null);
    }
}
