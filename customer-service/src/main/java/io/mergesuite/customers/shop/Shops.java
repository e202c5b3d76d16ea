package io.mergesuite.customers.shop;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.KnownShops;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.messaging.Db;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shops, for those who need to know of one in passing. */
@ApplicationScoped
public class Shops implements KnownShops {

    private final Db db;

    Shops(Db db) {
        this.db = db;
    }

    @Override
    public Optional<ShopFacts> find(ShopId shop) {
        return db.read(handle -> handle.createQuery("""
                        SELECT version, name, time_zone, region, language, currency FROM shop WHERE id = :id""")
                .bind("id", shop.value())
                .map((row, context) -> new ShopFacts(
                        shop,
                        row.getLong("version"),
                        row.getString("name"),
                        row.getString("time_zone"),
                        row.getString("region"),
                        row.getString("language"),
                        row.getString("currency")))
                .findOne());
    }

    /**
     * How the shop reads phone numbers.
     *
     * @throws Problem 422 {@code unknown-shop} if it has not begun
     */
    public PhoneRules phoneRules(ShopId shop) {
        return Optional.ofNullable(phoneRules(List.of(shop)).get(shop))
                .orElseThrow(() -> new Problem(CommonProblem.UNKNOWN_SHOP, "the shop " + shop + " is not known")
                        .at("/shopId", CommonProblem.UNKNOWN_SHOP.code(), "is not known"));
    }

    /** How these shops read phone numbers; those that have not begun are missing. */
    public Map<ShopId, PhoneRules> phoneRules(Collection<ShopId> shops) {
        String[] ids = shops.stream().map(ShopId::value).toArray(String[]::new);
        Map<ShopId, PhoneRules> rules = new HashMap<>();
        db.read(handle -> handle.createQuery("SELECT id, region, replace_leading_8 FROM shop WHERE id = ANY(:ids)")
                        .bind("ids", ids)
                        .map((row, context) -> Map.entry(
                                new ShopId(row.getString("id")),
                                rulesOf(row.getString("region"), row.getString("replace_leading_8"))))
                        .list())
                .forEach(entry -> rules.put(entry.getKey(), entry.getValue()));
        return rules;
    }

    private static PhoneRules rulesOf(String region, String replaceLeading8) {
        return new PhoneRules(region, replaceLeading8 == null ? null : replaceLeading8.charAt(0));
    }
}
