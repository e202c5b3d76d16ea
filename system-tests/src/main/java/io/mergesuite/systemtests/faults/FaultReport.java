package io.mergesuite.systemtests.faults;

import com.fasterxml.jackson.databind.SerializationFeature;
import io.mergesuite.systemtests.faults.Fault.DeleteTopic;
import io.mergesuite.systemtests.faults.Fault.EmptyTopic;
import io.mergesuite.systemtests.faults.Fault.Kill;
import io.mergesuite.systemtests.faults.Fault.KillAt;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a fault run has found: for a person as tables, and all of it as JSON. {@code docs/faults.md} explains each column. */
public final class FaultReport {

    private final FaultRun.Options options;
    private final KillTable table;
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private double longestEnd;

    FaultReport(FaultRun.Options options, KillTable table) {
        this.options = options;
        this.table = table;
    }

    synchronized void seen(Seen fault) {
        seen.add(fault);
    }

    synchronized void violation(int round, String what) {
        violations.add("round " + (round + 1) + ": " + what);
    }

    void ends(double seconds) {
        longestEnd = Math.max(longestEnd, seconds);
    }

    void counts(Verdict.Counts counts, int sent, int lost) {
        figures.put("requests sent, repeats included", sent);
        figures.put("requests that lost their connection", lost);
        figures.put("orders acknowledged", counts.orders());
        figures.put("orders, inquiries, reviews, leads acknowledged", counts.records());
        figures.put("requests never answered", counts.unanswered());
        figures.put("merges", counts.merges());
        figures.put("merges completed", counts.completed());
        figures.put("merges aborted", counts.aborted());
        figures.put("merges refused at once", counts.refused());
        if (options.everything() && holds() && counts.merges() < 1_000) {
            violations.add("R-1 needs 1,000 merges, there were " + counts.merges());
        }
    }

    void ended(double seconds) {
        figures.put("longest end after the faults, seconds (SG-05: 60)", longestEnd);
        figures.put("seconds in all", seconds);
        if (options.everything() && holds()) {
            table.empty().forEach(cell -> violations.add("R-1 no kill has hit " + cell));
            Target.all().stream()
                    .filter(target -> !target.reached().test(table))
                    .forEach(target -> violations.add("R-1 no kill has hit " + target.name()));
        }
    }

    /** Whether nothing was found so far. */
    public boolean holds() {
        return violations.isEmpty();
    }

    /** What was found, each with its round. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Prints the tables. */
    public void print(PrintStream out) {
        out.println();
        out.println("Kills that hit, before / after the commit:");
        out.println(table.print());
        out.println("Named crash points:");
        table.points().forEach((point, hits) -> out.printf("  %-50s %3d%n", point, hits));
        out.println();
        out.printf("%-44s %5s %5s %22s%n", "fault", "times", "hit", "recovery, s: median max");
        byFault().forEach((name, all) -> {
            double[] recovery = all.stream()
                    .mapToDouble(Seen::recoverySeconds)
                    .filter(seconds -> !Double.isNaN(seconds))
                    .sorted()
                    .toArray();
            out.printf(
                    "%-44s %5d %5d %22s%n",
                    name,
                    all.size(),
                    all.stream().filter(Seen::hit).count(),
                    recovery.length == 0
                            ? "–"
                            : "%.1f %.1f".formatted(recovery[recovery.length / 2], recovery[recovery.length - 1]));
        });
        out.println();
        figures.forEach((name, value) -> out.printf("%-52s %s%n", name, value));
        out.printf("%-52s %d%n", "seed", options.seed());
        violations.forEach(violation -> out.println("VIOLATION, seed " + options.seed() + ", " + violation));
    }

    private Map<String, List<Seen>> byFault() {
        Map<String, List<Seen>> byFault = new TreeMap<>();
        for (Seen one : seen) {
            String name = switch (one.fault()) {
                case Kill kill -> kill.toString();
                case KillAt kill ->
                    "crash points of "
                            + (kill.services().size() == 1
                                    ? kill.sorted().getFirst().id()
                                    : kill.services().size() + " services at once");
                case EmptyTopic empty -> empty.toString();
                case DeleteTopic delete -> delete.toString();
            };
            byFault.computeIfAbsent(name, ignored -> new ArrayList<>()).add(one);
        }
        return byFault;
    }

    /** Writes all that stands behind the tables. */
    public void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", options.seed());
        json.put("rounds", options.rounds());
        json.put("violations", violations);
        json.put("figures", figures);
        json.put("cells", table.cells());
        json.put("points", table.points());
        json.put("faults", seen.stream().map(Seen::json).toList());
        SuiteClient.JSON.copy().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
    }
}
