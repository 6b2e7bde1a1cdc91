package io.clustergateway.status;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.contract.PageAnswer;
import io.clustergateway.kernel.contract.PageQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.management.ManagementPort;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.pcollections.HashTreePMap;

/** The page behind a real management port; the test plays registry, prober and hub on the bus. */
final class House implements AutoCloseable {
    static final String TOKEN = "token-of-olga";
    static final String NOBODYS = "token-of-nobody";
    static final String STRANGERS = "token-of-sam";

    final Readiness readiness = new Readiness();
    final Metrics metrics = new Metrics();
    final Ops ops = new Ops(readiness, metrics);
    final Counters counters = new Counters(metrics);
    final List<Attributes> reviewed = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Peers> peers = new AtomicReference<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = freePort();
    private final Kernel kernel;
    private boolean closed;

    House() {
        ManagementPort management = new ManagementPort(new SettingsFaults(Map.of())
                .read(new JsonObject().put("port", port).put("statusPage", true)));
        List<Module> modules = List.of(new PeersModule(), management, new StatusPage());
        kernel = new Kernel(vertx, modules, Set.of(), readiness, metrics, ops);
        kernel.start().await();
    }

    String url() {
        return "http://127.0.0.1:%d/ui/".formatted(port);
    }

    /** These members and no others from now on. */
    void members(Member... members) {
        ClusterTable table = new ClusterTable("1", HashTreePMap.empty());
        for (Member member : members) {
            table = table.with(member, "2");
        }
        peers.get().publish(table);
    }

    void probed(HealthTable table) {
        peers.get().publish(table);
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url()).resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As the management port asks. */
    Future<PageAnswer> ask(PageQuestion question) {
        return Future.future(promise -> peers.get().ask(question, promise));
    }

    JsonObject status(String query) {
        HttpResponse<String> answer = get("status.json" + query, "Authorization", "Bearer " + TOKEN);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** Once is enough, twice does no harm. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        kernel.stop(Duration.ofSeconds(10)).await();
        vertx.close().await();
        metrics.close();
    }

    private Future<AccessAnswer> review(AccessQuestion question) {
        reviewed.addAll(question.attributes());
        Caller olga = new Caller("olga", Optional.empty(), List.of(Caller.AUTHENTICATED), Map.of());
        return switch (question.credentials().bearerToken()) {
            case TOKEN -> Future.succeededFuture(new AccessAnswer(olga, Optional.empty(), 0));
            case STRANGERS ->
                Future.succeededFuture(new AccessAnswer(
                        new Caller("sam", Optional.empty(), List.of(), Map.of()),
                        Optional.of(Failure.forbidden("sam cannot get path", Hop.HUB_AUTHORIZATION)),
                        0));
            default -> Future.failedFuture(Failure.unauthorized("Unauthorized"));
        };
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class PeersModule implements Module {
        @Override
        public String name() {
            return "peers";
        }

        @Override
        public Deployable verticle(ModuleContext module) {
            return new Peers(module);
        }
    }

    private final class Peers extends VerticleBase {
        private final ModuleContext module;
        private Bus.Publisher<ClusterTable> clusters;
        private Bus.Publisher<HealthTable> health;

        Peers(ModuleContext module) {
            this.module = module;
        }

        @Override
        public Future<?> start() {
            clusters = module.bus().publisher(Topics.CLUSTERS);
            health = module.bus().publisher(Topics.MEMBER_HEALTH);
            module.bus().serve(Topics.ACCESS_REVIEW, House.this::review);
            peers.set(this);
            module.condition().ready();
            return Future.succeededFuture();
        }

        void ask(PageQuestion question, Promise<PageAnswer> promise) {
            context.runOnContext(
                    ignored -> module.bus().ask(Topics.STATUS_PAGE, question).onComplete(promise));
        }

        void publish(ClusterTable table) {
            context.runOnContext(ignored -> clusters.publish(table));
        }

        void publish(HealthTable table) {
            context.runOnContext(ignored -> health.publish(table));
        }
    }
}
