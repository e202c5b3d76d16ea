package io.mergesuite.contracts.merge;

import java.util.List;
import java.util.UUID;

/** One Kafka record from a participant: what it says of one step of one to many merges. */
public record MergeReplies(UUID setId, Participant participant, MergeStep step, List<MergeReply> merges) {}
