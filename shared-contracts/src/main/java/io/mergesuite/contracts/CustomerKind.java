package io.mergesuite.contracts;

/** A person or a company; all customers of a merge have the same kind (CM-24). */
public enum CustomerKind {
    INDIVIDUAL,
    CORPORATE
}
