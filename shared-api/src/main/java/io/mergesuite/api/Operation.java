package io.mergesuite.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a resource method declares about its requests, read once.
 *
 * @param queryParameters the names it knows, each with whether it may be given more than once
 * @param idempotent null if it takes no key
 */
record Operation(Map<String, Boolean> queryParameters, OptionalLong bodyLimit, Idempotent idempotent) {

    private static final Map<Method, Operation> KNOWN = new ConcurrentHashMap<>();

    static Operation of(ResourceInfo resource) {
        return KNOWN.computeIfAbsent(resource.getResourceMethod(), Operation::read);
    }

    /** The permissions of which the caller needs one; empty if nobody may. */
    static String[] permissions(ResourceInfo resource) {
        if (resource == null || resource.getResourceMethod() == null) {
            return new String[0];
        }
        RolesAllowed onMethod = resource.getResourceMethod().getAnnotation(RolesAllowed.class);
        RolesAllowed needed =
                onMethod != null ? onMethod : resource.getResourceClass().getAnnotation(RolesAllowed.class);
        return needed == null ? new String[0] : needed.value();
    }

    private static Operation read(Method method) {
        Map<String, Boolean> parameters = new HashMap<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                bean(parameter.getType(), parameters);
            } else {
                query(parameter, parameter.getType(), parameters);
            }
        }
        BodyLimit limit = method.getAnnotation(BodyLimit.class);
        return new Operation(
                Map.copyOf(parameters),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit.value()),
                method.getAnnotation(Idempotent.class));
    }

    private static void bean(Class<?> type, Map<String, Boolean> parameters) {
        for (Class<?> of = type; of != null; of = of.getSuperclass()) {
            for (Field field : of.getDeclaredFields()) {
                if (field.isAnnotationPresent(BeanParam.class)) {
                    bean(field.getType(), parameters);
                } else {
                    query(field, field.getType(), parameters);
                }
            }
            if (of.isRecord()) {
                Arrays.stream(of.getRecordComponents())
                        .forEach(component -> query(component, component.getType(), parameters));
            }
        }
    }

    private static void query(AnnotatedElement element, Class<?> type, Map<String, Boolean> parameters) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        if (query != null) {
            parameters.put(query.value(), Collection.class.isAssignableFrom(type) || type.isArray());
        }
    }
}
