package io.clustergateway.testkit.pocket;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ObjectKey;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import io.clustergateway.testkit.pocket.objects.Preconditions;
import io.clustergateway.testkit.pocket.objects.ResourceTable;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.clustergateway.testkit.pocket.objects.Resources;
import io.clustergateway.testkit.pocket.objects.WriteOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes API server in memory, on loopback. Everything but {@link #start} and {@link #stop} may be called from any
 * thread; what is seeded from outside is seen by watches like any other write.
 */
public final class PocketApiServer {

    private static final int RECORDED = 10_000;

    private final Vertx vertx;
    private final PocketOptions options;
    private final ResourceTable table = ResourceTable.standard();
    private final ObjectStore store;
    private final Resources resources;
    private final Watches watches;
    private final Recorder recorder = new Recorder(RECORDED);
    private final Script script = new Script();
    private final PodLogs logs = new PodLogs();
    private final Aggregation aggregation = new Aggregation();
    private final Issued certificate;
    private volatile Optional<HttpServer> server = Optional.empty();
    private volatile int port;

    public PocketApiServer(Vertx vertx, PocketOptions options) {
        this.vertx = requireNonNull(vertx, "vertx");
        this.options = requireNonNull(options, "options");
        this.store = new ObjectStore(options.historyLimit());
        this.resources = new Resources(table, store);
        this.watches = new Watches(vertx, store);
        this.certificate = options.authority().issueServer(PocketOptions.SERVER_NAMES);
        List.of("default", "kube-system", "kube-public").forEach(this::createNamespace);
    }

    /** Listens on a free port of loopback; after a stop, on the same port again. */
    public Future<PocketApiServer> start() {
        FrontDoor door = frontDoor();
        return vertx.createHttpServer(Tls.serverOptions(certificate).setPort(port))
                .requestHandler(door::handle)
                .listen()
                .map(listening -> {
                    server = Optional.of(listening);
                    port = listening.actualPort();
                    return this;
                });
    }

    private FrontDoor frontDoor() {
        Authenticator authenticator =
                new Authenticator(new ClientCertificates(options.authority().certificate()), options.tokens());
        FrontDoor.Gate gate = new FrontDoor.Gate(
                authenticator, new Impersonation(options.impersonators()), options.authorizer(), options.anonymous());
        FrontDoor.Routes routes = new FrontDoor.Routes(
                table,
                aggregation,
                new DocumentRoutes(table, aggregation),
                new ResourceRoutes(store, resources, watches),
                new Reviews(authenticator, options.authorizer()),
                new PodRoutes(vertx, table.require("v1", "Pod"), store, resources, logs));
        return new FrontDoor(vertx, recorder, script, gate, routes);
    }

    /** Closes every connection and refuses new ones until {@link #start}; objects and records stay. */
    public Future<Void> stop() {
        return server.map(HttpServer::close).orElse(Future.succeededFuture());
    }

    public int port() {
        return port;
    }

    /** {@code https://127.0.0.1:PORT}. */
    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** Signed the serving certificate, and signs the client certificates that are trusted. */
    public CertificateAuthority authority() {
        return options.authority();
    }

    /** A client certificate of {@code system:masters}. */
    public Credential admin() {
        return client("admin", User.MASTERS);
    }

    public Credential client(String user, String... groups) {
        return Credential.of(authority().issueClient(user, List.of(groups)));
    }

    /** A kubeconfig with one context for this server. */
    public Kubeconfig kubeconfig(String context, Credential credential) {
        return new Kubeconfig().context(context, url(), authority().certificatePem(), credential);
    }

    /** Serves one more type, as a new CustomResourceDefinition would. */
    public void serve(ResourceType type) {
        table.add(type);
    }

    public ObjectNode createNamespace(String name) {
        return put(Json.yaml("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}"));
    }

    /** Creates the object in this YAML, or replaces the one of its name; without a namespace it goes to {@code default}. */
    public ObjectNode put(String yaml) {
        return put(Json.yaml(yaml));
    }

    /** As {@link #put(String)}. */
    public ObjectNode put(ObjectNode object) {
        ResourceType type = table.require(
                object.path("apiVersion").asText(), object.path("kind").asText());
        String namespace = type.namespaced() ? object.at("/metadata/namespace").asText("default") : "";
        ObjectKey key = new ObjectKey(namespace, object.at("/metadata/name").asText());
        synchronized (store) {
            return store.find(type, key).isPresent()
                    ? resources
                            .update(type, key, "", object, WriteOptions.SEEDED)
                            .deepCopy()
                    : resources
                            .create(type, namespace, object, WriteOptions.SEEDED)
                            .deepCopy();
        }
    }

    /** A copy of an object; the namespace of a cluster-wide one is empty. */
    public Optional<ObjectNode> find(String apiVersion, String kind, String namespace, String name) {
        return store.find(table.require(apiVersion, kind), new ObjectKey(namespace, name))
                .map(ObjectNode::deepCopy);
    }

    /** Deletes an object if it is there. */
    public void delete(String apiVersion, String kind, String namespace, String name) {
        ResourceType type = table.require(apiVersion, kind);
        ObjectKey key = new ObjectKey(namespace, name);
        synchronized (store) {
            if (store.find(type, key).isPresent()) {
                resources.delete(type, key, Preconditions.NONE, false);
            }
        }
    }

    /** Adds a line to a pod's log; followers get it at once. */
    public void appendLog(String namespace, String pod, String line) {
        logs.append(new ObjectKey(namespace, pod), line);
    }

    /** What came in, oldest first; the last ten thousand. */
    public List<SeenRequest> requests() {
        return recorder.requests();
    }

    public void forgetRequests() {
        recorder.clear();
    }

    /** Hands every request whose raw target begins with {@code prefix} to {@code handler}, unauthenticated and as it came. */
    public void handle(String prefix, Handler<HttpServerRequest> handler) {
        script.handle(prefix, handler);
    }

    /** Undoes {@link #handle}. */
    public void unhandle(String prefix) {
        script.forget(prefix);
    }

    /** From now on waits this long before answering anything; zero ends it. */
    public void delayAnswers(Duration delay) {
        script.delay(delay);
    }

    /** Ends all open watches in good order; informers resume where they were. */
    public void endWatches() {
        watches.endAll();
    }

    public int openWatches() {
        return watches.count();
    }

    /** Forgets the history of changes: watches from older versions get 410. */
    public void compact() {
        store.compact();
    }

    Aggregation aggregation() {
        return aggregation;
    }

    @Override
    public String toString() {
        return "PocketApiServer[" + url() + "]";
    }
}
