package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.lifecycle.Opening;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealApiServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** A gateway between two real API servers, doctor who is asked about them, and a desk at which what it says is run. */
final class DoctorRig implements AutoCloseable {
    static final String API_SERVICE = "v1alpha1.cluster.core.oam.dev";

    final RealRig gateway;
    private final RealApiServer hub;
    private final RealApiServer member;
    private final Path desk;

    DoctorRig(RealApiServer hub, RealApiServer member, Path desk) throws IOException {
        this.hub = hub;
        this.member = member;
        this.desk = desk;
        gateway = new RealRig(hub, member, Map.of("identity.passing", true));
        Opening.orClose(gateway, this::prepare);
    }

    private void prepare() throws IOException {
        gateway.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
        Files.writeString(desk.resolve("member-ca.crt"), member.caPem());
        Issued admin = member.adminCertificate();
        Files.writeString(desk.resolve("client.crt"), admin.certificatePem());
        Files.writeString(desk.resolve("client.key"), admin.keyPem());
        Kubeconfig.of(member.url(), member.caPem(), admin).writeTo(desk.resolve("member.kubeconfig"));
    }

    void healthy(String name) {
        seen(name, doctor -> {
            assertThat(doctor.faults()).isEmpty();
            assertThat(doctor.outcome("member.through-hub")).isEqualTo("ok");
        });
    }

    /** Asks until it says what is expected. */
    Doctor seen(String name, Consumer<Doctor> expected) {
        Doctor[] last = new Doctor[1];
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            last[0] = Doctor.run(hub.adminKubeconfig(), "-o", "json", name);
            assertThat(last[0].err()).doesNotContain("Error");
            expected.accept(last[0]);
        });
        return last[0];
    }

    void mend(Doctor doctor, String id) {
        shell(doctor.mend(id));
    }

    void shell(String line) {
        hub.kubectl().shell(desk, line).expectSuccess();
    }

    void patchApiService(String patch) {
        hub.kubectl("patch", "apiservice", API_SERVICE, "--type=merge", "-p", patch)
                .expectSuccess();
    }

    void memberAt(String name, int port) {
        Issued admin = member.adminCertificate();
        gateway.apply(hub, secret(name, "https://127.0.0.1:" + port, admin.certificatePem(), admin.keyPem()));
    }

    String secret(String name, String endpoint, String certificate, String key) {
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: vela-system
                  labels: {cluster.core.oam.dev/cluster-credential-type: X509Certificate}
                data: {endpoint: %s, tls.crt: %s, tls.key: %s, ca.crt: %s}
                """.formatted(name, base64(endpoint), base64(certificate), base64(key), base64(member.caPem()));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        gateway.close();
    }
}
