package io.mergesuite.customers.customer;

/**
 * A phone number.
 *
 * @param value as typed
 * @param e164 the same in E.164 by the shop's rules (CU-08), null where it is not valid
 */
public record Phone(String value, String e164, boolean primary) implements Contact<Phone> {

    @Override
    public String sameness() {
        return e164 != null ? e164 : digits();
    }

    @Override
    public Phone asPrimary(boolean isPrimary) {
        return new Phone(value, e164, isPrimary);
    }

    private String digits() {
        StringBuilder digits = new StringBuilder();
        value.codePoints().filter(Character::isDigit).forEach(c -> digits.append(Character.digit(c, 10)));
        return digits.isEmpty() ? value : digits.toString();
    }
}
