/** Commands, replies and events of a merge, in sets, and the policy it runs under. */
package io.mergesuite.contracts.merge;
