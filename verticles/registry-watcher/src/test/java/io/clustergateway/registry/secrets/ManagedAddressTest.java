package io.clustergateway.registry.secrets;

import static io.clustergateway.registry.Secrets.base64;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Trust;
import io.vertx.core.json.JsonObject;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManagedAddressTest {
    private static final String URL = "https://managed.example:6443";
    private static final String TYPE = "cluster.core.oam.dev/cluster-endpoint-type";

    private static String managedCa;
    private static String secretCa;

    private final SecretReader reader = SecretReader.withoutPlugins(true, false, Clock.systemUTC());

    @BeforeAll
    static void makeCertificates() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        managedCa = SelfSigned.certificatePem(keys.generateKeyPair());
        secretCa = SelfSigned.certificatePem(keys.generateKeyPair());
    }

    @Test
    void endpointAndCaComeFromTheManagedCluster() {
        Cluster cluster = cluster(data(secret(), "ca.crt", secretCa), URL, base64(managedCa));

        assertThat(cluster.endpoint().url()).isEqualTo(URL);
        assertThat(cluster.trust()).isEqualTo(new Trust.CaBundle(managedCa.strip()));
    }

    @Test
    void theSecretNeedsNoEndpoint() {
        JsonObject secret = secret();
        secret.getJsonObject("data").remove("endpoint");

        assertThat(cluster(secret, URL, base64(managedCa)).endpoint().url()).isEqualTo(URL);
    }

    @Test
    void withoutACaThereTheSecretsOneVerifies() {
        assertThat(cluster(data(secret(), "ca.crt", secretCa), URL, "").trust())
                .isEqualTo(new Trust.CaBundle(secretCa.strip()));
    }

    @Test
    void isVerifiedWhateverTheSecretAndTheFlagsAllow() {
        assertThat(cluster(data(secret(), "insecure-skip-tls-verify", "true"), URL, "")
                        .trust())
                .isEqualTo(new Trust.SystemRoots());
        assertThat(reader.read(secret()).member())
                .isInstanceOfSatisfying(
                        Cluster.class, alone -> assertThat(alone.trust()).isEqualTo(new Trust.Unverified()));
    }

    @Test
    void aTunnelStaysATunnel() {
        JsonObject secret = data(label(secret(), TYPE, "ClusterProxy"), "ca.crt", secretCa);

        Cluster cluster = cluster(secret, "no url", "no ca");

        assertThat(cluster.egress()).isEqualTo(new Egress.Konnectivity());
        assertThat(cluster.trust()).isEqualTo(new Trust.CaBundle(secretCa.strip()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', spec.managedClusterClientConfigs[0].url: no usable address",
        "http://managed.example, '', spec.managedClusterClientConfigs[0].url: no usable address",
        "https://user:canary@managed.example, '', spec.managedClusterClientConfigs[0].url",
        "https://managed.example, canary%, spec.managedClusterClientConfigs[0].caBundle: no certificate",
        "https://managed.example, Y2FuYXJ5, spec.managedClusterClientConfigs[0].caBundle: no certificate",
    })
    void saysWhatIsWrongWithoutTellingIt(String url, String caBundle, String fault) {
        assertThat(reader.read(secret(), Optional.of(new ManagedAddress(url, caBundle)))
                        .member())
                .isInstanceOfSatisfying(
                        BrokenMember.class,
                        broken -> assertThat(broken)
                                .returns(BrokenMember.Place.MANAGED_CLUSTER, BrokenMember::place)
                                .extracting(BrokenMember::fault, as(STRING))
                                .startsWith("ManagedCluster alpha: " + fault)
                                .doesNotContain("canary"));
    }

    private static JsonObject secret() {
        return token("alpha", "https://secret.example");
    }

    private Cluster cluster(JsonObject secret, String url, String caBundle) {
        return (Cluster) reader.read(secret, Optional.of(new ManagedAddress(url, caBundle)))
                .member();
    }
}
