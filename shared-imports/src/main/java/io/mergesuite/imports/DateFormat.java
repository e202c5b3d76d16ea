package io.mergesuite.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * One way in which days and times are written: a pattern of {@link DateTimeFormatter}, read strictly (there is no 31 February),
 * with English month names in any case.
 *
 * @param twoDigitYear whether the pattern has {@code yy}: a year whose hundred is told apart by {@link DateReader}
 */
record DateFormat(String pattern, boolean twoDigitYear) {

    /** What to tell whoever sent a pattern that is none. */
    static final String WANTED =
            "no usable date format: day, month and year are needed, such as d.M.yyyy or yyyy-MM-dd HH:mm";

    private static final OffsetDateTime SAMPLE =
            OffsetDateTime.of(LocalDate.of(1999, 12, 31), LocalTime.of(12, 30), ZoneOffset.UTC);

    /**
     * The format of a pattern.
     *
     * @throws IllegalArgumentException if it is no pattern, or lacks day, month or year
     */
    static DateFormat of(String pattern) {
        DateFormat format = new DateFormat(pattern, translate(pattern, null, 0));
        DateTimeFormatter formatter = format.formatter(1950);
        LocalDate back;
        try {
            back = formatter.parse(formatter.format(SAMPLE)).query(TemporalQueries.localDate());
        } catch (DateTimeException incomplete) {
            throw new IllegalArgumentException("day, month and year are needed", incomplete);
        }
        if (!SAMPLE.toLocalDate().equals(back)) {
            throw new IllegalArgumentException("day, month and year are needed");
        }
        return format;
    }

    /** The formatter, with two-digit years within the hundred that begins with {@code firstYear}. */
    DateTimeFormatter formatter(int firstYear) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
        translate(pattern, builder, firstYear);
        return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * Goes through the pattern, letter run by letter run. Strict resolving wants a proleptic year ({@code u}) where people
     * write a year of an era ({@code y}).
     *
     * @return whether a year has two digits
     */
    private static boolean translate(String pattern, DateTimeFormatterBuilder builder, int firstYear) {
        boolean twoDigitYear = false;
        StringBuilder plain = new StringBuilder();
        boolean quoted = false;
        int at = 0;
        while (at < pattern.length()) {
            char letter = pattern.charAt(at);
            int end = at + 1;
            if (letter == '\'') {
                quoted = !quoted;
            }
            if (quoted || (letter != 'y' && letter != 'u')) {
                plain.append(letter);
                at = end;
                continue;
            }
            while (end < pattern.length() && pattern.charAt(end) == letter) {
                end++;
            }
            if (end - at == 2) {
                twoDigitYear = true;
                if (builder != null) {
                    builder.appendPattern(plain.toString()).appendValueReduced(ChronoField.YEAR, 2, 2, firstYear);
                    plain.setLength(0);
                }
            } else {
                plain.append("u".repeat(end - at));
            }
            at = end;
        }
        if (builder != null) {
            builder.appendPattern(plain.toString());
        }
        return twoDigitYear;
    }
}
