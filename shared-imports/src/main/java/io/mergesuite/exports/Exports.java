package io.mergesuite.exports;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.KnownShops;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes exports (API-13): page after page, each read when the one before is with the client. So an export takes the memory of one page,
 * and holds no transaction open, however slow its reader is.
 */
@ApplicationScoped
public class Exports {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final ObjectMapper json;
    private final KnownShops shops;
    private final ExportSettings settings;
    private final AtomicInteger running = new AtomicInteger();

    Exports(ObjectMapper json, KnownShops shops, ExportSettings settings) {
        this.json = json;
        this.shops = shops;
        this.settings = settings;
    }

    /**
     * An export, its first page read. When a later one can't be read the writing ends with an exception, and the client is left with a
     * broken stream.
     *
     * @param after the last id that its receiver has, or null
     * @throws Problem 404 if there is no such shop, 429 if too many are under way
     */
    <T> StreamingOutput open(ExportSource<T> source, ShopId shop, ExportFormat format, UUID after) {
        ShopFacts facts =
                shops.find(shop).orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no shop " + shop));
        if (running.get() >= settings.atOnce()) {
            throw new Problem(ExportProblem.TOO_MANY_EXPORTS, settings.atOnce() + " are written at the same time")
                    .retryAfter(RETRY_AFTER);
        }
        List<T> first = source.page(shop, after, settings.page());
        return output -> {
            running.incrementAndGet();
            try {
                write(source, facts, format, first, output);
            } finally {
                running.decrementAndGet();
            }
        };
    }

    private <T> void write(
            ExportSource<T> source, ShopFacts shop, ExportFormat format, List<T> first, OutputStream output)
            throws IOException {
        CsvRows rows = new CsvRows(source.shape().answerColumns(), shop.currency());
        if (format == ExportFormat.CSV) {
            output.write(rows.header().getBytes(StandardCharsets.UTF_8));
        }
        List<T> page = first;
        while (!page.isEmpty()) {
            for (T record : page) {
                Object answer = source.answer(record);
                if (format == ExportFormat.CSV) {
                    output.write(rows.rows(json.valueToTree(answer)).getBytes(StandardCharsets.UTF_8));
                } else {
                    output.write(json.writeValueAsBytes(answer));
                    output.write('\n');
                }
            }
            page = page.size() < settings.page()
                    ? List.of()
                    : source.page(shop.shopId(), source.id(page.getLast()), settings.page());
        }
    }
}
