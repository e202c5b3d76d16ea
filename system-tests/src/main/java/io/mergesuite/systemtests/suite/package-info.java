/** How tests and benchmarks reach a running suite: over HTTP as any client, and over SQL to look at what is stored. */
package io.mergesuite.systemtests.suite;
