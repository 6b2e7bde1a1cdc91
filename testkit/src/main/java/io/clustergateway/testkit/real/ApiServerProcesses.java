package io.clustergateway.testkit.real;

import io.clustergateway.testkit.certificates.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One etcd and one kube-apiserver on fixed ports; the API server can go and come back with the same data. */
final class ApiServerProcesses {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final List<String> READY =
            List.of("/readyz", "/api/v1/namespaces/default", "/api/v1/namespaces/kube-system");
    private static final int ATTEMPTS = 3;

    private final ApiServerCommand command;
    private final ApiServerSettings settings;
    private final ApiRequests admin;
    private final Daemon etcd;
    private final Issued identity;
    private final ClusterCertificates certificates;
    private Daemon apiServer;

    private ApiServerProcesses(
            ApiServerCommand command, ApiServerSettings settings, ClusterCertificates certificates, Issued identity) {
        this.command = command;
        this.settings = settings;
        this.certificates = certificates;
        this.identity = identity;
        this.admin = requests(command.securePort());
        this.etcd = Daemon.launch("etcd of " + settings.name(), command.etcd(), log("etcd"));
        this.apiServer = launchApiServer();
    }

    /** Starts both and waits until the API server is ready; another program that took a port is evaded. */
    static ApiServerProcesses start(
            KubernetesAssets assets,
            Path directory,
            ApiServerSettings settings,
            ClusterCertificates certificates,
            Issued identity) {
        for (int attempt = 1; ; attempt++) {
            ApiServerCommand command = new ApiServerCommand(assets, directory, Ports.free(), Ports.free());
            ApiServerProcesses processes = new ApiServerProcesses(command, settings, certificates, identity);
            try {
                processes.awaitReady(processes.apiServer, processes.admin);
                return processes;
            } catch (IllegalStateException e) {
                processes.kill();
                boolean taken = !Ports.isFree(command.etcdPort()) || !Ports.isFree(command.securePort());
                if (!taken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    int port() {
        return command.securePort();
    }

    ApiRequests admin() {
        return admin;
    }

    void stopApiServer() {
        apiServer.kill();
    }

    void startApiServer() {
        if (!apiServer.isAlive()) {
            apiServer = launchApiServer();
            awaitReady(apiServer, admin);
        }
    }

    void signalApiServer(String signal) {
        apiServer.signal(signal);
    }

    void kill() {
        apiServer.kill();
        etcd.kill();
    }

    RealApiServer.Replica launchReplica() {
        int port = Ports.free();
        List<String> line = new ApiServerCommand(command.assets(), command.directory(), command.etcdPort(), port)
                .apiServer(settings);
        Daemon replica = Daemon.launch("kube-apiserver of " + settings.name(), line, log("replica-" + port));
        awaitReady(replica, requests(port));
        return new RealApiServer.Replica(replica, port);
    }

    private ApiRequests requests(int port) {
        return new ApiRequests(
                "https://127.0.0.1:" + port, certificates.serving().certificate(), identity);
    }

    private Daemon launchApiServer() {
        return Daemon.launch(
                "kube-apiserver of " + settings.name(), command.apiServer(settings), log("kube-apiserver"));
    }

    private void awaitReady(Daemon apiServer, ApiRequests admin) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady(admin)) {
            if (!apiServer.isAlive() || !etcd.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("real Kubernetes did not start (expected: ready within " + PATIENCE
                        + ")\n" + etcd.tail() + "\n" + apiServer.tail());
            }
            apiServer.idle(PAUSE);
        }
    }

    private static boolean isReady(ApiRequests admin) {
        try {
            for (String path : READY) {
                if (!admin.send("GET", path, "").isSuccess()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // not listening yet; the deadline above is the judge
        }
    }

    private Path log(String name) {
        Path log = command.directory().resolve(name + ".log");
        try {
            return Files.exists(log) ? log : Files.createFile(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
