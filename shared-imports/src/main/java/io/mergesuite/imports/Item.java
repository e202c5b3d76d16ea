package io.mergesuite.imports;

import io.mergesuite.imports.Job.Position;
import io.mergesuite.imports.RowMapper.Draft;
import io.mergesuite.imports.RowMapper.LineFlaw;
import io.mergesuite.imports.RowMapper.Mapped;
import java.util.ArrayList;
import java.util.List;

/**
 * The next thing to be done of a job: a record to apply, or lines to send back.
 *
 * @param end the job's position when it is done
 * @param rows how many rows of the file it is made of
 * @param draft the record, or null
 * @param rejections of the lines, if there is no record
 */
record Item(Position end, int rows, Draft draft, List<Rejection> rejections) {

    static Item of(Position end, List<SentLine> lines, Mapped mapped) {
        return mapped.draft() != null
                ? new Item(end, lines.size(), mapped.draft(), List.of())
                : new Item(end, lines.size(), null, rejections(lines, mapped.flaws()));
    }

    static Item rejected(Position end, SentLine line, Flaw flaw) {
        return new Item(end, 1, null, List.of(Rejection.of(line, List.of(flaw))));
    }

    /**
     * A record comes back whole (ADR 0006): each of its lines, with its own flaws, or with those of the record as a whole, else
     * with the line that is at fault.
     */
    static List<Rejection> rejections(List<SentLine> lines, List<LineFlaw> flaws) {
        List<Flaw> whole = flaws.stream()
                .filter(flaw -> flaw.line() == 0)
                .map(LineFlaw::flaw)
                .toList();
        List<Rejection> rejections = new ArrayList<>(lines.size());
        for (SentLine line : lines) {
            List<Flaw> own = new ArrayList<>();
            flaws.stream()
                    .filter(flaw -> flaw.line() == line.number())
                    .map(LineFlaw::flaw)
                    .forEach(own::add);
            own.addAll(whole);
            if (own.isEmpty()) {
                long culprit = flaws.getFirst().line();
                own.add(new Flaw(null, "record-rejected", "line " + culprit + " of the same record was rejected"));
            }
            rejections.add(Rejection.of(line, own));
        }
        return rejections;
    }
}
