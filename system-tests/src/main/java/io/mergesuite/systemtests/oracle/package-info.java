/** What must hold whenever nothing is under way, read by SQL alone. */
package io.mergesuite.systemtests.oracle;
