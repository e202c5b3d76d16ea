package io.mergesuite.contracts.merge;

import java.util.Objects;

/**
 * The switches a merge runs under (CM-17), as far as they work: what happens to phones and e-mails, whether blanks are
 * filled (CM-13), and whether a former survivor may become a source (CM-03).
 */
public record MergePolicy(
        ContactPolicy phones, ContactPolicy emails, boolean fillMissing, boolean survivorMayBecomeSource) {

    /** The preset of a new shop. */
    public static final MergePolicy CONSERVATIVE =
            new MergePolicy(ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, false);

    /** The preset that keeps as much of the sources as it can. */
    public static final MergePolicy CONSOLIDATING =
            new MergePolicy(ContactPolicy.UNION, ContactPolicy.UNION, true, true);

    public MergePolicy {
        Objects.requireNonNull(phones, "phones");
        Objects.requireNonNull(emails, "emails");
    }

    /** The survivor's values alone, or the survivor's first and then those of the sources, equal ones once. */
    public enum ContactPolicy {
        SURVIVOR,
        UNION
    }
}
