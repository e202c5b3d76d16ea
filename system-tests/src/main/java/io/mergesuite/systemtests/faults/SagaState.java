package io.mergesuite.systemtests.faults;

import static io.mergesuite.localstack.Service.BLACKLIST_SERVICE;
import static io.mergesuite.localstack.Service.CUSTOMER_SERVICE;
import static io.mergesuite.localstack.Service.LEAD_SERVICE;
import static io.mergesuite.localstack.Service.ORDER_SERVICE;

import io.mergesuite.localstack.Service;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The states of a merge as the API tells them, with what the participants are asked in each. A test holds this against the
 * orchestrator's transition table.
 */
enum SagaState {
    /** No commit leaves a merge here: it is opened and dispatched in one transaction. */
    REQUESTED(null),
    PREPARING("prepare", CUSTOMER_SERVICE, ORDER_SERVICE, LEAD_SERVICE, BLACKLIST_SERVICE),
    COMMITTED("reassign", ORDER_SERVICE, LEAD_SERVICE, BLACKLIST_SERVICE),
    REASSIGNING("reassign", ORDER_SERVICE, LEAD_SERVICE, BLACKLIST_SERVICE),
    RETIRING("retire", CUSTOMER_SERVICE),
    COMPLETED(null),
    ABORTING("undo", CUSTOMER_SERVICE, ORDER_SERVICE, LEAD_SERVICE, BLACKLIST_SERVICE),
    ABORTED(null);

    private final String step;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
    private final List<Service> asked;

    SagaState(String step, Service... asked) {
        this.step = step;
        this.asked = List.of(asked);
    }

    /** What the participants are asked in this state, as their crash points name it. */
    Optional<String> step() {
        return Optional.ofNullable(step);
    }

    /** Who is asked, and so may write while a merge is in this state. */
    List<Service> asked() {
        return asked;
    }

    /** As the orchestrator's crash points name it. */
    String point() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a service has a commit of its own while a merge is in this state; the orchestrator's is the one that enters it. */
    boolean writtenBy(Service service) {
        return service == Service.MERGE_ORCHESTRATOR ? this != REQUESTED : asked.contains(service);
    }

    /** The states in which a participant is asked this, the earliest first. */
    static List<SagaState> of(String step) {
        return Stream.of(values())
                .filter(state -> state.step().filter(step::equals).isPresent())
                .toList();
    }
}
