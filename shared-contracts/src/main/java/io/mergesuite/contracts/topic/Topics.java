package io.mergesuite.contracts.topic;

import java.time.Duration;
import java.util.List;

/** Every Kafka topic of the suite: name, how long it keeps its records, whether it is compacted. */
public final class Topics {

    /** Partitions of every topic; a key always lands on the same one. */
    public static final int PARTITIONS = 12;

    public static final Topic MERGE_COMMANDS_CUSTOMER = Topic.keptFor("merge.commands.customer", Duration.ofDays(3));
    public static final Topic MERGE_COMMANDS_ORDER = Topic.keptFor("merge.commands.order", Duration.ofDays(3));
    public static final Topic MERGE_COMMANDS_LEAD = Topic.keptFor("merge.commands.lead", Duration.ofDays(3));
    public static final Topic MERGE_COMMANDS_BLACKLIST = Topic.keptFor("merge.commands.blacklist", Duration.ofDays(3));
    public static final Topic MERGE_REPLIES = Topic.keptFor("merge.replies", Duration.ofDays(3));
    public static final Topic ERASURE_REPLIES = Topic.keptFor("erasure.replies", Duration.ofDays(3));
    public static final Topic CUSTOMER_FACTS = Topic.compacted("customer.facts");
    public static final Topic SHOP_FACTS = Topic.compacted("customer.shop-facts");
    public static final Topic ORDER_FACTS = Topic.compacted("order.facts");
    public static final Topic MERGE_EVENTS = Topic.keptFor("merge.events", Duration.ofDays(7));

    public static final List<Topic> ALL = List.of(
            MERGE_COMMANDS_CUSTOMER,
            MERGE_COMMANDS_ORDER,
            MERGE_COMMANDS_LEAD,
            MERGE_COMMANDS_BLACKLIST,
            MERGE_REPLIES,
            ERASURE_REPLIES,
            CUSTOMER_FACTS,
            SHOP_FACTS,
            ORDER_FACTS,
            MERGE_EVENTS);

    private Topics() {}
}
