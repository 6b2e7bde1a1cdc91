package io.clustergateway.members.konnectivity;

import io.clustergateway.certificates.Pair;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the mutual TLS with the server, read again before a dial when they were last read some seconds ago: connections
 * made after a rotation use the new pair, tunnels that are open go on. A pair that cannot be read leaves the last one in use.
 */
final class ServerTls {
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

    private final Vertx vertx;
    private final KonnectivityServer server;
    private List<Buffer> inUse = List.of();
    private Future<Void> latest = Future.succeededFuture();
    private long readAt = longAgo();

    ServerTls(Vertx vertx, KonnectivityServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /**
     * Completes when the client uses what the files hold; dials that come meanwhile wait for the same reading. Fails only when
     * nothing could ever be read.
     */
    Future<Void> refresh(HttpClientAgent client) {
        if (System.nanoTime() - readAt >= FRESH_NANOS) {
            readAt = System.nanoTime();
            latest = vertx.executeBlocking(this::read, false)
                    .compose(files -> use(client, files))
                    .recover(this::keep);
        }
        return latest;
    }

    private Future<Void> use(HttpClientAgent client, List<Buffer> files) {
        if (files.equals(inUse)) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> options(files), false)
                .compose(client::updateSSLOptions)
                .map(updated -> {
                    inUse = files;
                    return null;
                });
    }

    private Future<Void> keep(Throwable cause) {
        // Nothing of a key is in it: Pair sees to that, and what it has read is all that Vert.x gets.
        log.warn("files for the cluster proxy server cannot be used fault={}", cause.toString());
        if (inUse.isEmpty()) {
            readAt = longAgo();
            return Future.failedFuture(cause);
        }
        return Future.succeededFuture();
    }

    private static long longAgo() {
        return System.nanoTime() - 2 * FRESH_NANOS;
    }

    /** CA, certificate and key, an empty buffer for each that is not configured. */
    private List<Buffer> read() throws IOException {
        return List.of(read(server.ca()), read(server.certificate()), read(server.key()));
    }

    private static Buffer read(Optional<Path> file) throws IOException {
        return file.isPresent() ? Buffer.buffer(Files.readAllBytes(file.get())) : Buffer.buffer();
    }

    private static ClientSSLOptions options(List<Buffer> files) {
        ClientSSLOptions options = new ClientSSLOptions()
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2"))
                .setHostnameVerificationAlgorithm("HTTPS");
        if (files.get(0).length() > 0) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(files.get(0)));
        }
        if (files.get(1).length() > 0) {
            Pair.of(files.get(1).toString(), files.get(2).toString());
            // Equal by value, unlike KeyCertOptions.wrap: what Vert.x keeps by its options is made anew for others.
            options.setKeyCertOptions(
                    new PemKeyCertOptions().addCertValue(files.get(1)).addKeyValue(files.get(2)));
        }
        return options;
    }
}
