package io.clustergateway.chaos.rig;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the replicas of a rig are started with: files in a folder, and the flags that name them. */
final class ReplicaFlags {
    /** Answers are used for less long, so that scenarios which outlast them are short. */
    private static final List<String> SHORT_FORM =
            List.of("--authentication-token-webhook-cache-ttl=2s", "--authorization-webhook-cache-authorized-ttl=2s");

    private final Path dir;
    private final List<String> shared;

    /** @param tunnels of the konnectivity server at this port and of its clients */
    ReplicaFlags(
            Path dir, CertificateAuthority serving, CertificateAuthority tunnels, Path rules, int konnectivityPort) {
        this.dir = dir;
        serving.issueServer(List.of("localhost", "127.0.0.1")).writeTo(dir, "serving");
        tunnels.issueClient("gateway", List.of()).writeTo(dir, "tunnel");
        write("tunnel-ca.crt", tunnels.certificatePem());
        shared = new ArrayList<>(List.of(
                "--allow-loopback-members=true",
                "--feature-gates=ClientIdentityPenetration=true",
                "--cluster-gateway-proxy-config=" + rules,
                "--tls-cert-file=" + dir.resolve("serving.crt"),
                "--tls-private-key-file=" + dir.resolve("serving.key"),
                "--proxy-host=127.0.0.1",
                "--proxy-port=" + konnectivityPort,
                "--proxy-ca-cert=" + dir.resolve("tunnel-ca.crt"),
                "--proxy-cert=" + dir.resolve("tunnel.crt"),
                "--proxy-key=" + dir.resolve("tunnel.key"),
                "--health-probe-interval=500ms",
                "--health-probe-timeout=400ms",
                "--member-response-header-timeout=2s",
                "--shutdown-grace-period=3s",
                "--shutdown-stream-grace-period=1s"));
        if (!Boolean.getBoolean("chaos")) {
            shared.addAll(SHORT_FORM);
        }
    }

    /** @param more where {@code {dir}} is the folder and {@code {replica}} the replica's name */
    List<String> of(String replica, Path kubeconfig, List<String> more) {
        List<String> all = new ArrayList<>(List.of("--kubeconfig=" + kubeconfig));
        all.addAll(shared);
        all.addAll(more);
        return all.stream()
                .map(flag -> flag.replace("{dir}", dir.toString()).replace("{replica}", replica))
                .toList();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
