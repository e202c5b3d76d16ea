package io.mergesuite.merging;

import static io.mergesuite.contracts.merge.EdgeState.UNDONE;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import java.util.List;

/**
 * The part that order-, lead- and blacklist-service play in the saga, as a pure function of what is known and what is asked. Every
 * command may come twice, late, or before the one it follows; the edges tell (holes 5 and 6).
 */
public final class ParticipationRules {

    /** More rows than this of one merge move in chunks, each in a transaction of its own. */
    public static final int MOVED_AT_ONCE = 500;

    /** No more rows than this, of all its merges, move in one transaction: those of the rest move in chunks. */
    public static final int MOVED_TOGETHER = 10_000;

    /** What is to be done, and what is answered once it is done; in one transaction. */
    public record Decision(List<Effect> effects, Answer answer) {}

    /** What a command does. */
    public sealed interface Effect {

        /** Insert the edges as PENDING, with the counts of what will move. */
        record Note() implements Effect {}

        /** Insert the edges as UNDONE: the undo has come before the prepare, which will be refused. */
        record NoteUndone() implements Effect {}

        /**
         * PENDING edges become ACTIVE, what led to the sources leads to the survivor, and the sources' rows go there.
         *
         * @param inChunks whether the rows follow later, in chunks, instead of in this transaction
         */
        record Turn(boolean inChunks) implements Effect {}

        /** PENDING edges become UNDONE. */
        record Undo() implements Effect {}

        /** UNDONE edges become PENDING again, with the counts of what will move: they should never have been undone (hole 7). */
        record Revive() implements Effect {}
    }

    /** What is answered. */
    public sealed interface Answer {

        /** With the counts on the edges. */
        record Done() implements Answer {}

        /** With the counts so far; when the last chunk has moved, {@link Done} follows unasked. */
        record StillMoving() implements Answer {}

        record Refused(String code, CustomerId subject) implements Answer {}

        /** What is known of the merge, which may be nothing. */
        record Known() implements Answer {}

        /** Can't be undone, as the redirects are active: with what is known of the merge. */
        record Active() implements Answer {}
    }

    private static final Answer DONE = new Answer.Done();

    private static final Answer UNDONE_HERE = new Answer.Refused(MergeReply.MERGE_UNDONE, null);

    private ParticipationRules() {}

    /**
     * What a command does, and what is answered.
     *
     * @throws IllegalArgumentException if the step is not for this participant: the record fails, and becomes a dead letter
     */
    public static Decision decide(MergeStep step, Participation known) {
        return switch (step) {
            case PREPARE -> prepare(known);
            case RECOVER -> recover(known);
            case REASSIGN -> reassign(known);
            case UNDO -> undo(known);
            case PROBE -> answer(new Answer.Known());
            case RETIRE -> throw new IllegalArgumentException("RETIRE is for customer-service");
        };
    }

    private static Decision prepare(Participation known) {
        if (known.state().isPresent()) {
            return answer(known.state().get() == UNDONE ? UNDONE_HERE : DONE);
        }
        if (known.expired()) {
            return answer(new Answer.Refused("merge-expired", null));
        }
        if (known.redirected().isPresent()) {
            return answer(
                    new Answer.Refused("customer-merged", known.redirected().get()));
        }
        if (known.contested().isPresent()) {
            return answer(
                    new Answer.Refused("customer-merging", known.contested().get()));
        }
        return new Decision(List.of(new Effect.Note()), DONE);
    }

    private static Decision recover(Participation known) {
        if (known.state().isEmpty()) {
            return new Decision(List.of(new Effect.Note()), DONE);
        }
        return known.state().get() == UNDONE ? new Decision(List.of(new Effect.Revive()), DONE) : answer(DONE);
    }

    private static Decision reassign(Participation known) {
        boolean inChunks = known.rows() > MOVED_AT_ONCE || known.before() + known.rows() > MOVED_TOGETHER;
        Answer turned = inChunks ? new Answer.StillMoving() : DONE;
        Effect turn = new Effect.Turn(inChunks);
        if (known.state().isEmpty()) {
            // The pivot has passed, so this can't be refused: whatever was lost here is made up for.
            return new Decision(List.of(new Effect.Note(), turn), turned);
        }
        return switch (known.state().get()) {
            case PENDING -> new Decision(List.of(turn), turned);
            case ACTIVE -> answer(known.moving() ? new Answer.StillMoving() : DONE);
            // The orchestrator was restored to before the pivot, and has taken it for lost: it sends RECOVER (hole 7).
            case UNDONE -> answer(UNDONE_HERE);
        };
    }

    private static Decision undo(Participation known) {
        if (known.state().isEmpty()) {
            return new Decision(List.of(new Effect.NoteUndone()), DONE);
        }
        return switch (known.state().get()) {
            case PENDING -> new Decision(List.of(new Effect.Undo()), DONE);
            case ACTIVE -> answer(new Answer.Active());
            case UNDONE -> answer(DONE);
        };
    }

    private static Decision answer(Answer answer) {
        return new Decision(List.of(), answer);
    }
}
