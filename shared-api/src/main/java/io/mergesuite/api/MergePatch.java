package io.mergesuite.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** A JSON merge patch (RFC 7396): what it names is replaced, objects member by member; null takes away; lists are replaced whole. */
record MergePatch(ObjectNode changes) {

    /**
     * The values with the changes laid over them.
     *
     * @param fixed the fields that stay as they are; a patch may name them with the value that they have
     * @throws Problem 422 {@code not-changeable}, with a pointer for each of the fixed fields that it would change
     */
    ObjectNode over(ObjectNode values, Set<String> fixed) {
        Problem refused = null;
        for (String field : fixed.stream().sorted().toList()) {
            if (changes.has(field) && !same(values.get(field), changes.get(field))) {
                if (refused == null) {
                    refused = new Problem(CommonProblem.NOT_CHANGEABLE, field + " can't be changed");
                }
                refused.at("/" + field, CommonProblem.NOT_CHANGEABLE.code(), "can't be changed");
            }
        }
        if (refused != null) {
            throw refused;
        }
        return (ObjectNode) merge(values, changes);
    }

    private static boolean same(JsonNode present, JsonNode change) {
        return change.isNull() ? present == null || present.isNull() : change.equals(present);
    }

    private static JsonNode merge(JsonNode present, JsonNode change) {
        if (!(change instanceof ObjectNode members)) {
            return change;
        }
        ObjectNode merged =
                present instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        members.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else {
                merged.set(member.getKey(), merge(merged.get(member.getKey()), member.getValue()));
            }
        });
        return merged;
    }
}
