package io.mergesuite.customers.customer;

import io.mergesuite.normalisation.MatchKey;

/** An e-mail address as typed. */
public record Email(String value, boolean primary) implements Contact<Email> {

    @Override
    public String sameness() {
        return MatchKey.ofEmail(value).map(MatchKey::value).orElse(value);
    }

    @Override
    public Email asPrimary(boolean isPrimary) {
        return new Email(value, isPrimary);
    }
}
