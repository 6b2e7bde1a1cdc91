package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServingCertificateTest {

    private static final String SERVICE = Manifests.NAME + "." + Manifests.NAMESPACE;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.NAME, SERVICE, SERVICE + ".svc", SERVICE + ".svc.cluster.local"})
    void isTrustedByTheCaBundleForTheServicesNames(String name) {
        Manifests manifests = madeByHelm();
        int port = StandIn.serve(vertx, data(secret(manifests), "tls.crt"), data(secret(manifests), "tls.key"));

        assertThat(StandIn.handshake(vertx, port, name, caBundle(manifests))).isEmpty();
    }

    @Test
    void isTrustedForNoOtherName() {
        Manifests manifests = madeByHelm();
        int port = StandIn.serve(vertx, data(secret(manifests), "tls.crt"), data(secret(manifests), "tls.key"));

        assertThat(StandIn.handshake(vertx, port, "cluster-gateway.elsewhere.svc", caBundle(manifests)))
                .isPresent();
    }

    @Test
    void keepsNoKeyOfItsAuthority() {
        assertThat(secret(madeByHelm()).path("data").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key");
    }

    @Test
    void mayBeGivenInstead() {
        CertificateAuthority authority = CertificateAuthority.create("own-ca");

        Manifests manifests = Manifests.render(template -> template.set("servingCertificate.mode", "secret")
                .set("servingCertificate.secretName", "mine")
                .set("servingCertificate.caBundle", authority.certificatePem()));

        assertThat(manifests.ofKind("Secret")).isEmpty();
        assertThat(manifests.pod().at("/volumes/0/secret/secretName").asText()).isEqualTo("mine");
        assertThat(caBundle(manifests).toString()).isEqualTo(authority.certificatePem());
    }

    @Test
    void isKeptByTheGatewayItselfUnlessToldOtherwise() {
        Manifests manifests = Manifests.ofDefaults();

        assertThat(manifests.ofKind("Secret")).isEmpty();
        assertThat(apiService(manifests).path("spec").has("caBundle")).isFalse();
        assertThat(manifests.arguments())
                .contains("--self-managed-certificate=true")
                .noneMatch(argument -> argument.startsWith("--tls-"));
        assertThat(manifests.pod().path("volumes").findValuesAsText("secretName"))
                .isEmpty();
    }

    @Test
    void isAlwaysVerified() {
        Manifests manifests = madeByHelm();
        JsonNode spec = apiService(manifests).path("spec");

        assertThat(manifests.documents().toString()).doesNotContain("insecureSkipTLSVerify");
        assertThat(spec.path("caBundle").asText()).isNotEmpty();
        assertThat(spec.path("groupPriorityMinimum").asInt()).isEqualTo(2000);
        assertThat(spec.path("versionPriority").asInt()).isEqualTo(10);
        assertThat(spec.at("/service/namespace").asText()).isEqualTo(Manifests.NAMESPACE);
        assertThat(spec.at("/service/port"))
                .isEqualTo(manifests.one("Service", Manifests.NAME).at("/spec/ports/0/port"));
    }

    private static Manifests madeByHelm() {
        return Manifests.render(template -> template.set("servingCertificate.mode", "helm"));
    }

    private static JsonNode secret(Manifests manifests) {
        return manifests.one("Secret", "cluster-gateway-serving-cert");
    }

    private static JsonNode apiService(Manifests manifests) {
        return manifests.one("APIService", "v1alpha1.cluster.core.oam.dev");
    }

    private static Buffer caBundle(Manifests manifests) {
        return decode(apiService(manifests).at("/spec/caBundle"));
    }

    private static Buffer data(JsonNode secret, String key) {
        return decode(secret.path("data").path(key));
    }

    private static Buffer decode(JsonNode base64) {
        return Buffer.buffer(Base64.getDecoder().decode(base64.asText()));
    }
}
