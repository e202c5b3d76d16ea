package io.mergesuite.orders;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Request bodies as 3-api has them. */
public final class Bodies {

    private Bodies() {}

    /** An order of two teas and shipping, 2,900 yen. */
    public static Map<String, Object> order(Object customerId) {
        Map<String, Object> order = new HashMap<>();
        order.put("customerId", customerId.toString());
        order.put("placedAt", "2026-11-01T09:30:00Z");
        order.put("currency", "JPY");
        order.put("orderer", Map.of("familyName", "山田", "givenName", "花子", "email", "hanako@example.jp"));
        order.put("lines", List.of(Map.of("sku", "TEA-1", "name", "緑茶", "quantity", 2, "unitPrice", 1200)));
        order.put("adjustments", List.of(Map.of("kind", "SHIPPING", "name", "送料", "amount", 500)));
        order.put("payment", Map.of("method", "CREDIT_CARD"));
        return order;
    }

    public static Map<String, Object> subscription(Object customerId) {
        Map<String, Object> subscription = order(customerId);
        subscription.remove("placedAt");
        subscription.put("cycle", Map.of("every", 1, "unit", "MONTHS"));
        subscription.put("nextDeliveryOn", "2026-12-31");
        return subscription;
    }

    public static Map<String, Object> review(Object customerId) {
        Map<String, Object> review = new HashMap<>();
        review.put("customerId", customerId.toString());
        review.put("sku", "TEA-1");
        review.put("rating", 5);
        review.put("title", "good");
        review.put("text", "I would buy it again");
        review.put("reviewer", Map.of("nickname", "tea lover", "familyName", "old", "email", "old@example.jp"));
        return review;
    }

    public static Map<String, Object> inquiry(Object customerId) {
        Map<String, Object> inquiry = new HashMap<>();
        inquiry.put("customerId", customerId.toString());
        inquiry.put("channel", "MAIL");
        inquiry.put("subject", "delivery");
        inquiry.put("customer", Map.of("familyName", "old", "email", "old@example.jp"));
        inquiry.put(
                "messages", List.of(Map.of("at", "2026-11-02T10:00:00Z", "from", "customer", "text", "where is it?")));
        return inquiry;
    }

    public static Map<String, Object> body(String kind, Object customerId) {
        return switch (kind) {
            case "orders" -> order(customerId);
            case "subscriptions" -> subscription(customerId);
            case "reviews" -> review(customerId);
            case "inquiries" -> inquiry(customerId);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** The body with one more field, or without it if the value is null. */
    public static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(body);
        if (value == null) {
            changed.remove(field);
        } else {
            changed.put(field, value);
        }
        return changed;
    }
}
