package io.mergesuite.customers.loyalty;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The stored participations. Who writes has locked the owner. */
@ApplicationScoped
class Loyalty {

    private final Db db;

    Loyalty(Db db) {
        this.db = db;
    }

    /** In the order of the programmes' codes. */
    List<Participation> of(Owner owner) {
        Map<String, List<Share>> shares = new TreeMap<>();
        db.read(handle -> handle.createQuery("SELECT * FROM loyalty WHERE customer_id = :owner")
                        .bind("owner", owner.id())
                        .map((row, context) -> Map.entry(
                                row.getString("programme"),
                                new Share(
                                        new CustomerId(row.getObject("first_customer_id", UUID.class)),
                                        row.getObject("joined_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getString("tier") == null
                                                ? null
                                                : new Tier(row.getInt("tier_rank"), row.getString("tier")),
                                        row.getLong("balance"),
                                        row.getObject("overtaken_by") != null,
                                        row.getLong("version"))))
                        .list())
                .forEach(row -> shares.computeIfAbsent(row.getKey(), programme -> new ArrayList<>())
                        .add(row.getValue()));
        return shares.entrySet().stream()
                .map(programme -> Participation.of(owner.id(), programme.getKey(), programme.getValue()))
                .toList();
    }

    Optional<Participation> of(Owner owner, String programme) {
        return of(owner).stream()
                .filter(participation -> participation.programme().equals(programme))
                .findFirst();
    }

    Participation join(Owner owner, ParticipationRequest request, Instant now) {
        putOwn(owner, request, Objects.requireNonNullElse(request.joinedAt(), now), request.balanceOrNone());
        return of(owner, request.programme()).orElseThrow();
    }

    /** The customer's own share takes the place of all dates and tiers, and what the balance changes by. */
    Participation change(Owner owner, Participation present, ParticipationRequest request) {
        boolean decided = !Objects.equals(present.tier(), request.tier())
                || !present.joinedAt().equals(request.joinedAt());
        if (decided) {
            db.handle()
                    .createUpdate("""
                            UPDATE loyalty SET overtaken_by = :owner, version = version + 1
                             WHERE customer_id = :owner AND programme = :programme AND first_customer_id <> :owner
                               AND overtaken_by IS NULL""")
                    .bind("owner", owner.id())
                    .bind("programme", present.programme())
                    .execute();
        }
        if (decided || present.balance() != request.balanceOrNone()) {
            putOwn(
                    owner,
                    request,
                    decided ? Objects.requireNonNullElse(request.joinedAt(), present.joinedAt()) : present.joinedAt(),
                    request.balanceOrNone() - present.balance());
        }
        return of(owner, present.programme()).orElseThrow();
    }

    void leave(Owner owner, String programme) {
        db.handle()
                .createUpdate("DELETE FROM loyalty WHERE customer_id = :owner AND programme = :programme")
                .bind("owner", owner.id())
                .bind("programme", programme)
                .execute();
    }

    private void putOwn(Owner owner, ParticipationRequest request, Instant joinedAt, long more) {
        Tier tier = request.tier();
        db.handle()
                .createUpdate("""
                        INSERT INTO loyalty AS l (first_customer_id, programme, customer_id, shop_id, joined_at, tier_rank, tier, balance)
                        VALUES (:owner, :programme, :owner, :shop, :joined, :rank, :tier, :more)
                        ON CONFLICT (first_customer_id, programme) DO UPDATE
                           SET joined_at = excluded.joined_at, tier_rank = excluded.tier_rank, tier = excluded.tier,
                               balance = l.balance + excluded.balance, version = l.version + 1""")
                .bind("owner", owner.id())
                .bind("shop", owner.shop())
                .bind("programme", request.programme())
                .bind("joined", joinedAt)
                .bind("rank", tier == null ? null : tier.rank())
                .bind("tier", tier == null ? null : tier.name())
                .bind("more", more)
                .execute();
    }
}
