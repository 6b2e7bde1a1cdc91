package io.clustergateway.dist;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A request a real kube-apiserver 1.36 sent to its extension server.
 *
 * @param headers in order, Host first
 * @param length of its body
 */
record Recorded(String method, String path, List<Map.Entry<String, String>> headers, int length) {
    private static final String PROXY = PocketRig.PROXY;

    static List<Recorded> all() {
        try (InputStream in = Recorded.class.getResourceAsStream("hub-1.36-requests.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Recorded::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recorded read(String line) {
        JsonObject json = new JsonObject(line);
        List<Map.Entry<String, String>> headers = json.getJsonArray("headers").stream()
                .map(JsonArray.class::cast)
                .map(pair -> Map.entry(pair.getString(0), pair.getString(1)))
                .toList();
        return new Recorded(json.getString("method"), json.getString("path"), headers, json.getInteger("body"));
    }

    boolean isProxied() {
        return path.startsWith(PROXY);
    }

    boolean isUpgrade() {
        return !values("Upgrade").isEmpty();
    }

    /** Dot segments are refused, because a member may read them otherwise than we do. */
    boolean isAmbiguous() {
        return path.contains("/../");
    }

    /** Path and query as the member must see them. */
    String inner() {
        return path.substring(PROXY.length());
    }

    String value(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Bytes that no text codec leaves as they are, as many as were recorded. */
    Buffer body() {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (0xfe - i);
        }
        return Buffer.buffer(bytes);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
