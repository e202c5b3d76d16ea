/** The figures of the suite, measured beside plain SQL in one run: {@code ./suite bench}. Ratios hold; absolute figures drift. */
package io.mergesuite.systemtests.bench;
