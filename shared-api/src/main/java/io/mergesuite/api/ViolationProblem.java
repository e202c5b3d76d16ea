package io.mergesuite.api;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** Violated constraints of a resource method's arguments as one problem that names all of them (API-03). */
final class ViolationProblem {

    private ViolationProblem() {}

    /** Null if the constraints are not those of a request: then it is a fault of ours. */
    static Problem of(ConstraintViolationException thrown) {
        Problem problem = new Problem(CommonProblem.INVALID, "some values are not allowed; errors names each");
        boolean ours = thrown.getConstraintViolations().stream()
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
            problem.at(pointer.toString(), code, violation.getMessage());
        } else {
            problem.atParameter(parameter, code, violation.getMessage());
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
        return switch (violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName()) {
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
}
