package io.clustergateway.testkit.pocket;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The last requests, in order of arrival. Thread-safe. */
final class Recorder {

    private static final int BODY_LIMIT = 1 << 20;

    private final int limit;
    private final Deque<Entry> entries = new ArrayDeque<>();

    Recorder(int limit) {
        this.limit = limit;
    }

    /** One request on record; its body is added when it has arrived. */
    static final class Entry {
        private volatile SeenRequest request;

        private Entry(SeenRequest request) {
            this.request = request;
        }

        void body(byte[] bytes) {
            SeenRequest head = request;
            byte[] kept = bytes.length > BODY_LIMIT ? Arrays.copyOf(bytes, BODY_LIMIT) : bytes;
            request = new SeenRequest(
                    head.method(),
                    head.uri(),
                    head.headers(),
                    kept,
                    head.clientName(),
                    head.connection(),
                    head.http2());
        }
    }

    Entry record(HttpServerRequest request) {
        List<Map.Entry<String, String>> headers = request.headers().entries().stream()
                .map(header -> Map.entry(header.getKey(), header.getValue()))
                .toList();
        Entry entry = new Entry(new SeenRequest(
                request.method().name(),
                request.uri(),
                headers,
                new byte[0],
                ClientCertificates.shown(request)
                        .map(ClientCertificates::commonName)
                        .orElse(""),
                Integer.toHexString(System.identityHashCode(request.connection())),
                request.version() == HttpVersion.HTTP_2));
        synchronized (entries) {
            entries.addLast(entry);
            if (entries.size() > limit) {
                entries.removeFirst();
            }
        }
        return entry;
    }

    List<SeenRequest> requests() {
        synchronized (entries) {
            return entries.stream().map(entry -> entry.request).toList();
        }
    }

    void clear() {
        synchronized (entries) {
            entries.clear();
        }
    }
}
