package io.mergesuite.systemtests.suite;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Calls that outlive a restart of the called service: what must be repeatable, by its method or by an {@code Idempotency-Key}, is
 * repeated until it is answered.
 *
 * @param say takes a line for a person
 */
public record Patience(StackLayout layout, Consumer<String> say) {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration GIVE_UP = Duration.ofMinutes(10);
    /** A started suite writes its process id at once; a stopped one has none. */
    private static final String SUPERVISOR = "supervisor";

    /** Refusals that pass by themselves: a first call that is still under way, and a shop that is not everywhere yet. */
    private static final Set<String> PASSING = Set.of("idempotency-key-in-use", "unknown-shop");

    /** A call that may be repeated. */
    public interface Call {
        Answer send() throws IOException, InterruptedException;
    }

    /** Whether {@code ./suite start} runs for this folder, ready or not. */
    public boolean suiteRuns() {
        return layout.process(SUPERVISOR).isPresent();
    }

    /**
     * Returns when a suite that is being started is ready.
     *
     * @throws IllegalStateException with a text for people when it does not come, or goes again
     */
    public void awaitReady() throws InterruptedException {
        long start = System.nanoTime();
        boolean seen = false;
        while (layout.process("ready").isEmpty()) {
            boolean runs = suiteRuns();
            if ((seen && !runs) || System.nanoTime() - start > GIVE_UP.toNanos()) {
                throw new IllegalStateException("The suite has not started, so nothing is loaded.");
            }
            seen |= runs;
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /**
     * The answer to a call, once it is one.
     *
     * @throws IllegalStateException with a text for people when the suite does not run, or nothing comes for ten minutes
     */
    public Answer answer(Service service, Call call) throws InterruptedException {
        long start = System.nanoTime();
        boolean told = false;
        while (true) {
            String why;
            try {
                Answer answer = call.send();
                if (answer.status() < 500 && answer.status() != 429 && !passing(answer)) {
                    return answer;
                }
                why = "answers " + answer.status();
            } catch (IOException e) {
                why = "does not answer";
            }
            if (!suiteRuns()) {
                throw new IllegalStateException(
                        "The suite does not run. Start it (./suite start --detach), then repeat the command.");
            }
            if (System.nanoTime() - start > GIVE_UP.toNanos()) {
                throw new IllegalStateException(
                        service.id() + " " + why + " for ten minutes; ./suite logs " + service.id() + " may say why.");
            }
            if (!told) {
                say.accept("  " + service.id() + " " + why + ": waiting for it");
                told = true;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private static boolean passing(Answer answer) {
        return answer.status() / 100 == 4
                && PASSING.contains(answer.json().path("code").asText());
    }
}
