package io.clustergateway.testkit.pocket;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request as it arrived.
 *
 * @param uri the raw request target
 * @param headers in order, names as received (HTTP/2 has them in lower case)
 * @param body the first MiB, or less while it still arrives; empty for streams and scripted paths
 * @param clientName common name of the client certificate shown, trusted or not; empty without one
 * @param connection the same for all requests of one connection
 * @param http2 false for HTTP/1.1
 */
public record SeenRequest(
        String method,
        String uri,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        String clientName,
        String connection,
        boolean http2) {

    /** All values of a header, whatever the case of its name. */
    public List<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The names of all headers that begin with {@code prefix}, in lower case. */
    public List<String> headerNames(String prefix) {
        return headers.stream()
                .map(header -> header.getKey().toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith(prefix.toLowerCase(Locale.ROOT)))
                .toList();
    }

    public String path() {
        return uri.split("\\?", 2)[0];
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + uri + " (" + headers.size() + " headers, " + body.length + " bytes, client " + clientName
                + ")";
    }
}
