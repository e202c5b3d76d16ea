/** The one way in for every record of this service (OR-05, CM-06): from a request, and from an import. */
package io.mergesuite.orders.intake;
