package io.mergesuite.contracts.message;

import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.facts.OrderFacts;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.merge.CustomerMerged;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergeFailed;
import io.mergesuite.contracts.merge.MergeReplies;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every kind of message that crosses Kafka: its name on the wire (header {@code ce_type}) and the record that is its body.
 * A name that is not listed here is never read, whatever a header says. A change that an older reader can't read gets a new
 * version of the name beside the old one, which stays for as long as a topic keeps records of it.
 */
public final class MessageTypes {

    private static final Map<String, Class<?>> BODIES = Map.of(
            "merge-commands.v1", MergeCommands.class,
            "merge-replies.v1", MergeReplies.class,
            "erasure-command.v1", ErasureCommand.class,
            "erasure-reply.v1", ErasureReply.class,
            "customer-facts.v1", CustomerFacts.class,
            "shop-facts.v1", ShopFacts.class,
            "order-facts.v1", OrderFacts.class,
            "customer.merged.v1", CustomerMerged.class,
            "merge.failed.v1", MergeFailed.class);

    private static final Map<Class<?>, String> NAMES =
            BODIES.keySet().stream().collect(Collectors.toUnmodifiableMap(BODIES::get, Function.identity()));

    private MessageTypes() {}

    /** Every name, such as {@code merge-commands.v1}. */
    public static Set<String> names() {
        return BODIES.keySet();
    }

    /** The record that a message of this type has as its body; empty for a type that is not known. */
    public static Optional<Class<?>> bodyOf(String type) {
        return Optional.ofNullable(BODIES.get(type));
    }

    /** The type's name. @throws IllegalArgumentException if this is no body of a message */
    public static String nameOf(Class<?> body) {
        String name = NAMES.get(body);
        if (name == null) {
            throw new IllegalArgumentException(body.getName() + " is not listed as the body of a message");
        }
        return name;
    }
}
