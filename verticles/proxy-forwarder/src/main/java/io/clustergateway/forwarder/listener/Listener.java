package io.clustergateway.forwarder.listener;

import static java.util.Objects.requireNonNull;

import io.clustergateway.certificates.Pair;
import io.clustergateway.forwarder.wire.Farewell;
import io.clustergateway.forwarder.wire.FirstBytes;
import io.clustergateway.forwarder.wire.KeepAlive;
import io.clustergateway.forwarder.wire.OneFlush;
import io.clustergateway.forwarder.wire.StrictHeads;
import io.clustergateway.forwarder.wire.TakingTurns;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.ServingCertificate;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.members.Turns;
import io.clustergateway.members.UnreadBytes;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the TLS listener, its certificates exchanged live. Used on its context only. */
public final class Listener {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final String WARNING = "serving-certificate";
    private static final String END_WARNING = "serving-certificate-end";
    private static final long ROTATION_MILLIS = 1000;
    private static final long SWEEP_MILLIS = 5000;

    private final Vertx vertx;
    private final ModuleContext module;
    private final ListenerSettings settings;
    private final Supplier<ListenerSettings.Changing> changing;
    private final ServingCertificates certificates;
    private final SharedPort port;
    private final Peers peers;
    private final ClientConnections clients;
    private final Turns turns;
    private final Promise<Void> certified = Promise.promise();
    private @Nullable HttpServer server;
    private Optional<Duration> lastGrace = Optional.empty();
    private @Nullable HttpServerOptions options;
    private @Nullable ServerSSLOptions tls;

    Listener(
            Vertx vertx,
            ModuleContext module,
            ListenerSettings settings,
            Supplier<ListenerSettings.Changing> changing,
            ServingCertificates certificates,
            SharedPort port,
            ClientConnections clients) {
        this.vertx = vertx;
        this.module = module;
        this.settings = settings;
        this.certificates = certificates;
        this.port = port;
        this.changing = changing;
        this.clients = clients;
        this.peers = new Peers(module.ticker(), () -> changing.get().connections());
        this.turns =
                new Turns(module.ticker(), () -> changing.get().connections().turn(), clients::waits);
    }

    /** Listens; fails with a {@link StartFault} for whatever the operator has to mend. */
    public Future<Void> start(Handler<HttpServerRequest> requests) {
        boolean stopGap = certificates.isStopGap();
        return load().compose(pairs -> listen(pairs, requests))
                .onSuccess(listening -> listening(listening, stopGap))
                .mapEmpty();
    }

    /** The gateway's own certificate from now on, as soon as a worker has prepared it. */
    public void certify(ServingCertificate certificate) {
        certificates.keep(new Pair(certificate.chain(), certificate.key()));
        if (server != null) {
            rotate();
        }
    }

    /** Completes once it shows another certificate than a stop-gap until the gateway's own is there. */
    public Future<Void> certified() {
        return certified.future();
    }

    /** Which clients' connections take, and members' may take with them. */
    public Turns turns() {
        return turns;
    }

    /** The connection of a request. */
    public Peer peer(HttpConnection connection) {
        return peers.of(connection);
    }

    /** Somebody known to the hub is at its other end. */
    public void authenticated(HttpConnection connection) {
        if (peers.of(connection).authenticated()) {
            peers.known(connection);
            streams().authenticated(connection);
        }
    }

    /** A request on it is nobody's. */
    public void unknown(HttpConnection connection) {
        if (peers.of(connection).suspected()) {
            streams().suspected(connection);
        }
    }

    /** A request began that may last. */
    public void began(HttpConnection connection) {
        peers.of(connection).began();
    }

    /** It ended. */
    public void ended(HttpConnection connection) {
        peers.of(connection).ended(module.ticker().nanos());
    }

    /**
     * Takes no more connections, tells those it has, serves what is in flight and on its way for {@code grace}, then closes.
     * Ends as soon as all are done.
     */
    public Future<Void> shutdown(Duration grace) {
        HttpServer listening = server;
        server = null;
        lastGrace = Optional.of(grace);
        if (listening == null) {
            return Future.succeededFuture();
        }
        return listening.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS).onComplete(done -> port.released());
    }

    private Streams streams() {
        return changing.get().allowance();
    }

    private void accepted(HttpConnection connection) {
        KeepAlive.of(connection);
        StrictHeads.of(connection, requireNonNull(options, "options"));
        clients.accepted(connection);
        TakingTurns.of(connection, turns);
        OneFlush.of(connection);
        UnreadBytes.ofClient(connection);
        ControlFrames.limit(connection, module.ticker());
        Farewell.of(connection);
        lastGrace.ifPresent(grace -> Farewell.begin(connection, grace));
        connection.closeHandler(closed -> peers.known(connection));
        peers.opened(connection);
        Peer peer = peers.of(connection);
        FirstBytes.of(connection, () -> peer.bytes(module.ticker().nanos()));
        streams()
                .accepted(
                        connection,
                        peer.hasCertificate(),
                        settings.changing().allowance().first());
    }

    private void received(HttpServerRequest request, Handler<HttpServerRequest> requests) {
        peers.of(request.connection()).asked(module.ticker().nanos());
        requests.handle(request);
    }

    private Future<ServedPairs> load() {
        return vertx.executeBlocking(certificates::load, false);
    }

    private Future<HttpServer> listen(ServedPairs pairs, Handler<HttpServerRequest> requests) {
        HttpServerOptions bound = ServerOptions.of(settings, port.take(), pairs);
        options = bound;
        tls = bound.getSslOptions();
        return vertx.createHttpServer(bound)
                .connectionHandler(this::accepted)
                .exceptionHandler(error -> log.debug("connection failed", error))
                .invalidRequestHandler(InvalidRequests::refuse)
                .requestHandler(GoAwayChance.before(request -> received(request, requests), settings.goAwayChance()))
                .listen()
                .onFailure(error -> port.released())
                .recover(error -> Future.failedFuture(explained(error)));
    }

    private void listening(HttpServer listening, boolean stopGap) {
        server = listening;
        port.bound(listening.actualPort());
        if (!stopGap) {
            certified.complete();
        }
        vertx.setPeriodic(ROTATION_MILLIS, ignored -> rotate());
        vertx.setPeriodic(SWEEP_MILLIS, ignored -> peers.closeIdle());
    }

    private void rotate() {
        boolean stopGap = certificates.isStopGap();
        load().compose(this::use)
                .onSuccess(used -> {
                    mended();
                    if (!stopGap && shows(used)) {
                        certified.tryComplete();
                    }
                })
                .onFailure(this::keptOld);
    }

    private boolean shows(ServedPairs pairs) {
        return server != null && pairs.equals(requireNonNull(tls, "tls").getKeyCertOptions());
    }

    private Future<ServedPairs> use(ServedPairs pairs) {
        HttpServer listening = server;
        ServerSSLOptions current = requireNonNull(tls, "tls");
        if (listening == null || shows(pairs)) {
            return Future.succeededFuture(pairs);
        }
        if (!certificates.beginExchange()) {
            return Future.succeededFuture(pairs);
        }
        ServerSSLOptions next = current.copy().setKeyCertOptions(pairs);
        return Future.succeededFuture()
                .compose(begun -> listening.updateSSLOptions(next))
                .onComplete(done -> certificates.endExchange())
                .onSuccess(updated -> tls = next)
                .map(pairs);
    }

    private void warnOfTheEnd() {
        String fault = certificates.endFault(Instant.now());
        if (fault.isEmpty()) {
            module.readiness().clear(END_WARNING);
        } else if (server != null) {
            module.readiness().warn(END_WARNING, fault);
        }
    }

    private void mended() {
        warnOfTheEnd();
        if (certificates.faultChanges("")) {
            module.readiness().clear(WARNING);
        }
    }

    private void keptOld(Throwable error) {
        String fault = error instanceof StartFault ? String.valueOf(error.getMessage()) : error.toString();
        if (server != null && certificates.faultChanges(fault)) {
            module.readiness().warn(WARNING, fault + "; the former certificate is served on");
            log.warn("serving certificate is not exchanged, the former one is served on fault={}", fault);
        }
    }

    private Throwable explained(Throwable error) {
        if (error instanceof IOException || error instanceof UnresolvedAddressException) {
            return new StartFault(
                    "%s: %s:%d cannot be bound: %s (mend: free the port or name another)"
                            .formatted(
                                    settings.names().port(),
                                    settings.bindAddress(),
                                    settings.port(),
                                    error.getMessage()),
                    error);
        }
        return error;
    }
}
