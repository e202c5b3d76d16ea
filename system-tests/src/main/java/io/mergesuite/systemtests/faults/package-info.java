/** Kills, losses and races while merges run, and what is found afterwards: {@code ./suite faults}. */
package io.mergesuite.systemtests.faults;
