package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kills that hit: how often each service has died in each state of the saga, before and after its commit. */
final class KillTable {

    /** On which side of its commit a process died. */
    enum Side {
        BEFORE,
        AFTER;

        /** As the names of crash points end. */
        String point() {
            return "." + name().toLowerCase(Locale.ROOT) + "-commit";
        }
    }

    /** One place of the table. */
    record Cell(SagaState state, Service service, Side side) {

        @Override
        public String toString() {
            return state + " × " + service.id() + " × " + side.name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Cell, Integer> hits = new LinkedHashMap<>();
    private final Map<String, Integer> points = new TreeMap<>();

    synchronized void hit(Cell cell) {
        hits.merge(cell, 1, Integer::sum);
    }

    synchronized void hit(Service service, String point) {
        points.merge(service.id() + " " + point, 1, Integer::sum);
    }

    synchronized boolean isHit(Cell cell) {
        return hits.containsKey(cell);
    }

    synchronized boolean isHit(Service service, String point) {
        return points.containsKey(service.id() + " " + point);
    }

    /** The cells in which the transition table lets a service write. */
    static List<Cell> required() {
        List<Cell> required = new ArrayList<>();
        for (SagaState state : SagaState.values()) {
            for (Service service : Service.values()) {
                if (state.writtenBy(service)) {
                    Stream.of(Side.values()).forEach(side -> required.add(new Cell(state, service, side)));
                }
            }
        }
        return required;
    }

    /** Required cells without a kill. */
    synchronized List<Cell> empty() {
        return required().stream().filter(cell -> !hits.containsKey(cell)).toList();
    }

    /** How often each named crash point of each service was reached and killed. */
    synchronized Map<String, Integer> points() {
        return new TreeMap<>(points);
    }

    /** The table by cells, for the JSON. */
    synchronized Map<String, Integer> cells() {
        Map<String, Integer> cells = new TreeMap<>();
        required().forEach(cell -> cells.put(cell.toString(), hits.getOrDefault(cell, 0)));
        return cells;
    }

    /** The table as a person reads it: before / after, {@code –} where the service writes nothing. */
    synchronized String print() {
        StringBuilder table = new StringBuilder("%-12s".formatted("state"));
        for (Service service : Service.values()) {
            table.append("%20s".formatted(service.id()));
        }
        table.append('\n');
        for (SagaState state : SagaState.values()) {
            table.append("%-12s".formatted(state));
            for (Service service : Service.values()) {
                table.append("%20s".formatted(state.writtenBy(service) ? sides(state, service) : "–"));
            }
            table.append('\n');
        }
        return table.toString();
    }

    private String sides(SagaState state, Service service) {
        return Stream.of(Side.values())
                .map(side -> hits.getOrDefault(new Cell(state, service, side), 0))
                .map(Object::toString)
                .collect(Collectors.joining(" / "));
    }
}
