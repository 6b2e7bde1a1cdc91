package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The clients of one version of one member. Whoever sends through it holds a {@link Lease} until its last byte, so that
 * a retired version closes when what is in flight has finished, and a deleted one ends it at once.
 */
public final class MemberConnection {
    private static final long PING_MILLIS = 30_000;
    private static final long PONG_MILLIS = 15_000;
    private static final Buffer PING = Buffer.buffer("keepaliv");

    private final Vertx vertx;
    private final Cluster cluster;
    private final Duration connectTimeout;
    private final HttpClient http;
    private final NetClient upgrades;
    private final Set<Lease> leases = new HashSet<>();
    private boolean retired;
    private long idleSince = System.nanoTime();

    MemberConnection(Vertx vertx, Cluster cluster, Duration connectTimeout) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.connectTimeout = connectTimeout;
        this.http = vertx.httpClientBuilder()
                .with(ConnectionOptions.http(cluster, connectTimeout))
                .with(ConnectionOptions.pool())
                .withConnectHandler(this::watch)
                .build();
        this.upgrades = vertx.createNetClient(ConnectionOptions.upgrades(cluster, connectTimeout));
    }

    /** One use of the member's connections. */
    public final class Lease {
        private final Runnable onDrop;

        private Lease(Runnable onDrop) {
            this.onDrop = onDrop;
        }

        /** Gives it back; further calls do nothing. */
        public void release() {
            if (leases.remove(this)) {
                idleSince = System.nanoTime();
                closeWhenDone();
            }
        }
    }

    /**
     * Announces a use.
     *
     * @param onDrop called once when the member was deleted: the use must end now
     */
    public Lease lease(Runnable onDrop) {
        Lease lease = new Lease(onDrop);
        leases.add(lease);
        return lease;
    }

    /** Value of the Authorization header, empty when the credential is a certificate. */
    public Optional<String> authorization() {
        return cluster.credential() instanceof Credential.BearerToken bearer
                ? Optional.of("Bearer " + bearer.token())
                : Optional.empty();
    }

    /** A request on a pooled connection, HTTP/2 where the member offers it; method and URI are to be set. */
    public Future<HttpClientRequest> request() {
        Endpoint endpoint = cluster.endpoint();
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host()))
                .setHost(MemberTls.serverName(cluster))
                .setPort(endpoint.port())
                .setConnectTimeout(connectTimeout.toMillis() * 3);
        return http.request(options).map(request -> request.authority(authority()));
    }

    /** A TLS connection of its own, HTTP/1.1 and never pooled. */
    public Future<NetSocket> connect() {
        Endpoint endpoint = cluster.endpoint();
        String name = MemberTls.serverName(cluster);
        ConnectOptions options = new ConnectOptions()
                .setSsl(true)
                .setRemoteAddress(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host()))
                .setHost(name)
                .setPort(endpoint.port());
        if (!MemberTls.isAddress(name)) {
            options.setSniServerName(name);
        }
        return upgrades.connect(options);
    }

    String key() {
        return cluster.connectionKey();
    }

    String name() {
        return cluster.name();
    }

    String uid() {
        return cluster.uid();
    }

    /** Takes no new use; closes when the last one ends. */
    void retire() {
        retired = true;
        closeWhenDone();
    }

    /** Closes after its first use: a version that was replaced while a request for it was being admitted. */
    void retireAfterUse() {
        retired = true;
    }

    /** Ends every use and closes. */
    Future<Void> drop() {
        retired = true;
        Set<Lease> open = Set.copyOf(leases);
        leases.clear();
        open.forEach(lease -> lease.onDrop.run());
        return close();
    }

    boolean isSpent() {
        return retired && leases.isEmpty();
    }

    boolean isIdleFor(Duration time) {
        return leases.isEmpty() && System.nanoTime() - idleSince > time.toNanos();
    }

    private void closeWhenDone() {
        if (isSpent()) {
            close();
        }
    }

    private Future<Void> close() {
        return Future.join(http.close(), upgrades.close()).mapEmpty();
    }

    private HostAndPort authority() {
        Endpoint endpoint = cluster.endpoint();
        String host = endpoint.host();
        return HostAndPort.create(host.indexOf(':') < 0 ? host : "[" + host + "]", endpoint.port());
    }

    /** A member that vanished without a FIN is noticed in 45 s, as client-go does (ReadIdleTimeout, PingTimeout). */
    private void watch(HttpConnection connection) {
        // Whoever waits on a lost connection is told by its own request; unheard, Vert.x logs the loss as an error.
        connection.exceptionHandler(lost -> {});
        boolean isHttp1 = connection.getWindowSize() < 0;
        if (isHttp1) {
            return;
        }
        OneFlush.of(connection);
        long pings = vertx.setPeriodic(PING_MILLIS, id -> ping(connection));
        connection.closeHandler(closed -> vertx.cancelTimer(pings));
    }

    private void ping(HttpConnection connection) {
        long deadline = vertx.setTimer(PONG_MILLIS, late -> connection.close());
        connection.ping(PING).onComplete(pong -> vertx.cancelTimer(deadline));
    }
}
