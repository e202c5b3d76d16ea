package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import java.util.List;
import java.util.Map;

/**
 * What this service knows of one merge: its edges, which have one state.
 *
 * @param counts what the retiring moved
 * @param lost the fields that lost to a later edit of the survivor, from ACTIVE on
 * @param prepared there while PENDING, else null
 */
record Participation(
        ShopId shop,
        CustomerId survivor,
        List<CustomerId> sources,
        EdgeState state,
        Map<String, Long> counts,
        List<String> lost,
        Prepared prepared) {

    Participation undone() {
        return new Participation(shop, survivor, sources, EdgeState.UNDONE, counts, List.of(), null);
    }

    Participation retired(List<String> fieldsLost) {
        return new Participation(shop, survivor, sources, EdgeState.ACTIVE, counts, fieldsLost, null);
    }

    KnownMerge told() {
        return new KnownMerge(shop, survivor, sources, state);
    }
}
