/** The one way in for every record that belongs to a customer (OR-05, CM-06): from a request, and from an import. */
package io.mergesuite.merging.intake;
