package io.mergesuite.systemtests.faults;

import java.util.UUID;

/** A customer of the base, as the outside knows it. */
record Person(UUID id, String number, String externalRef, String shop) {}
