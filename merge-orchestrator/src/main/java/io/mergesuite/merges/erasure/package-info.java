/** Erasures of persons for privacy, over all services (API-11). */
package io.mergesuite.merges.erasure;
