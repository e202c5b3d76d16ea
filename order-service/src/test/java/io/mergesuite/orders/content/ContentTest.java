package io.mergesuite.orders.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mergesuite.imports.Flaw;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("OR-01: what an order is about adds up")
class ContentTest {

    @Test
    void theTotalIsLinesAndAdjustments() {
        Content content = content(
                List.of(line(2, 1200), line(1, 350)),
                List.of(
                        new Adjustment(Adjustment.Kind.SHIPPING, "送料", 500L),
                        new Adjustment(Adjustment.Kind.DISCOUNT, null, -250L)));

        assertEquals(3000, content.total());
        assertEquals(OrderType.ORDER, content.type());
        assertEquals(List.of(), content.flaws("JPY", 3000L));
        assertEquals(List.of(), content.flaws("JPY", null));
    }

    @Test
    void aTotalThatDoesNotAddUpIsAFlaw() {
        assertEquals(List.of("total total-mismatch"), flaws(content(List.of(line(2, 1200)), List.of()), "JPY", 2401L));
    }

    @Test
    void negativeQuantitiesMakeAReturn() {
        assertEquals(
                OrderType.RETURN, content(List.of(line(-3, 255)), List.of()).type());
        assertEquals(-765, content(List.of(line(-3, 255)), List.of()).total());
        assertEquals(OrderType.RETURN, content(List.of(line(-3, 0)), List.of()).type());
        assertEquals(OrderType.ORDER, content(List.of(line(3, 0)), List.of()).type());
        assertEquals(
                OrderType.ORDER,
                content(List.of(line(-1, 100), line(1, 100)), List.of()).type());
    }

    @Test
    void aTotalBeyondExactNumbersIsAFlawAndNeverWrapsAround() {
        Content huge =
                content(List.of(line(1_000_000_000, Amount.LIMIT), line(1_000_000_000, Amount.LIMIT)), List.of());

        assertEquals(List.of("lines total-out-of-range"), flaws(huge, "JPY", null));
        assertEquals(
                Amount.LIMIT, content(List.of(line(1, Amount.LIMIT)), List.of()).total());
    }

    @Test
    void eachWrongFieldIsNamed() {
        Content content = new Content(
                null,
                Person.NOBODY,
                List.of(line(1, 5), line(0, 5)),
                List.of(new Adjustment(Adjustment.Kind.DISCOUNT, null, 1L)));

        assertEquals(
                List.of(
                        "currency unknown-currency",
                        "billing empty",
                        "lines[1].quantity zero",
                        "adjustments[0].amount positive-discount"),
                flaws(content, "XX", null));
    }

    @Test
    void anOrdererOfWhomNothingIsSaidIsMissing() {
        assertNull(new Content(Person.NOBODY, null, List.of(line(1, 1)), null).orderer());
    }

    private static List<String> flaws(Content content, String currency, Long total) {
        return content.flaws(currency, total).stream().map(ContentTest::text).toList();
    }

    private static String text(Flaw flaw) {
        return flaw.field() + " " + flaw.code();
    }

    private static Content content(List<Line> lines, List<Adjustment> adjustments) {
        return new Content(null, null, lines, adjustments);
    }

    private static Line line(long quantity, long unitPrice) {
        return new Line("TEA-1", null, quantity, unitPrice);
    }
}
