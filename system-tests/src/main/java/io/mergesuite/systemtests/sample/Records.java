package io.mergesuite.systemtests.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;

/** The lines of one kind that belong to a customer: none, one or several. All lie in the past of {@link #TODAY}. */
final class Records {

    /** The day up to which the shop has been at work. Fixed, since the same seed makes the same bytes on any day. */
    private static final int TODAY = (int) LocalDate.of(2026, 10, 31).toEpochDay();

    private static final List<String> PAYMENTS =
            List.of("CREDIT_CARD", "CASH_ON_DELIVERY", "BANK_TRANSFER", "CONVENIENCE_STORE");
    private static final List<String> CHANNELS = List.of("EMAIL", "PHONE", "CHAT");
    private static final List<String> LEAD_TYPES = List.of("RENT", "BUY", "SELL");
    private static final List<String> LEAD_STATES = List.of("NEW", "IN_PROGRESS", "WON", "LOST");
    private static final List<String> ORGANISATIONS = List.of("Station branch", "Harbour branch", "Head office");
    private static final List<String> LAYOUTS = List.of("1K", "1LDK", "2LDK", "3LDK");
    private static final List<String> REASONS =
            List.of("Refused parcels three times", "Chargeback", "Ordered for others without their knowledge");

    /** Name in the four languages, and the price in yen. */
    private record Product(String sku, String japanese, String russian, String spanish, String english, int yen) {

        String name(Country country) {
            return switch (country) {
                case JP -> japanese;
                case RU -> russian;
                case ES -> spanish;
                case GB -> english;
            };
        }
    }

    private static final List<Product> PRODUCTS = List.of(
            new Product("TEA-1", "緑茶 100g", "Зелёный чай 100 г", "Té verde 100 g", "Green tea 100 g", 1_200),
            new Product("TEA-2", "ほうじ茶 100g", "Чай ходзича 100 г", "Té hojicha 100 g", "Roasted tea 100 g", 980),
            new Product("TEA-3", "抹茶 30g", "Матча 30 г", "Matcha 30 g", "Matcha 30 g", 2_400),
            new Product("CUP-1", "湯のみ 青", "Чашка синяя", "Taza azul", "Cup, blue", 1_800),
            new Product("CUP-2", "湯のみ 白", "Чашка белая", "Taza blanca", "Cup, white", 1_800),
            new Product("POT-1", "急須", "Чайник заварочный", "Tetera", "Teapot", 5_600),
            new Product("POT-2", "鉄瓶", "Чайник чугунный", "Tetera de hierro", "Iron kettle", 14_800),
            new Product("SWT-1", "羊羹", "Ёкан", "Yokan", "Yokan", 1_500),
            new Product("SWT-2", "抹茶クッキー", "Печенье с матча", "Galletas de matcha", "Matcha biscuits", 900),
            new Product("GIF-1", "贈答用セット", "Подарочный набор", "Caja de regalo", "Gift box", 6_500));

    private final long seed;
    private final Kind kind;
    private final JsonLine line;
    private int written;

    Records(long seed, Kind kind, JsonLine line) {
        this.seed = seed;
        this.kind = kind;
        this.line = line;
    }

    /** How many lines so far. */
    int written() {
        return written;
    }

    void write(MadeUpCustomer customer, OutputStream out) throws IOException {
        // Each kind chooses for itself, so that it comes out the same whether or not the others are written.
        Dice dice = new Dice(seed + kind.word().hashCode(), -1 - customer.at);
        int count = count(customer, dice);
        for (int i = 1; i <= count; i++) {
            line.begin();
            switch (kind) {
                case CUSTOMERS -> customer.write(line);
                case ORDERS -> order(customer, i, dice);
                case SUBSCRIPTIONS -> subscription(customer, i, dice);
                case REVIEWS -> review(customer, i, dice);
                case INQUIRIES -> inquiry(customer, i, dice);
                case LEADS -> lead(customer, i, dice);
                case BLACKLIST -> blacklist(customer, i, dice);
            }
            line.close().writeTo(out);
            written++;
        }
    }

    /** How many of the kind a customer has. The first of a sample has one of each, so that the smallest has all kinds. */
    private int count(MadeUpCustomer customer, Dice dice) {
        int drawn = dice.below(1000);
        int count = switch (kind) {
            case CUSTOMERS -> 1;
            case ORDERS -> drawn < 450 ? 0 : drawn < 700 ? 1 : drawn < 850 ? 2 : drawn < 950 ? 3 : 6;
            case SUBSCRIPTIONS -> drawn < 60 ? 1 : 0;
            case REVIEWS -> drawn < 100 ? 1 : drawn < 115 ? 2 : 0;
            case INQUIRIES -> drawn < 80 ? 1 : 0;
            case LEADS -> drawn < 40 && !customer.isCompany() ? 1 : 0;
            case BLACKLIST -> drawn < 3 ? 1 : 0;
        };
        return customer.at == 0 ? Math.max(count, 1) : count;
    }

    private void begin(MadeUpCustomer customer, String letter, int number) {
        line.field("externalRef", customer.externalRef + "-" + letter + number)
                .field("customerExternalRef", customer.externalRef);
    }

    private void order(MadeUpCustomer customer, int number, Dice dice) {
        begin(customer, "O", number);
        line.field("placedAt", time(customer, dice)).field("currency", customer.country.currency());
        orderer(customer);
        // Goods that come back are an order of negative quantities (OR-01).
        content(customer, number > 1 && dice.percent(3) ? -1 : 1, dice);
        line.object("payment")
                .field("method", dice.of(PAYMENTS))
                .field("state", dice.percent(90) ? "PAID" : "PENDING")
                .close();
    }

    private void subscription(MadeUpCustomer customer, int number, Dice dice) {
        begin(customer, "S", number);
        line.field("startedAt", time(customer, dice))
                .field(
                        "nextDeliveryOn",
                        LocalDate.ofEpochDay(TODAY + 62 + dice.below(60)).toString())
                .field("currency", customer.country.currency())
                .object("cycle")
                .field("every", 1 + dice.below(3))
                .field("unit", "MONTHS")
                .close();
        orderer(customer);
        content(customer, 1, dice);
        line.object("payment").field("method", "CREDIT_CARD").close();
    }

    private void orderer(MadeUpCustomer customer) {
        line.object("orderer");
        customer.writePerson(line);
        line.close();
    }

    private void content(MadeUpCustomer customer, int sign, Dice dice) {
        long total = 0;
        line.array("lines");
        int lines = 1 + dice.below(3);
        int first = dice.below(PRODUCTS.size());
        for (int i = 0; i < lines; i++) {
            Product product = PRODUCTS.get((first + i) % PRODUCTS.size());
            long price = price(product, customer.country);
            int quantity = sign * (1 + dice.below(3));
            total += price * quantity;
            line.element()
                    .field("sku", product.sku())
                    .field("name", product.name(customer.country))
                    .field("quantity", quantity)
                    .field("unitPrice", price)
                    .close();
        }
        line.closeArray();
        if (sign > 0 && dice.percent(30)) {
            long shipping = price(PRODUCTS.get(1), customer.country) / 2;
            total += shipping;
            line.array("adjustments")
                    .element()
                    .field("kind", "SHIPPING")
                    .field("amount", shipping)
                    .close()
                    .closeArray();
        }
        line.field("total", total);
    }

    /** In minor units. */
    private static long price(Product product, Country country) {
        return switch (country) {
            case JP -> product.yen();
            case RU -> product.yen() * 60L;
            case ES -> product.yen() * 6L / 10;
            case GB -> product.yen() / 2L;
        };
    }

    private void review(MadeUpCustomer customer, int number, Dice dice) {
        begin(customer, "R", number);
        line.field("sku", dice.of(PRODUCTS).sku())
                .field("rating", 5 - dice.below(10) / 3)
                .field("text", customer.country.review(dice))
                .field("status", dice.percent(85) ? "PUBLISHED" : "PENDING")
                .field("receivedAt", time(customer, dice))
                .object("reviewer")
                .field("nickname", "reader" + (1 + dice.below(9_999)));
        customer.writePerson(line);
        line.close();
    }

    private void inquiry(MadeUpCustomer customer, int number, Dice dice) {
        begin(customer, "I", number);
        String text = customer.country.question(dice);
        line.field("channel", dice.of(CHANNELS)).field("subject", text).object("customer");
        customer.writePerson(line);
        line.close()
                .array("messages")
                .element()
                .field("at", time(customer, dice))
                .field("from", "customer")
                .field("text", text)
                .close()
                .closeArray();
    }

    private void lead(MadeUpCustomer customer, int number, Dice dice) {
        line.field("externalRef", customer.externalRef + "-L" + number)
                // Every enquiry makes a lead, from known persons and from others (LM-02).
                .field("customerExternalRef", dice.percent(60) || customer.at == 0 ? customer.externalRef : null)
                .field("type", dice.of(LEAD_TYPES))
                .field("organisation", dice.of(ORGANISATIONS))
                .field("status", dice.of(LEAD_STATES));
        String at = time(customer, dice);
        line.field("registeredAt", at);
        customer.writeName(line);
        MadeUpCustomer.contacts(line, "emails", customer.emails);
        MadeUpCustomer.contacts(line, "phones", customer.phones);
        line.field("address", customer.place.line())
                .object("firstResponse")
                .field("at", at)
                .field("medium", "Portal")
                .field("property", "No. " + (100 + dice.below(900)))
                .close()
                .object("wishes")
                .field("location", customer.place.city())
                .field("layout", dice.of(LAYOUTS))
                .field("priceTo", 60_000 + 5_000 * dice.below(40))
                .close();
    }

    private void blacklist(MadeUpCustomer customer, int number, Dice dice) {
        line.field("externalRef", customer.externalRef + "-B" + number);
        // Without a customer two of full name, postal code and phone are needed, which companies lack (BL-01).
        if (dice.percent(60) || customer.isCompany()) {
            line.field("customerExternalRef", customer.externalRef);
        } else {
            customer.writeName(line);
            line.field("postalCode", customer.place.postalCode());
        }
        line.field("reason", dice.of(REASONS)).field("since", time(customer, dice));
    }

    /** Some time after the customer was registered. */
    private static String time(MadeUpCustomer customer, Dice dice) {
        int days = TODAY - customer.registeredOn;
        return JsonLine.time(customer.registeredOn + 1 + dice.below(days), dice.below(50_000));
    }
}
