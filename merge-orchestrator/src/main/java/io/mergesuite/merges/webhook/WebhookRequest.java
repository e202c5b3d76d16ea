package io.mergesuite.merges.webhook;

import io.mergesuite.contracts.ShopId;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code POST /v1/webhooks}; a {@code PATCH} has the same fields. */
@Schema(
        examples = "{\"shopId\": \"tokyo\", \"url\": \"https://shop.example/hooks/merges\","
                + " \"events\": [\"customer.merged\", \"merge.failed\"], \"description\": \"the shop's backend\"}")
record WebhookRequest(
        @Schema(description = "May be left out when the token knows one shop only.")
        ShopId shopId,

        @Schema(description = "Where events are sent to: https, a public address.") @NotBlank @Size(max = 2000)
        String url,

        @Schema(
                description =
                        "What is sent: `customer.merged`, `customer.unmerged`, `merge.failed`. Nothing else is ever sent.")
        @NotEmpty
        @Size(max = 10)
        List<@NotNull @Pattern(regexp = "customer\\.merged|customer\\.unmerged|merge\\.failed") String> events,

        @Size(max = 500) String description,

        @Schema(description = "True if left out. While it is false no events are kept for it.", defaultValue = "true")
        Boolean enabled) {

    List<String> distinctEvents() {
        return events.stream().distinct().sorted().toList();
    }

    boolean isEnabled() {
        return enabled == null || enabled;
    }
}
