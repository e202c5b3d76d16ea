package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** The faults of a problem, which only the answer shows, as {@code pointer code}. */
final class Faults {

    private Faults() {}

    static List<String> of(Problem problem) {
        try {
            Field faults = Problem.class.getDeclaredField("faults");
            faults.setAccessible(true);
            List<String> found = new ArrayList<>();
            for (Object fault : (List<?>) faults.get(problem)) {
                found.add(read(fault, "pointer") + " " + read(fault, "code"));
            }
            return found;
        } catch (ReflectiveOperationException changed) {
            throw new LinkageError(changed.getMessage(), changed);
        }
    }

    private static Object read(Object fault, String name) throws ReflectiveOperationException {
        Field field = fault.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(fault);
    }
}
