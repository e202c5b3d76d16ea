package io.mergesuite.contracts.merge;

import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;

/** A service that takes part in a merge. */
public enum Participant {
    CUSTOMER,
    ORDER,
    LEAD,
    BLACKLIST;

    /** The name of the service. */
    public String service() {
        return switch (this) {
            case CUSTOMER -> "customer-service";
            case ORDER -> "order-service";
            case LEAD -> "lead-service";
            case BLACKLIST -> "blacklist-service";
        };
    }

    /** The topic on which it reads its commands. */
    public Topic commands() {
        return switch (this) {
            case CUSTOMER -> Topics.MERGE_COMMANDS_CUSTOMER;
            case ORDER -> Topics.MERGE_COMMANDS_ORDER;
            case LEAD -> Topics.MERGE_COMMANDS_LEAD;
            case BLACKLIST -> Topics.MERGE_COMMANDS_BLACKLIST;
        };
    }
}
