package io.clustergateway.registry.secrets;

import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.junit.jupiter.api.Test;

final class ReachTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("reach tests");
    private static final String ENDPOINT_TYPE = "cluster.core.oam.dev/cluster-endpoint-type";

    private final SecretReader reader = SecretReader.withoutPlugins(false, false, Clock.systemUTC());

    @Test
    void readsSeveralEndpointsInTheirOrder() {
        Cluster cluster =
                read(reader, token("m", "https://b.example:6443/k, https://[fd00::1]/k\n,https://b.example:6443/k"));
        assertThat(cluster.endpoints())
                .containsExactly(new Endpoint("b.example", 6443, "/k"), new Endpoint("fd00::1", 443, "/k"));
        assertThat(cluster.egress()).isEqualTo(new Egress.Direct());
    }

    @Test
    void readsProxiesAndMasksTheirUser() {
        JsonObject secret =
                data(token("m", "https://m.example"), "proxy-url", "socks5://us%40er:pass@[fd00::2]:1081\n");
        Egress.Proxy proxy = (Egress.Proxy) read(reader, secret).egress();
        assertThat(proxy.scheme()).isEqualTo(Egress.Scheme.SOCKS5);
        assertThat(proxy.login()).contains(new Egress.Login("us@er", "pass"));
        assertThat(proxy.url()).isEqualTo("socks5://[fd00::2]:1081");
        assertThat(proxy.toString() + proxy.login()).doesNotContain("pass", "us@er");
    }

    @Test
    void anotherPasswordOfTheProxyMakesOtherConnections() {
        String one = read(reader, data(token("m", "https://m.example"), "proxy-url", "http://u:a@p"))
                .connectionKey();
        String two = read(reader, data(token("m", "https://m.example"), "proxy-url", "http://u:b@p"))
                .connectionKey();
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void verifiesMembersBehindTheClusterProxyUnlessToldOtherwise() {
        JsonObject secret = label(
                data(token("m", "https://ignored.example"), "ca.crt", AUTHORITY.certificatePem()),
                ENDPOINT_TYPE,
                "ClusterProxy");
        Cluster cluster = read(reader, secret);
        assertThat(cluster.egress()).isEqualTo(new Egress.Konnectivity());
        assertThat(cluster.endpoints()).containsExactly(new Endpoint("m", 443, ""));
        assertThat(cluster.trust()).isInstanceOf(Trust.CaBundle.class);

        Entry insecure =
                SecretReader.withoutPlugins(false, true, Clock.systemUTC()).read(secret);
        assertThat(((Cluster) insecure.member()).trust()).isEqualTo(new Trust.Unverified());
        assertThat(insecure.warnings()).singleElement().asString().contains("not verified");
    }

    private static Cluster read(SecretReader reader, JsonObject secret) {
        return (Cluster) reader.read(secret).member();
    }
}
