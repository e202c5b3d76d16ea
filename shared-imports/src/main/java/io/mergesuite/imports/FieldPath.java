package io.mergesuite.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value goes: {@code familyName}, {@code customer.externalRef}, {@code emails[0].value}, or {@code lines[].sku}, which is one
 * element for each row.
 */
record FieldPath(List<Step> steps) {

    /** A list has no more elements that a mapping can name by number. */
    static final int MOST_ELEMENTS = 100;

    /** In a step of a list: each row gives an element. */
    static final int EACH = -1;

    private static final int NONE = -2;
    private static final Pattern STEP = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(?:\\[([0-9]{0,2})])?");

    /** A member, and where it is a list the element of it. */
    record Step(String name, int element) {

        boolean isList() {
            return element != NONE;
        }
    }

    /** The path, or null if it has no such form. */
    static FieldPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            Matcher step = STEP.matcher(part);
            if (!step.matches()) {
                return null;
            }
            String element = step.group(2);
            steps.add(new Step(
                    step.group(1), element == null ? NONE : element.isEmpty() ? EACH : Integer.parseInt(element)));
        }
        return new FieldPath(List.copyOf(steps));
    }

    /** Whether each row of a record gives a value of its own. */
    boolean isOfEachRow() {
        return steps.stream().anyMatch(step -> step.element() == EACH);
    }

    /** What the shape has there, or null. */
    ImportShape.Field in(ImportShape.Field root) {
        ImportShape.Field here = root;
        for (Step step : steps) {
            if (!(here instanceof ImportShape.Group group)) {
                return null;
            }
            here = group.members().get(step.name());
            if (step.isList()) {
                if (!(here instanceof ImportShape.ListOf list)) {
                    return null;
                }
                here = list.element();
            }
        }
        return here;
    }
}
