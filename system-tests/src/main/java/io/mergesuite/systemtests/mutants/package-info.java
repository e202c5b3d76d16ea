/** Mutants: patches that break one rule each, and the command that shows that a test which cites the rule fails. */
package io.mergesuite.systemtests.mutants;
