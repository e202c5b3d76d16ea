package io.mergesuite.merges.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.merge.MergePolicy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A policy as people set it: a preset to begin from, then each switch alone (CM-17). Without a preset the switches that are not
 * named keep their value. The switches are the components of {@link MergePolicy}.
 */
final class PolicySwitches {

    private static final String PRESET = "preset";
    private static final Map<String, MergePolicy> PRESETS =
            Map.of("conservative", MergePolicy.CONSERVATIVE, "consolidating", MergePolicy.CONSOLIDATING);

    /** The values of each switch. */
    private static final Map<String, List<JsonNode>> SWITCHES = switches();

    private static final ObjectMapper JSON = new ObjectMapper();

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
        ObjectNode policy = JSON.valueToTree(body.has(PRESET) ? preset(body.get(PRESET)) : present);
        for (Map.Entry<String, JsonNode> named : body.properties()) {
            if (!named.getKey().equals(PRESET)) {
                policy.set(named.getKey(), checked(named.getKey(), named.getValue()));
            }
        }
        try {
            return JSON.treeToValue(policy, MergePolicy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy of known switches and values can't be read", e);
        }
    }

    private static MergePolicy preset(JsonNode name) {
        return Optional.ofNullable(PRESETS.get(name.asText()))
                .orElseThrow(
                        () -> new Problem(PolicyProblem.UNKNOWN_PRESET, "a preset is conservative or consolidating")
                                .at("/preset", "unknown-preset", "must be conservative or consolidating"));
    }

    private static JsonNode checked(String name, JsonNode value) {
        List<JsonNode> values = SWITCHES.get(name);
        String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
        if (values == null) {
            throw new Problem(PolicyProblem.UNKNOWN_SWITCH, "there is no switch of this name")
                    .at(pointer, "unknown-switch", "not a switch");
        }
        if (!values.contains(value)) {
            String expected = "must be " + values.stream().map(JsonNode::asText).collect(Collectors.joining(" or "));
            throw new Problem(PolicyProblem.UNKNOWN_VALUE, name + " " + expected)
                    .at(pointer, "unknown-value", expected);
        }
        return value;
    }

    private static Map<String, List<JsonNode>> switches() {
        Map<String, List<JsonNode>> switches = new LinkedHashMap<>();
        for (RecordComponent component : MergePolicy.class.getRecordComponents()) {
            switches.put(component.getName(), values(component.getType()));
        }
        return switches;
    }

    private static List<JsonNode> values(Class<?> type) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .<JsonNode>map(value -> TextNode.valueOf(((Enum<?>) value).name()))
                        .toList()
                : List.of(BooleanNode.TRUE, BooleanNode.FALSE);
    }
}
