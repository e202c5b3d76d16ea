package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.customers.merging.StoredCustomerService;
import io.mergesuite.localstack.TestPostgres;
import io.mergesuite.merges.merge.StoredOrchestrator;
import io.mergesuite.merging.StoredRecords;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The five services over five databases, for one schedule after the other. */
final class StoredSuite implements World.Carrier, AutoCloseable {

    private final StoredService orchestrator;
    private final StoredService customerService;
    private final Map<Participant, StoredRecords.Keeper> keepers = new EnumMap<>(Participant.class);

    /** @param number tells its databases from those of other suites of the same PostgreSQL */
    StoredSuite(TestPostgres postgres, int number) throws Exception {
        orchestrator = StoredOrchestrator.open(postgres, "merges" + number);
        customerService = StoredCustomerService.open(postgres, database(Participant.CUSTOMER, number));
        for (var keeper : World.keepers()) {
            keepers.put(keeper, new StoredRecords.Keeper(postgres, database(keeper, number), keeper));
        }
    }

    /** The databases that suites of these numbers need. */
    static List<String> databases(int suites) {
        return Stream.iterate(0, number -> number < suites, number -> number + 1)
                .flatMap(number -> Stream.concat(
                        Stream.of("merges" + number),
                        Stream.of(Participant.values()).map(participant -> database(participant, number))))
                .toList();
    }

    private static String database(Participant participant, int number) {
        return participant.name().toLowerCase(Locale.ROOT) + number;
    }

    @Override
    public World world(World.Beginning beginning) {
        var records = new EnumMap<Participant, Records>(Participant.class);
        keepers.forEach((participant, keeper) ->
                records.put(participant, keeper.records(World.SHOP, beginning.ids(), beginning.weight())));
        return new World(
                beginning,
                new StoredOrchestrator(orchestrator, World.SHOP),
                StoredCustomerService.with(customerService, World.SHOP, beginning.customers()),
                records);
    }

    @Override
    public void close() {
        orchestrator.close();
        customerService.close();
        keepers.values().forEach(StoredRecords.Keeper::close);
    }
}
