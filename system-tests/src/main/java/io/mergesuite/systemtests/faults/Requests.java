package io.mergesuite.systemtests.faults;

import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends requests as a good client does: what got no answer is sent again with the same key, until it has one. */
final class Requests {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
    /** A service that comes back must not be drowned by those who waited for it. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final SuiteClient client;
    private final Journal journal;
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean givingUp;

    Requests(SuiteClient client, Journal journal) {
        this.client = client;
        this.journal = journal;
    }

    /**
     * Asks until there is an answer that will not change, or the round gives up.
     *
     * @param customer whose record it is; null for merges
     * @param race see {@link Journal.Asked#race}
     * @param patient false: a client that goes away when it gets no answer, so that nobody knows what became of its request
     * @return empty if there is no answer
     */
    Optional<Answer> ask(
            int round, Kind kind, String key, UUID customer, String race, Map<String, ?> body, boolean patient) {
        journal.asking(round, kind, key, customer, race, body);
        if (patient) {
            unanswered.add(key);
        }
        for (int attempt = 1; ; attempt++) {
            Optional<Answer> answer = send(kind, key, body);
            if (answer.filter(Requests::isFinal).isPresent()) {
                unanswered.remove(key);
                return answer;
            }
            if (!patient || givingUp) {
                return Optional.empty();
            }
            LockSupport.parkNanos(Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(attempt, 10)));
            journal.asking(key);
        }
    }

    /** Asks once more for what has been answered (SG-07). */
    Optional<Answer> again(Kind kind, String key, Map<String, ?> body) {
        journal.asking(key);
        return send(kind, key, body);
    }

    /** Asks under a used key for something else, which must be refused (SG-07). Not in the journal: it is no request of its own. */
    void misuse(Kind kind, String key, Map<String, ?> body) {
        try {
            Answer answer = client.postWithKey(kind.service(), kind.path(), key, body);
            if (isFinal(answer) && answer.status() != 422) {
                refused.add("SG-07 key " + key + " with another body was answered " + answer.status());
            }
        } catch (IOException e) {
            // Whoever gets no answer has learnt nothing.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Answer> send(Kind kind, String key, Map<String, ?> body) {
        sent.incrementAndGet();
        try {
            Answer answer = client.postWithKey(kind.service(), kind.path(), key, body);
            journal.answered(key, answer);
            return Optional.of(answer);
        } catch (IOException e) {
            lost.incrementAndGet();
            journal.lost(key, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            givingUp = true;
        }
        return Optional.empty();
    }

    private static boolean isFinal(Answer answer) {
        boolean stillRunning = answer.status() == 409 && answer.text().contains("idempotency-key-in-use");
        return answer.status() < 500 && answer.status() != 429 && !stillRunning;
    }

    /** No request is sent again from now on. */
    void giveUp() {
        givingUp = true;
    }

    void takeHeart() {
        givingUp = false;
        unanswered.clear();
    }

    /** How many patient clients wait. */
    int waiting() {
        return unanswered.size();
    }

    /** Keys of patient clients that still wait for an answer. */
    Set<String> unanswered() {
        return Set.copyOf(unanswered);
    }

    /** What was answered that must not be. */
    Set<String> wrongAnswers() {
        return Set.copyOf(refused);
    }

    /** How often something was sent, repeats included. */
    int sent() {
        return sent.get();
    }

    /** How often the connection was lost before the answer came. */
    int lost() {
        return lost.get();
    }
}
