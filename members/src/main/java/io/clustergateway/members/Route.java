package io.clustergateway.members;

import io.clustergateway.kernel.Lifetime;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.MemberConnection.Upgradable;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The clients for one endpoint of a member. */
final class Route {
    private static final long PING_MILLIS = 30_000;
    private static final long PONG_MILLIS = 15_000;
    /** For requests that have this connection in hand and no stream on it yet. */
    private static final long LEAVING_MILLIS = 1_000;

    /** netty wants an end; by then a member has ended its streams, or the gateway has dropped the member. */
    private static final long LONGEST_STREAM_DAYS = 30;

    private static final Buffer PING = Buffer.buffer("keepaliv");

    private final Vertx vertx;
    private final Endpoint endpoint;
    private final SocketAddress address;
    private final String serverName;
    private final Duration connectTimeout;
    private final ConnectionCount count;
    private final Turns turns;
    private final Lifetime lifetime;
    private final HttpClient http;
    private final NetClient upgrades;

    Route(
            Vertx vertx,
            Cluster cluster,
            Endpoint endpoint,
            SocketAddress address,
            Duration connectTimeout,
            MemberSettings.Pool pool,
            Dials dials) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.address = address;
        this.serverName = MemberTls.serverName(cluster, endpoint);
        this.connectTimeout = connectTimeout;
        this.count = dials.count();
        this.turns = dials.turns();
        this.lifetime = new Lifetime(vertx);
        this.http = lifetime.make(
                () -> vertx.httpClientBuilder()
                        .with(ConnectionOptions.http(cluster, serverName, connectTimeout))
                        .with(ConnectionOptions.pool(pool))
                        .withConnectHandler(this::watch)
                        .build(),
                HttpClient::close);
        this.upgrades = lifetime.make(
                () -> vertx.createNetClient(ConnectionOptions.upgrades(cluster, connectTimeout)), NetClient::close);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Future<HttpClientRequest> request() {
        RequestOptions options = new RequestOptions()
                .setServer(address)
                .setHost(serverName)
                .setPort(endpoint.port())
                .setConnectTimeout(connectTimeout.toMillis() * 3);
        return http.request(options).map(request -> request.authority(authority()));
    }

    Future<Upgradable> connect() {
        ConnectOptions options = new ConnectOptions()
                .setSsl(true)
                .setRemoteAddress(address)
                .setHost(serverName)
                .setPort(endpoint.port());
        if (!MemberTls.isAddress(serverName)) {
            options.setSniServerName(serverName);
        }
        return upgrades.connect(options)
                .onSuccess(socket -> opened(((NetSocketInternal) socket).channelHandlerContext()))
                .map(socket -> new Upgradable(socket, endpoint));
    }

    private void opened(ChannelHandlerContext upgrade) {
        count.opened("upgrade", upgrade.channel());
        UnreadBytes.copyBefore(upgrade);
    }

    Future<Void> close() {
        return lifetime.end();
    }

    private HostAndPort authority() {
        String host = endpoint.host();
        return HostAndPort.create(host.indexOf(':') < 0 ? host : "[" + host + "]", endpoint.port());
    }

    /** A member that vanished without a FIN is noticed in 45 s, as client-go does (ReadIdleTimeout, PingTimeout). */
    private void watch(HttpConnection connection) {
        // Whoever waits on a lost connection is told by its own request; unheard, Vert.x logs the loss as an error.
        connection.exceptionHandler(lost -> {});
        boolean isHttp1 = connection.getWindowSize() < 0;
        ChannelHandlerContext context = ((HttpClientConnectionInternal) connection).channelHandlerContext();
        count.opened(isHttp1 ? "http/1.1" : "h2", context.channel());
        if (isHttp1) {
            InterimAnswers.drop(connection);
            UnreadBytes.copyBefore(context);
            return;
        }
        turns.ofMember(context);
        OneFlush.of(connection);
        long pings = vertx.setPeriodic(PING_MILLIS, id -> ping(connection));
        connection.closeHandler(closed -> vertx.cancelTimer(pings));
        // Heard when GOAWAY has come: out of the pool by then, and closed by nobody if the member does not.
        connection.shutdownHandler(leaving ->
                vertx.setTimer(LEAVING_MILLIS, late -> connection.shutdown(LONGEST_STREAM_DAYS, TimeUnit.DAYS)));
    }

    private void ping(HttpConnection connection) {
        long deadline = vertx.setTimer(PONG_MILLIS, late -> connection.close());
        connection.ping(PING).onComplete(pong -> vertx.cancelTimer(deadline));
    }
}
