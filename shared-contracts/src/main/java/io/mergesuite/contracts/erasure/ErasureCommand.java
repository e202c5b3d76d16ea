package io.mergesuite.contracts.erasure;

import io.mergesuite.contracts.ErasureId;

/**
 * Asks a participant to forget a person's values, and to take no more records for it. customer-service is asked first and may refuse;
 * once it has done so the others are asked, who can't.
 */
public record ErasureCommand(ErasureId erasureId, ErasedPerson person) {}
