package io.clustergateway.testkit.pocket;

import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Paths and queries as kube-aggregator passes them on: decoded and written again in the manner of Go's net/url. */
final class GoUrl {

    private static final String PATH_KEEPS = "-_.~$&+,/:;=@";
    private static final String QUERY_KEEPS = "-_.~";

    private GoUrl() {}

    /** The path decoded and escaped anew: an escaped slash is a slash afterwards. */
    static String path(String raw) {
        return escape(unescape(raw, false).orElse(raw.getBytes(StandardCharsets.UTF_8)), PATH_KEEPS);
    }

    /** The pairs of a query, decoded, in their order; malformed pairs and pairs with a semicolon are dropped. */
    static MultiMap parse(String raw) {
        MultiMap pairs = MultiMap.caseInsensitiveMultiMap();
        for (String pair : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            Optional<String> key = decode(parts[0]);
            Optional<String> value = decode(parts.length > 1 ? parts[1] : "");
            if (!pair.isEmpty() && pair.indexOf(';') < 0 && key.isPresent() && value.isPresent()) {
                pairs.add(key.get(), value.get());
            }
        }
        return pairs;
    }

    /** The query written again, sorted by key. */
    static String query(String raw) {
        return parse(raw).entries().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** One segment of a path, decoded; as it is when its escapes are malformed. */
    static String segment(String raw) {
        return unescape(raw, false)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(raw);
    }

    private static Optional<String> decode(String raw) {
        return unescape(raw, true).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return escape(text.getBytes(StandardCharsets.UTF_8), QUERY_KEEPS).replace("%20", "+");
    }

    private static Optional<byte[]> unescape(String raw, boolean plusIsSpace) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(plusIsSpace && bytes[i] == '+' ? ' ' : bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return Optional.of(out.toByteArray());
    }

    private static String escape(byte[] bytes, String keeps) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            char letter = (char) (each & 0xff);
            boolean plain = letter < 128 && Character.isLetterOrDigit(letter) || keeps.indexOf(letter) >= 0;
            text.append(plain ? String.valueOf(letter) : String.format("%%%02X", (int) letter));
        }
        return text.toString();
    }
}
