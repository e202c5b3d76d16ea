package io.mergesuite.systemtests.faults;

import static io.mergesuite.localstack.Service.BLACKLIST_SERVICE;
import static io.mergesuite.localstack.Service.CUSTOMER_SERVICE;
import static io.mergesuite.localstack.Service.LEAD_SERVICE;
import static io.mergesuite.localstack.Service.MERGE_ORCHESTRATOR;
import static io.mergesuite.localstack.Service.ORDER_SERVICE;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.faults.Fault.KillAt;
import io.mergesuite.systemtests.faults.KillTable.Cell;
import io.mergesuite.systemtests.faults.KillTable.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A cell or a crash point that a run has to hit, and the kills that do it, one after the other.
 *
 * @param reached whether the table shows it already
 */
record Target(String name, List<KillAt> kills, Predicate<KillTable> reached) {

    private static final Set<Service> MOVERS = EnumSet.of(ORDER_SERVICE, LEAD_SERVICE, BLACKLIST_SERVICE);
    private static final List<String> EVERYWHERE = List.of(
            "relay.before-send",
            "relay.after-send",
            "relay.after-delete",
            "loop.before-commit",
            "loop.after-commit",
            "loop.before-offset-commit");

    /** Every required cell, and every other named crash point of every service. */
    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        KillTable.required().forEach(cell -> targets.add(cell(cell)));
        for (Side side : Side.values()) {
            // All three at the same time: none has answered then, so the merge is still COMMITTED.
            targets.add(new Target(
                    "COMMITTED " + side,
                    List.of(new KillAt(MOVERS, "reassign" + side.point(), 1)),
                    table -> MOVERS.stream()
                            .allMatch(mover -> table.isHit(new Cell(SagaState.COMMITTED, mover, side)))));
            MOVERS.forEach(mover -> targets.add(point(mover, "move" + side.point())));
            MOVERS.forEach(mover -> targets.add(point(mover, "probe" + side.point())));
            targets.add(point(CUSTOMER_SERVICE, "probe" + side.point()));
        }
        for (Service service : Service.values()) {
            EVERYWHERE.forEach(point -> targets.add(point(service, point)));
        }
        targets.add(point(CUSTOMER_SERVICE, "republish.before-commit"));
        targets.add(point(ORDER_SERVICE, "republish.before-commit"));
        targets.add(point(MERGE_ORCHESTRATOR, "republish.before-commit"));
        targets.removeIf(target -> target.kills().isEmpty());
        return targets;
    }

    private static Target point(Service service, String point) {
        return new Target(
                service.id() + " " + point,
                List.of(KillAt.first(service, point)),
                table -> table.isHit(service, point));
    }

    private static Target cell(Cell cell) {
        String step = cell.state().step().orElse("");
        List<KillAt> kills = switch (cell.state()) {
            // By the three together.
            case COMMITTED -> cell.service() == MERGE_ORCHESTRATOR ? List.of(entering(cell)) : List.of();
            // The first time it may be the first to be asked, the second time the others have answered.
            case REASSIGNING ->
                cell.service() == MERGE_ORCHESTRATOR
                        ? List.of(entering(cell))
                        : List.of(
                                KillAt.first(cell.service(), step + Side.BEFORE.point()),
                                KillAt.first(cell.service(), step + cell.side().point()));
            default ->
                List.of(
                        cell.service() == MERGE_ORCHESTRATOR
                                ? entering(cell)
                                : KillAt.first(
                                        cell.service(), step + cell.side().point()));
        };
        return new Target(cell.toString(), kills, table -> table.isHit(cell));
    }

    private static KillAt entering(Cell cell) {
        return KillAt.first(cell.service(), cell.state().point() + cell.side().point());
    }
}
