package io.mergesuite.merges.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergePolicy.ContactPolicy;
import java.util.Map;
import java.util.Optional;

/**
 * A policy as people set it: a preset to begin from, then each switch alone (CM-17). Without a preset the switches that are not
 * named keep their value.
 */
final class PolicySwitches {

    private static final String PRESET = "preset";
    private static final Map<String, MergePolicy> PRESETS =
            Map.of("conservative", MergePolicy.CONSERVATIVE, "consolidating", MergePolicy.CONSOLIDATING);

    private PolicySwitches() {}

    /** The name of the preset that this policy equals. */
    static Optional<String> preset(MergePolicy policy) {
        return PRESETS.entrySet().stream()
                .filter(preset -> preset.getValue().equals(policy))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The present policy with what the body sets. */
    static MergePolicy apply(MergePolicy present, JsonNode body) {
        MergePolicy policy = present;
        if (body.has(PRESET)) {
            policy = PRESETS.get(body.get(PRESET).asText());
            if (policy == null) {
                throw new Problem(PolicyProblem.UNKNOWN_PRESET, "a preset is conservative or consolidating")
                        .at("/preset", "unknown-preset", "must be conservative or consolidating");
            }
        }
        for (Map.Entry<String, JsonNode> named : body.properties()) {
            policy = set(policy, named.getKey(), named.getValue());
        }
        return policy;
    }

    private static MergePolicy set(MergePolicy policy, String name, JsonNode value) {
        return switch (name) {
            case PRESET -> policy;
            case "phones" ->
                new MergePolicy(
                        contacts(name, value), policy.emails(), policy.fillMissing(), policy.survivorMayBecomeSource());
            case "emails" ->
                new MergePolicy(
                        policy.phones(), contacts(name, value), policy.fillMissing(), policy.survivorMayBecomeSource());
            case "fillMissing" ->
                new MergePolicy(policy.phones(), policy.emails(), flag(name, value), policy.survivorMayBecomeSource());
            case "survivorMayBecomeSource" ->
                new MergePolicy(policy.phones(), policy.emails(), policy.fillMissing(), flag(name, value));
            default ->
                throw new Problem(PolicyProblem.UNKNOWN_SWITCH, "there is no switch of this name")
                        .at("/" + name.replace("~", "~0").replace("/", "~1"), "unknown-switch", "not a switch");
        };
    }

    private static ContactPolicy contacts(String name, JsonNode value) {
        return switch (value.asText()) {
            case "SURVIVOR" -> ContactPolicy.SURVIVOR;
            case "UNION" -> ContactPolicy.UNION;
            default -> throw wrongValue(name, "must be SURVIVOR or UNION");
        };
    }

    private static boolean flag(String name, JsonNode value) {
        if (!value.isBoolean()) {
            throw wrongValue(name, "must be true or false");
        }
        return value.booleanValue();
    }

    private static Problem wrongValue(String name, String expected) {
        return new Problem(PolicyProblem.UNKNOWN_VALUE, name + " " + expected)
                .at("/" + name, "unknown-value", expected);
    }
}
