package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Something that goes wrong. */
sealed interface Fault {

    /** A process is killed at any moment: a service, {@code postgresql} or {@code kafka}, with all its children. */
    record Kill(String part) implements Fault {

        @Override
        public String toString() {
            return "kill -9 " + part;
        }
    }

    /**
     * Services are killed and start again with a crash point armed, at which each then dies: all of them in the same merges if they
     * are several.
     *
     * @param pass which time the point is passed, from 1
     */
    record KillAt(Set<Service> services, String point, int pass) implements Fault {

        public KillAt {
            services = Set.copyOf(services);
        }

        static KillAt first(Service service, String point) {
            return new KillAt(Set.of(service), point, 1);
        }

        @Override
        public String toString() {
            return "kill " + sorted().stream().map(Service::id).collect(Collectors.joining(", ")) + " at " + point
                    + (pass == 1 ? "" : ":" + pass);
        }

        List<Service> sorted() {
            return EnumSet.copyOf(services).stream()
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** All records of a topic are deleted; of {@code merge.events} those that its subscriber has read. */
    record EmptyTopic(String topic) implements Fault {

        @Override
        public String toString() {
            return "empty " + topic;
        }
    }

    /** A topic is deleted; a service makes it again. */
    record DeleteTopic(String topic) implements Fault {

        @Override
        public String toString() {
            return "delete and make again " + topic;
        }
    }
}
