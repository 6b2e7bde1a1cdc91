package io.clustergateway.status;

import io.vertx.core.json.JsonArray;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.stream.Stream;

/** Texts of others, cut where they would make a document of unbounded size. */
final class Text {
    private static final int LONGEST = 300;

    private Text() {}

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    static JsonArray cut(Stream<String> texts, int most) {
        JsonArray array = new JsonArray();
        texts.limit(most).map(Text::cut).forEach(array::add);
        return array;
    }

    /** ISO 8601, or nothing for a time that has no such form. */
    static String time(long epochSeconds) {
        try {
            return Instant.ofEpochSecond(epochSeconds).toString();
        } catch (DateTimeException e) {
            return "";
        }
    }
}
