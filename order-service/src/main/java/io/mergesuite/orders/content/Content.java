package io.mergesuite.orders.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.imports.Flaw;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an order or a subscription is about, kept as it came (OR-01, OR-02, CM-05).
 *
 * @param orderer null if nobody has said
 * @param billing null if it is the orderer
 * @param lines at least one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Content(Person orderer, Person billing, List<Line> lines, List<Adjustment> adjustments) {

    private static final BigInteger LIMIT = BigInteger.valueOf(Amount.LIMIT);
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    public Content {
        orderer = orderer == null || orderer.isEmpty() ? null : orderer;
        lines = lines == null ? List.of() : List.copyOf(lines);
        adjustments = adjustments == null ? List.of() : List.copyOf(adjustments);
    }

    /** Lines and adjustments added up, in minor units; below zero when more came back than went out. */
    public long total() {
        return sum().longValueExact();
    }

    /** A {@code RETURN} if money goes back, or if goods came back and nobody owes anything. */
    public OrderType type() {
        int sign = sum().signum();
        boolean back = sign == 0 ? lines.stream().allMatch(line -> line.quantity() < 0) : sign < 0;
        return back ? OrderType.RETURN : OrderType.ORDER;
    }

    /**
     * What is wrong with it, beyond what a single field tells; empty if nothing is.
     *
     * @param givenTotal the total its sender has computed; null if none
     */
    public List<Flaw> flaws(String currency, Long givenTotal) {
        List<Flaw> flaws = new ArrayList<>();
        if (!CURRENCIES.contains(currency)) {
            flaws.add(new Flaw("currency", "unknown-currency", "a currency is three letters of ISO 4217, such as JPY"));
        }
        if (billing != null && billing.isEmpty()) {
            flaws.add(new Flaw("billing", "empty", "leave billing out, or null, if the orderer pays"));
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).quantity() == 0) {
                flaws.add(new Flaw("lines[" + i + "].quantity", "zero", "a line has a quantity above or below zero"));
            }
        }
        for (int i = 0; i < adjustments.size(); i++) {
            Adjustment adjustment = adjustments.get(i);
            if (adjustment.kind() == Adjustment.Kind.DISCOUNT && adjustment.amount() > 0) {
                flaws.add(new Flaw("adjustments[" + i + "].amount", "positive-discount", "a discount is negative"));
            }
        }
        BigInteger sum = sum();
        if (sum.abs().compareTo(LIMIT) > 0) {
            flaws.add(new Flaw("lines", "total-out-of-range", "the total lies beyond " + LIMIT));
        } else if (givenTotal != null && givenTotal != sum.longValue()) {
            flaws.add(new Flaw("total", "total-mismatch", "lines and adjustments add up to " + sum));
        }
        return flaws;
    }

    // Exact however large: limits of the single values do not keep their products within a long.
    private BigInteger sum() {
        return Stream.concat(
                        lines.stream()
                                .map(line -> BigInteger.valueOf(line.quantity())
                                        .multiply(BigInteger.valueOf(line.unitPrice()))),
                        adjustments.stream().map(adjustment -> BigInteger.valueOf(adjustment.amount())))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
