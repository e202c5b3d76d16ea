package io.mergesuite.systemtests.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** Writes a line of NDJSON at a time into one buffer: what is made by the million is not worth a tree of objects each. */
final class JsonLine {

    private final StringBuilder text = new StringBuilder(1024);

    /** Begins the line. */
    JsonLine begin() {
        text.append('{');
        return this;
    }

    /** A field of text; null: no field. */
    JsonLine field(String name, String value) {
        if (value != null) {
            name(name);
            text.append('"');
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"' || c == '\\') {
                    text.append('\\');
                }
                text.append(c);
            }
            text.append('"');
        }
        return this;
    }

    JsonLine field(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    JsonLine field(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Begins an object as a field. */
    JsonLine object(String name) {
        name(name);
        text.append('{');
        return this;
    }

    /** Begins a list as a field. */
    JsonLine array(String name) {
        name(name);
        text.append('[');
        return this;
    }

    /** A list of texts that need no escaping. */
    JsonLine strings(String name, List<String> values) {
        name(name);
        text.append("[\"").append(String.join("\",\"", values)).append("\"]");
        return this;
    }

    /** Begins an object in a list. */
    JsonLine element() {
        comma();
        text.append('{');
        return this;
    }

    /** Ends the line, or an object in it. */
    JsonLine close() {
        text.append('}');
        return this;
    }

    JsonLine closeArray() {
        text.append(']');
        return this;
    }

    private void name(String name) {
        comma();
        text.append('"').append(name).append("\":");
    }

    private void comma() {
        char last = text.isEmpty() ? '{' : text.charAt(text.length() - 1);
        if (last != '{' && last != '[') {
            text.append(',');
        }
    }

    /** Writes the line, and is ready for the next one. */
    void writeTo(OutputStream out) throws IOException {
        text.append('\n');
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    /**
     * A time in UTC.
     *
     * @param day since 1970
     * @param second of the day, counted from 8 o'clock
     */
    static String time(int day, int second) {
        int ofDay = 8 * 3600 + second;
        return LocalDate.ofEpochDay(day) + "T" + two(ofDay / 3600) + ":" + two(ofDay / 60 % 60) + ":" + two(ofDay % 60)
                + "Z";
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
