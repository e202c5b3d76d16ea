package io.mergesuite.imports;

import io.mergesuite.imports.ImportStore.StagedRow;
import io.mergesuite.imports.Job.Position;
import io.mergesuite.imports.RowMapper.LineFlaw;
import io.mergesuite.imports.RowMapper.Mapped;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Where a job's items come from. */
interface Items {

    /** The next item, or null at the end. */
    Item next() throws IOException;

    /** A record for each row of the file. */
    final class OfFile implements Items {
        private final RowReader rows;
        private final RowMapper mapper;
        private long row;

        /**
         * @param row how many rows were read already
         */
        OfFile(RowReader rows, RowMapper mapper, long row) {
            this.rows = rows;
            this.mapper = mapper;
            this.row = row;
        }

        @Override
        public Item next() throws IOException {
            Row next = rows.next();
            if (next == null) {
                return null;
            }
            row++;
            Position end = new Position("", row);
            return switch (next) {
                case Row.Cells cells -> Item.of(end, List.of(cells.sentLine()), mapper.map(List.of(cells)));
                case Row.Document document -> Item.of(end, List.of(document.sentLine()), mapper.map(document));
                case Row.Broken broken -> Item.rejected(end, broken.sentLine(), broken.flaw());
            };
        }
    }

    /** A record for each group of staged rows. */
    final class OfStagedRows implements Items {
        private static final int PAGE = 2_000;

        private final ImportStore store;
        private final Job job;
        private final RowMapper mapper;
        private final int rowsPerRecord;
        private final Deque<StagedRow> page = new ArrayDeque<>();
        /** Lines of a record with too many rows that are still to be sent back. */
        private final Deque<Item> tooMany = new ArrayDeque<>();

        private Position read;
        /** Rows of this group that still come are the rest of a record with too many rows. */
        private String cutGroup;

        /**
         * @param from the position behind which to begin
         */
        OfStagedRows(ImportStore store, Job job, Position from, RowMapper mapper, int rowsPerRecord) {
            this.store = store;
            this.job = job;
            this.mapper = mapper;
            this.rowsPerRecord = rowsPerRecord;
            this.read = from;
            this.cutGroup = from.equals(Position.BEGIN) ? null : from.group();
        }

        @Override
        public Item next() {
            if (!tooMany.isEmpty()) {
                return tooMany.poll();
            }
            StagedRow first = poll();
            if (first == null) {
                return null;
            }
            if (first.group().equals(cutGroup)) {
                return tooManyRows(first);
            }
            List<StagedRow> rows = new ArrayList<>();
            rows.add(first);
            for (StagedRow next = peek(); next != null && next.group().equals(first.group()); next = peek()) {
                if (rows.size() == rowsPerRecord) {
                    cutGroup = first.group();
                    rows.forEach(row -> tooMany.add(tooManyRows(row)));
                    return tooMany.poll();
                }
                rows.add(poll());
            }
            return record(rows);
        }

        private Item tooManyRows(StagedRow row) {
            return Item.rejected(
                    new Position(row.group(), row.line()),
                    row.sentLine(),
                    new Flaw(null, "too-many-rows", "the record has more than " + rowsPerRecord + " rows"));
        }

        private Item record(List<StagedRow> rows) {
            Position end = new Position(rows.getLast().group(), rows.getLast().line());
            List<SentLine> lines = rows.stream().map(StagedRow::sentLine).toList();
            List<LineFlaw> broken = rows.stream()
                    .filter(row -> row.flaw() != null)
                    .map(row -> new LineFlaw(row.line(), row.flaw()))
                    .toList();
            List<Row.Cells> readable = rows.stream()
                    .filter(row -> row.flaw() == null)
                    .map(row -> new Row.Cells(row.line(), row.cells(), row.sent()))
                    .toList();
            // One row that can't be read sends back the whole record; of those that can, what is wrong with them is
            // said too.
            List<LineFlaw> flaws = new ArrayList<>(broken);
            Mapped mapped = readable.isEmpty() ? new Mapped(null, flaws) : mapper.map(readable);
            if (!broken.isEmpty() && !readable.isEmpty()) {
                flaws.addAll(mapped.flaws());
                mapped = new Mapped(null, flaws);
            }
            return Item.of(end, lines, mapped);
        }

        private StagedRow peek() {
            if (page.isEmpty()) {
                page.addAll(store.staged(job, read, PAGE));
                if (!page.isEmpty()) {
                    read = new Position(page.getLast().group(), page.getLast().line());
                }
            }
            return page.peek();
        }

        private StagedRow poll() {
            peek();
            return page.poll();
        }
    }
}
