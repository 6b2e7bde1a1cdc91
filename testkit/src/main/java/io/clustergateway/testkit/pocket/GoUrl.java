package io.clustergateway.testkit.pocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Paths and queries as kube-aggregator passes them on: decoded and written again in the manner of Go's net/url. */
final class GoUrl {

    private static final String PATH_KEEPS = "-_.~$&+,/:;=@";
    private static final String QUERY_KEEPS = "-_.~";

    private GoUrl() {}

    /** The path decoded and escaped anew: an escaped slash is a slash afterwards. */
    static String path(String raw) {
        return escape(unescape(raw, false).orElse(raw.getBytes(StandardCharsets.UTF_8)), PATH_KEEPS);
    }

    /** The query sorted by key; malformed pairs and pairs with a semicolon are dropped. */
    static String query(String raw) {
        Map<String, List<String>> pairs = new TreeMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty() && pair.indexOf(';') < 0) {
                add(pairs, pair.split("=", 2));
            }
        }
        List<String> written = new ArrayList<>();
        pairs.forEach((key, values) -> values.forEach(value -> written.add(key + "=" + value)));
        return String.join("&", written);
    }

    private static void add(Map<String, List<String>> pairs, String[] pair) {
        Optional<String> key = rewrite(pair[0]);
        Optional<String> value = rewrite(pair.length > 1 ? pair[1] : "");
        if (key.isPresent() && value.isPresent()) {
            pairs.computeIfAbsent(key.get(), unused -> new ArrayList<>()).add(value.get());
        }
    }

    private static Optional<String> rewrite(String raw) {
        return unescape(raw, true).map(bytes -> escape(bytes, QUERY_KEEPS).replace("%20", "+"));
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
