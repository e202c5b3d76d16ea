package io.mergesuite.api;

import com.fasterxml.jackson.databind.JsonNode;

/** What PostgreSQL can store of a text: neither NUL nor half a surrogate pair. */
public final class Storable {

    private Storable() {}

    /** Whether each of its characters can be stored. */
    public static boolean isStorable(String text) {
        return text.codePoints().allMatch(Storable::isStorable);
    }

    /** Whether every text in it can be stored; names of members are not looked at. */
    public static boolean isStorable(JsonNode node) {
        if (node.isTextual()) {
            return isStorable(node.textValue());
        }
        for (JsonNode member : node) {
            if (!isStorable(member)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this character can be stored. */
    static boolean isStorable(int codePoint) {
        return codePoint != 0 && Character.getType(codePoint) != Character.SURROGATE;
    }
}
