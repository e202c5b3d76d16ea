package io.mergesuite.api;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** Violated constraints of a resource method's arguments as one problem that names all of them (API-03). */
final class ViolationProblem {

    private ViolationProblem() {}

    /** Null if the constraints are not those of a request: then it is a fault of ours. */
    static Problem of(ConstraintViolationException thrown) {
        return of(thrown.getConstraintViolations());
    }

    /** As for the exception that carries them. */
    static Problem of(Set<? extends ConstraintViolation<?>> violations) {
        Problem problem = new Problem(CommonProblem.INVALID, "some values are not allowed; errors names each");
        boolean ours = violations.stream()
                .sorted(Comparator.comparing(
                        violation -> violation.getPropertyPath().toString()))
                .noneMatch(violation -> !add(problem, violation));
        return ours ? problem : null;
    }

    private static boolean add(Problem problem, ConstraintViolation<?> violation) {
        String code = code(violation);
        String parameter = null;
        StringBuilder pointer = new StringBuilder();
        for (Path.Node node : violation.getPropertyPath()) {
            switch (node.getKind()) {
                case METHOD, CONSTRUCTOR, BEAN -> {}
                case RETURN_VALUE, CROSS_PARAMETER -> {
                    return false;
                }
                case PARAMETER -> parameter = parameter(violation, node.as(Path.ParameterNode.class));
                default -> step(pointer, node);
            }
        }
        if (parameter == null) {
            problem.at(pointer.toString(), code, sentence(violation));
        } else {
            problem.atParameter(parameter, code, sentence(violation));
        }
        return true;
    }

    private static void step(StringBuilder pointer, Path.Node node) {
        // An element of a list: the index stands on the node after the list's own.
        if (node.getIndex() != null) {
            pointer.append('/').append(node.getIndex());
        } else if (node.getKey() != null) {
            pointer.append('/').append(escaped(node.getKey().toString()));
        }
        if (node.getKind() == ElementKind.PROPERTY) {
            pointer.append('/').append(escaped(node.getName()));
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** The name of a path, query or header parameter; null for the body. */
    private static String parameter(ConstraintViolation<?> violation, Path.ParameterNode node) {
        return Stream.<Class<?>>iterate(violation.getRootBeanClass(), type -> type != null, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> named(violation, method) && method.getParameterCount() > node.getParameterIndex())
                .flatMap(method -> Arrays.stream(method.getParameterAnnotations()[node.getParameterIndex()]))
                .map(ViolationProblem::name)
                .filter(name -> name != null)
                .findFirst()
                .orElse(null);
    }

    private static boolean named(ConstraintViolation<?> violation, Method method) {
        return violation.getPropertyPath().iterator().next().getName().equals(method.getName());
    }

    private static String name(Annotation annotation) {
        return switch (annotation) {
            case PathParam path -> path.value();
            case QueryParam query -> query.value();
            case HeaderParam header -> header.value();
            default -> null;
        };
    }

    private static String code(ConstraintViolation<?> violation) {
        return switch (rule(violation).annotationType().getSimpleName()) {
            case "NotNull", "NotBlank", "NotEmpty" -> "required";
            case "Size", "Length" -> "wrong-length";
            case "Min",
                    "Max",
                    "DecimalMin",
                    "DecimalMax",
                    "Positive",
                    "PositiveOrZero",
                    "Negative",
                    "NegativeOrZero",
                    "Range",
                    "Digits" -> "out-of-range";
            case "Past", "PastOrPresent", "Future", "FutureOrPresent" -> "out-of-range";
            case "Pattern", "Email", "URL" -> "wrong-format";
            default -> "invalid";
        };
    }

    private static Annotation rule(ConstraintViolation<?> violation) {
        return violation.getConstraintDescriptor().getAnnotation();
    }

    /** What a record of ours says of its constraint, else a sentence of ours: the validator's own never goes through. */
    private static String sentence(ConstraintViolation<?> violation) {
        String own = violation.getMessageTemplate();
        if (!own.startsWith("{")) {
            return own;
        }
        return switch (rule(violation)) {
            case NotNull rule -> "is missing";
            case NotBlank rule -> "is missing or blank";
            case NotEmpty rule -> "is missing or empty";
            case Size rule ->
                size(rule, violation.getInvalidValue() instanceof CharSequence ? "characters" : "elements");
            case Min rule -> "must be at least " + rule.value();
            case Max rule -> "must be at most " + rule.value();
            case Positive rule -> "must be more than 0";
            case PositiveOrZero rule -> "may not be negative";
            case Pattern rule -> "must have the form " + rule.regexp();
            default -> "is not allowed";
        };
    }

    private static String size(Size rule, String of) {
        if (rule.min() == 0) {
            return "must have at most " + rule.max() + " " + of;
        }
        return rule.max() == Integer.MAX_VALUE
                ? "must have at least " + rule.min() + " " + of
                : "must have " + rule.min() + " to " + rule.max() + " " + of;
    }
}
