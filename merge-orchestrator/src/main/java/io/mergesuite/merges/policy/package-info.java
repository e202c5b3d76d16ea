/** What a merge carries over, shop by shop (CM-17). */
package io.mergesuite.merges.policy;
