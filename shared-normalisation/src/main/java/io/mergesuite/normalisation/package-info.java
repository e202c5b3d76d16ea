/**
 * Match keys of phones, e-mails, names, postal codes and tax ids (CU-08): one piece of code for every service that
 * compares what people typed. Plain Java, no state.
 */
package io.mergesuite.normalisation;
