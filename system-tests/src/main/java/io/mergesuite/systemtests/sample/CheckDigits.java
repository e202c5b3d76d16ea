package io.mergesuite.systemtests.sample;

/** Tax ids whose check digits fit. */
final class CheckDigits {

    private static final int[] INN = {2, 4, 10, 3, 5, 9, 4, 6, 8};

    private CheckDigits() {}

    /**
     * A Russian INN of an organisation.
     *
     * @param nine all digits but the last
     */
    static String inn(String nine) {
        int sum = 0;
        for (int i = 0; i < INN.length; i++) {
            sum += INN[i] * digit(nine, i);
        }
        return nine + sum % 11 % 10;
    }

    /**
     * A Japanese corporate number.
     *
     * @param twelve all digits but the first
     */
    static String corporateNumber(String twelve) {
        int sum = 0;
        for (int i = 0; i < twelve.length(); i++) {
            // From the right: 1, 2, 1, 2 …
            sum += digit(twelve, i) * ((twelve.length() - i) % 2 == 1 ? 1 : 2);
        }
        return (9 - sum % 9) + twelve;
    }

    /**
     * A Spanish CIF of a company with a digit at the end.
     *
     * @param form {@code A} or {@code B}
     */
    static String cif(String seven, char form) {
        int sum = 0;
        for (int i = 0; i < seven.length(); i++) {
            int doubled = digit(seven, i) * 2;
            sum += i % 2 == 0 ? doubled / 10 + doubled % 10 : digit(seven, i);
        }
        return form + seven + (10 - sum % 10) % 10;
    }

    /** A British VAT number. */
    static String vat(String seven) {
        int sum = 0;
        for (int i = 0; i < seven.length(); i++) {
            sum += digit(seven, i) * (8 - i);
        }
        int check = 97 - sum % 97;
        return "GB" + seven + (check < 10 ? "0" : "") + check;
    }

    private static int digit(String digits, int at) {
        return digits.charAt(at) - '0';
    }
}
