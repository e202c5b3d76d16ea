/**
 * What every REST resource of the suite shares: problems, idempotency keys, entity tags, signed cursors, the caller and
 * its permissions, calls between services, job events. Nothing here knows a domain.
 *
 * <p>A resource uses the public types; all others (filters, readers, mappers) work by being on the class path.
 */
package io.mergesuite.api;
