/** Made-up customers and their records, of any size, from a seed: {@code ./suite sample}. */
package io.mergesuite.systemtests.sample;
