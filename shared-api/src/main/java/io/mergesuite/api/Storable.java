package io.mergesuite.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * What PostgreSQL can store and RFC 3339 write: texts with neither NUL nor half a surrogate pair, times and days of the years 1 to
 * 9999.
 */
public final class Storable {

    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;
    private static final int END_OF_MINUTES = "2026-11-01T09:30".length();

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

    /**
     * Reads a time of RFC 3339, with seconds and an offset.
     *
     * @throws DateTimeException if it is none, or of a year out of range
     */
    public static Instant time(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        if (text.charAt(END_OF_MINUTES) != ':') {
            throw new DateTimeException("the seconds are missing");
        }
        // Stored and shown in UTC, where the year may be another one than on the spot.
        return inRange(time.withOffsetSameInstant(ZoneOffset.UTC).getYear(), time.toInstant());
    }

    /**
     * Reads a day such as {@code 2026-11-01}.
     *
     * @throws DateTimeException if it is none, or of a year out of range
     */
    public static LocalDate day(String text) {
        LocalDate day = LocalDate.parse(text);
        return inRange(day.getYear(), day);
    }

    private static <T> T inRange(int year, T value) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new DateTimeException("out of range");
        }
        return value;
    }

    /** Whether this character can be stored. */
    static boolean isStorable(int codePoint) {
        return codePoint != 0 && Character.getType(codePoint) != Character.SURROGATE;
    }
}
