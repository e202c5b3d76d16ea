package io.mergesuite.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads days and times by the formats of a mapping, tried in order.
 *
 * <p>A year of two digits lies in the hundred years that begin with {@code firstYear}; without one, the day is the latest that is
 * not after {@code today}: a birthday never lies in the future. A time without offset is local time of the zone; where the clock
 * is set back the earlier of the two, where it is set forward as much later as it was set.
 */
final class DateReader {

    private static final List<DateTimeFormatter> STANDARD = List.of(
            DateTimeFormatter.ISO_OFFSET_DATE_TIME,
            DateTimeFormatter.ISO_LOCAL_DATE_TIME,
            DateFormat.of("yyyy-MM-dd HH:mm:ss").formatter(0),
            DateTimeFormatter.ISO_LOCAL_DATE);

    private record Reading(DateTimeFormatter formatter, boolean neverInTheFuture) {}

    private final List<Reading> readings = new ArrayList<>();
    private final ZoneId zone;
    private final LocalDate today;

    /**
     * @param formats empty: RFC 3339, the same without offset (with {@code T} or a space), and plain days
     * @param firstYear of the hundred in which years of two digits lie, or null
     */
    DateReader(List<DateFormat> formats, ZoneId zone, Integer firstYear, LocalDate today) {
        this.zone = zone;
        this.today = today;
        int from = firstYear == null ? today.getYear() - 99 : firstYear;
        for (DateFormat format : formats) {
            readings.add(new Reading(format.formatter(from), format.twoDigitYear() && firstYear == null));
        }
        if (formats.isEmpty()) {
            STANDARD.forEach(formatter -> readings.add(new Reading(formatter, false)));
        }
    }

    /** The day, or null if no format fits. */
    LocalDate day(String text) {
        for (Reading reading : readings) {
            TemporalAccessor found = parse(text, reading.formatter());
            if (found != null) {
                return day(found, reading);
            }
        }
        return null;
    }

    /** The instant, or null if no format fits; a day without a time is its beginning. */
    Instant time(String text) {
        for (Reading reading : readings) {
            TemporalAccessor found = parse(text, reading.formatter());
            if (found != null) {
                if (found.isSupported(ChronoField.INSTANT_SECONDS)) {
                    return Instant.from(found);
                }
                LocalTime time = found.query(TemporalQueries.localTime());
                LocalDate day = day(found, reading);
                return (time == null ? day.atStartOfDay(zone) : day.atTime(time).atZone(zone)).toInstant();
            }
        }
        return null;
    }

    private LocalDate day(TemporalAccessor found, Reading reading) {
        LocalDate day = found.query(TemporalQueries.localDate());
        return reading.neverInTheFuture() && day.isAfter(today) ? day.minusYears(100) : day;
    }

    private static TemporalAccessor parse(String text, DateTimeFormatter formatter) {
        try {
            return formatter.parse(text);
        } catch (DateTimeException other) {
            return null;
        }
    }
}
