/**
 * What order-, lead- and blacklist-service share of a merge. A service brings one {@link io.mergesuite.merging.MergePart}; it writes
 * records only under a {@link io.mergesuite.merging.CanonicalCustomerId}, which {@link io.mergesuite.merging.CustomerReferences}
 * gives for what {@link io.mergesuite.merging.ConfirmedCustomers} has found. The rules of the saga are pure, in {@link
 * io.mergesuite.merging.ParticipationRules}; all else carries them out.
 */
package io.mergesuite.merging;
