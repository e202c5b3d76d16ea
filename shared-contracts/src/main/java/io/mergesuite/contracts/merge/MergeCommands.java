package io.mergesuite.contracts.merge;

import java.util.List;
import java.util.UUID;

/**
 * One Kafka record to a participant: the same step for one to many merges. Reply, failure and retry are each merge's own;
 * a single merge is a set of one.
 *
 * @param setId the key of the record
 */
public record MergeCommands(UUID setId, MergeStep step, List<MergeCommand> merges) {}
