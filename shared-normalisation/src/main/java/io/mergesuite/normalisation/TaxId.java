package io.mergesuite.normalisation;

/** Checks of companies' tax ids. */
public final class TaxId {

    private static final int[] INN_11TH = {7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    private static final int[] INN_12TH = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    private static final int[] INN_10TH = {2, 4, 10, 3, 5, 9, 4, 6, 8};

    private TaxId() {}

    /**
     * Whether a Russian INN is right (CU-01): ten digits for an organisation, the last a check digit, or twelve for a
     * person in business, the last two.
     */
    public static boolean isInn(String typed) {
        String inn = Text.lettersAndDigits(typed);
        if (!inn.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        return switch (inn.length()) {
            case 10 -> checks(inn, INN_10TH);
            case 12 -> checks(inn, INN_11TH) && checks(inn, INN_12TH);
            default -> false;
        };
    }

    private static boolean checks(String inn, int[] weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (inn.charAt(i) - '0');
        }
        return sum % 11 % 10 == inn.charAt(weights.length) - '0';
    }
}
