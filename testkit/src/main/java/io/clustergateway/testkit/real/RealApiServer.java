package io.clustergateway.testkit.real;

import static java.util.Objects.requireNonNull;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.files.Folder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A real kube-apiserver with its etcd, on loopback. No controllers run beside it: aggregated ClusterRoles stay empty,
 * service accounts named default are not made, deleted namespaces stay Terminating. All methods block; none is for an
 * event loop.
 */
public final class RealApiServer implements AutoCloseable {

    private static final List<String> ADMIN_GROUPS = List.of("system:masters");

    private final KubernetesAssets assets;
    private final Folder folder;
    private final ClusterCertificates certificates;
    private final Issued admin;
    private final ApiServerProcesses processes;

    private RealApiServer(KubernetesAssets assets, ApiServerSettings settings, Folder folder) {
        this.assets = assets;
        this.folder = folder;
        this.certificates = ClusterCertificates.create(settings.name());
        this.admin = certificates.clients().issueClient("admin", ADMIN_GROUPS);
        certificates.writeTo(folder);
        folder.write("tokens.csv", String.join("\n", settings.tokenLines()) + "\n");
        this.processes = ApiServerProcesses.start(assets, folder.path(), settings, certificates, admin);
    }

    /** Whether the binaries are there. */
    public static boolean isInstalled() {
        return KubernetesAssets.find().isPresent();
    }

    /** One line for people whose machine lacks the binaries: what is missing, and the mend. */
    public static String howToInstall() {
        return KubernetesAssets.missing();
    }

    /** As {@link #launch(ApiServerSettings)} with nothing unusual. */
    public static RealApiServer launch(String name) {
        return launch(ApiServerSettings.named(name));
    }

    /**
     * Starts a cluster and waits until it is ready, about four seconds.
     *
     * @throws IllegalStateException with the end of both logs when it does not start, or when the binaries are missing
     */
    public static RealApiServer launch(ApiServerSettings settings) {
        requireNonNull(settings, "settings");
        KubernetesAssets assets =
                KubernetesAssets.find().orElseThrow(() -> new IllegalStateException(KubernetesAssets.missing()));
        Folder folder = Folder.create("real-kubernetes-" + settings.name() + "-");
        try {
            return new RealApiServer(assets, settings, folder);
        } catch (RuntimeException e) {
            folder.delete();
            throw e;
        }
    }

    /** {@code https://127.0.0.1:port}. */
    public String url() {
        return "https://127.0.0.1:" + processes.port();
    }

    /** What its serving certificate is verified against. */
    public String caPem() {
        return certificates.serving().certificatePem();
    }

    public ClusterCertificates certificates() {
        return certificates;
    }

    /** Of user admin in group system:masters. */
    public Issued adminCertificate() {
        return admin;
    }

    public Issued issueClient(String user, List<String> groups) {
        return certificates.clients().issueClient(user, groups);
    }

    public Path adminKubeconfig() {
        return Kubeconfig.of(url(), caPem(), admin).writeTo(folder.path().resolve("admin.kubeconfig"));
    }

    /** A file with a client certificate for this user. */
    public Path kubeconfig(String user, List<String> groups) {
        return kubeconfigOf(user, groups).writeTo(folder.newFile(user.replaceAll("[^\\w-]", "_") + "-", ".kubeconfig"));
    }

    /** As {@link #kubeconfig}, to be changed further before it is written. */
    public Kubeconfig kubeconfigOf(String user, List<String> groups) {
        return Kubeconfig.of(url(), caPem(), issueClient(user, groups));
    }

    /** kubectl as admin. */
    public Kubectl kubectl() {
        Path binary = assets.kubectl()
                .orElseThrow(() -> new IllegalStateException(
                        "no kubectl beside kube-apiserver or on the PATH (expected: one, to run it)"));
        return Kubectl.of(binary, folder.path(), adminKubeconfig());
    }

    /** Runs kubectl as admin to its end. */
    public CommandResult kubectl(String... arguments) {
        return kubectl().run(arguments);
    }

    /**
     * One request as admin.
     *
     * @param path with query
     * @param body JSON (a merge patch for PATCH); empty for none
     * @throws UncheckedIOException when there is no answer within 15 seconds
     */
    public ApiAnswer request(String method, String path, String body) {
        return send(processes.admin(), method, path, body);
    }

    /** One request as somebody without groups; unlike kubectl, it is never repeated. */
    public ApiAnswer requestAs(String user, String method, String path, String body) {
        X509Certificate ca = certificates().serving().certificate();
        return send(new ApiRequests(url(), ca, issueClient(user, List.of())), method, path, body);
    }

    private ApiAnswer send(ApiRequests requests, String method, String path, String body) {
        try {
            return requests.send(method, path, body);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + URI.create(url() + path) + " got no answer", e);
        }
    }

    /** A token by TokenRequest, good for an hour; the service account is made when it is not there. */
    public String createServiceAccountToken(String namespace, String name) {
        String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
        createServiceAccount(namespace, name);
        JsonObject review = new JsonObject()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest")
                .put("spec", new JsonObject().put("expirationSeconds", 3600));
        return request("POST", accounts + "/" + name + "/token", review.encode())
                .expectSuccess()
                .json()
                .getJsonObject("status")
                .getString("token");
    }

    /** Makes the service account unless it is there. */
    public void createServiceAccount(String namespace, String name) {
        String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
        if (!request("GET", accounts + "/" + name, "").isSuccess()) {
            JsonObject account = new JsonObject().put("metadata", new JsonObject().put("name", name));
            request("POST", accounts, account.encode()).expectSuccess();
        }
    }

    /**
     * Registers an extension server on this machine, anew if it was registered before, and waits until its APIService
     * is Available.
     *
     * @param port it listens on, at localhost
     * @param caPem of its serving certificate, which must name {@link #extensionServerName(String)}
     * @throws IllegalStateException with the APIService's conditions, when it does not become Available in a minute
     */
    public void registerApiService(String group, String version, int port, String caPem) {
        new ExtensionServer(group, version, port, caPem).register(this);
    }

    /** The DNS name by which the aggregator verifies the extension server of this API group. */
    public static String extensionServerName(String group) {
        return ExtensionServer.serverName(requireNonNull(group, "group"));
    }

    /** Kills kube-apiserver, as an outage would; etcd keeps the data. */
    public void stop() {
        processes.stopApiServer();
    }

    /** Starts it again on the same port and waits until it is ready. */
    public void start() {
        processes.startApiServer();
    }

    /** Freezes it: connections stay open and nothing answers, as behind a broken network. */
    public void pause() {
        processes.signalApiServer("STOP");
    }

    public void resume() {
        processes.signalApiServer("CONT");
    }

    /**
     * Starts another kube-apiserver on the same etcd with the same certificates, as a control plane of several has, and waits
     * until it is ready.
     */
    public Replica launchReplica() {
        return processes.launchReplica();
    }

    /** Another API server of the same cluster. */
    public static final class Replica implements AutoCloseable {
        private final Daemon process;
        private final int port;

        Replica(Daemon process, int port) {
            this.process = process;
            this.port = port;
        }

        public int port() {
            return port;
        }

        /** Asks it to finish what it does and go, as a rolling upgrade does; returns at once. */
        public void terminate() {
            process.signal("TERM");
        }

        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void close() {
            process.kill();
        }
    }

    /** A folder that lives as long as this server. */
    public Path directory() {
        return folder.path();
    }

    /** Ends both processes and deletes their folder. */
    @Override
    public void close() {
        processes.kill();
        folder.delete();
    }

    @Override
    public String toString() {
        return "RealApiServer[" + url() + ", " + folder.path() + "]";
    }
}
