package io.mergesuite.systemtests.simulation;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The production beans of a service, one of each type, made by their constructors as the service's container makes them; so many
 * suites fit into one JVM. Events have no observers: those of production wake threads and reach crash points. Nor is one asked for all
 * handlers: dead letters are not replayed here.
 */
final class Beans {

    private final List<Object> made;

    /** @param given what production has from elsewhere: data source, settings, JSON */
    Beans(List<?> given) {
        made = new ArrayList<>(given);
    }

    /** The bean of this type, made if it is not there yet with all that it needs. */
    <T> T get(Class<T> type) {
        return made.stream()
                .filter(type::isInstance)
                .findFirst()
                .map(type::cast)
                .orElseGet(() -> make(type));
    }

    private <T> T make(Class<T> type) {
        if (type == Event.class || type == Instance.class) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (event, method, arguments) -> null));
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1 || type.isInterface()) {
            throw new IllegalArgumentException("no bean can be made of " + type);
        }
        try {
            constructors[0].setAccessible(true);
            Object bean = constructors[0].newInstance(Arrays.stream(constructors[0].getParameterTypes())
                    .map(this::get)
                    .toArray());
            made.add(bean);
            return type.cast(bean);
        } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("no bean of " + type, e);
        }
    }
}
