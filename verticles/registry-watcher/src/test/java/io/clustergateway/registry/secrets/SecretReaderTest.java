package io.clustergateway.registry.secrets;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.secret;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SecretReaderTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("member-ca");
    private static final Issued CLIENT = AUTHORITY.issueClient("gateway", List.of("admins"));
    private static final String GROUP = "cluster.core.oam.dev/";
    private static final String STATUS = "status.cluster.core.oam.dev/";

    private final SecretReader reader = SecretReader.withoutPlugins(false, false, Clock.systemUTC());

    @Test
    void readsATokenMember() {
        JsonObject secret =
                data(token("alpha", " https://alpha.example:6443/k8s/\n"), "ca", AUTHORITY.certificatePem());
        data(secret, "tls-server-name", "kubernetes\n");
        label(secret, GROUP + "provider", "aws");
        annotation(secret, GROUP + "cluster-alias", "Alpha");
        annotation(secret, GROUP + "offline", "moving house");
        annotation(secret, GROUP + "cluster-gateway-proxy-configuration", "rules: []");
        annotation(secret, STATUS + "healthy", "false");
        annotation(secret, STATUS + "healthy-reason", "CannotConnect");

        Cluster cluster = cluster(secret);

        assertThat(cluster.endpoint().url()).isEqualTo("https://alpha.example:6443/k8s");
        assertThat(cluster.credential()).isEqualTo(new Credential.BearerToken(CANARY));
        assertThat(cluster.trust())
                .isEqualTo(new Trust.CaBundle(AUTHORITY.certificatePem().strip()));
        assertThat(cluster.labels()).containsOnlyKeys("region");
        assertThat(cluster.alias()).isEqualTo("Alpha");
        assertThat(cluster.provider()).isEqualTo("aws");
        assertThat(cluster.tlsServerName()).contains("kubernetes");
        assertThat(cluster.offline()).contains("moving house");
        assertThat(cluster.rules()).contains("rules: []");
        assertThat(cluster.health()).isEqualTo(new Health(Health.State.UNHEALTHY, "CannotConnect"));
        assertThat(cluster.createdAt()).isEqualTo("2024-05-06T10:00:00Z");
        assertThat(cluster.uid()).isEqualTo("uid-alpha");
        assertThat(cluster.resourceVersion()).isEqualTo("5");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void readsEveryFormOfPrivateKey(String certificatePem, String keyPem) {
        for (String type : List.of("X509Certificate", "X509")) {
            Entry entry = reader.read(x509(type, certificatePem, keyPem));
            assertThat(entry.member()).isInstanceOf(Cluster.class);
            assertThat(entry.credentialType()).isEqualTo("X509Certificate");
        }
    }

    static Stream<Arguments> keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        String rsaCertificate = SelfSigned.certificatePem(rsa);
        byte[] ec = CLIENT.key().getEncoded();
        return Stream.of(
                Arguments.of(CLIENT.certificatePem(), CLIENT.keyPem()),
                Arguments.of(CLIENT.certificatePem(), pem("EC PRIVATE KEY", inner(ec))),
                Arguments.of(rsaCertificate, pem("PRIVATE KEY", rsa.getPrivate().getEncoded())),
                Arguments.of(
                        rsaCertificate,
                        pem("RSA PRIVATE KEY", inner(rsa.getPrivate().getEncoded()))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void namesSecretAndKeyButNoDataOfAFault(String expected, UnaryOperator<JsonObject> spoil) {
        Entry entry = reader.read(spoil.apply(token("alpha", "https://alpha.example")));

        assertThat(entry.member()).isInstanceOfSatisfying(BrokenMember.class, broken -> {
            assertThat(broken.fault()).startsWith("Secret vela-system/").contains(expected, "(expected: ");
            assertThat(broken.fault()).doesNotContain(CANARY);
        });
    }

    static Stream<Arguments> faults() {
        Issued other = AUTHORITY.issueClient("other", List.of());
        return Stream.of(
                fault("key endpoint: no usable address", s -> data(s, "endpoint", ",")),
                fault("key endpoint: no usable address", s -> data(s, "endpoint", "https://a.example/\u00fc")),
                fault("key endpoint: missing", s -> without(s, "endpoint")),
                fault("key endpoint: http", s -> data(s, "endpoint", "http://alpha.example")),
                fault("key endpoint: no usable", s -> data(s, "endpoint", "https://u:" + CANARY + "@alpha")),
                fault("key endpoint: no usable", s -> data(s, "endpoint", CANARY + ":x")),
                fault("key token: missing", s -> without(s, "token")),
                fault("key token: missing", s -> data(s, "token", " \n")),
                fault("key token: characters", s -> data(s, "token", CANARY + "\r\nX: y")),
                fault("key token: not base64", s -> raw(s, "token", CANARY + "%%")),
                fault("key token: no text", s -> raw(s, "token", 7)),
                fault("key ca.crt: no certificate", s -> data(s, "ca.crt", CANARY)),
                fault(
                        "key ca: a certificate that cannot be read",
                        s -> data(s, "ca", pem("CERTIFICATE", CANARY.getBytes()))),
                fault("key insecure-skip-tls-verify: neither", s -> data(s, "insecure-skip-tls-verify", "yes")),
                fault("key tls-server-name: no DNS name", s -> data(s, "tls-server-name", "a b")),
                fault("key proxy-url: no usable", s -> data(s, "proxy-url", "ftp://" + CANARY)),
                fault("key proxy-url: no usable", s -> data(s, "proxy-url", "http://u:%zz" + CANARY + "@proxy:1")),
                fault("key proxy-url: no usable", s -> data(s, "proxy-url", "http://proxy:1/" + CANARY)),
                fault(
                        "key proxy-ca.crt: no certificate",
                        s -> data(data(s, "proxy-ca.crt", CANARY), "proxy-url", "https://proxy")),
                fault(
                        "key endpoint: endpoints with different paths",
                        s -> data(s, "endpoint", "https://a.example/x,https://b.example/y")),
                fault("key exec: missing or empty", s -> label(s, SecretReader.SELECTOR, "Dynamic")),
                fault(
                        "its credential comes from a plugin, which only the gateway runs",
                        s -> data(label(s, SecretReader.SELECTOR, "Dynamic"), "exec", "{}")),
                fault("unknown type", s -> label(s, SecretReader.SELECTOR, CANARY)),
                fault("key ca.crt: missing", s -> label(s, GROUP + "cluster-endpoint-type", "ClusterProxy")),
                fault(
                        "key proxy-url: a ClusterProxy",
                        s -> data(
                                label(s, GROUP + "cluster-endpoint-type", "ClusterProxy"),
                                "proxy-url",
                                "http://proxy")),
                fault("unknown type", s -> label(s, GROUP + "cluster-endpoint-type", CANARY)),
                fault("the name local is the hub's own", s -> named(s, "local")),
                fault("no DNS name", s -> named(s, "A b")),
                fault("key tls.crt: missing", s -> x509("X509Certificate", "", CLIENT.keyPem())),
                fault("key tls.key: missing", s -> x509("X509Certificate", CLIENT.certificatePem(), "")),
                fault("key tls.key: no private key", s -> x509("X509", CLIENT.certificatePem(), CANARY)),
                fault("key tls.key: not the key", s -> x509("X509", CLIENT.certificatePem(), other.keyPem())),
                fault(
                        "key tls.key: an encrypted",
                        s -> x509("X509", CLIENT.certificatePem(), pem("ENCRYPTED PRIVATE KEY", new byte[] {1}))),
                fault(
                        "key tls.key: not the key",
                        s -> x509("X509", CLIENT.certificatePem(), pem("RSA PRIVATE KEY", new byte[] {1, 2}))));
    }

    @Test
    void warnsOfWhatHasExpiredAndGoesOnUsingIt() {
        Issued expired = AUTHORITY.issueClient("gateway", List.of(), Flaw.EXPIRED);

        Entry entry = reader.read(x509("X509Certificate", expired.certificatePem(), expired.keyPem()));

        assertThat(entry.member()).isInstanceOf(Cluster.class);
        assertThat(entry.warnings()).singleElement().asString().startsWith("key tls.crt: a certificate expired at ");
    }

    @Test
    void trustsTheSystemUnlessToldOtherwise() {
        JsonObject secret = token("alpha", "https://alpha.example");
        assertThat(cluster(secret).trust()).isEqualTo(new Trust.SystemRoots());
        assertThat(((Cluster) SecretReader.withoutPlugins(true, false, Clock.systemUTC())
                                .read(secret)
                                .member())
                        .trust())
                .isEqualTo(new Trust.Unverified());

        Entry insecure = reader.read(data(secret, "insecure-skip-tls-verify", "true"));
        assertThat(((Cluster) insecure.member()).trust()).isEqualTo(new Trust.Unverified());
        assertThat(insecure.warnings()).singleElement().asString().contains("not verified");

        Entry both = reader.read(data(secret, "ca.crt", AUTHORITY.certificatePem()));
        assertThat(((Cluster) both.member()).trust()).isInstanceOf(Trust.CaBundle.class);
        assertThat(both.warnings()).singleElement().asString().contains("ignored");
    }

    @Test
    void connectionKeyChangesWithConnectionsOnly() {
        String key = cluster(token("alpha", "https://alpha.example")).connectionKey();

        assertThat(key).matches("[0-9a-f]{64}");
        assertThat(cluster(annotation(token("alpha", "https://alpha.example"), STATUS + "healthy", "true"))
                        .connectionKey())
                .isEqualTo(key);
        assertThat(Stream.of(
                                token("beta", "https://alpha.example"),
                                token("alpha", "https://alpha.example:444"),
                                data(token("alpha", "https://alpha.example"), "token", "other"),
                                data(token("alpha", "https://alpha.example"), "ca", AUTHORITY.certificatePem()),
                                data(token("alpha", "https://alpha.example"), "tls-server-name", "x"))
                        .map(this::cluster)
                        .map(Cluster::connectionKey))
                .doesNotHaveDuplicates()
                .doesNotContain(key);
    }

    @Test
    void doubtfulHealthIsUnknownWithAWarning() {
        Entry entry = reader.read(annotation(token("alpha", "https://alpha.example"), STATUS + "healthy", "maybe"));

        assertThat(((Cluster) entry.member()).health()).isEqualTo(Health.UNKNOWN);
        assertThat(entry.warnings()).hasSize(1);
    }

    @Test
    void offlineIsTrueOrAReason() {
        JsonObject secret = token("alpha", "https://alpha.example");
        assertThat(cluster(annotation(secret, GROUP + "offline", "false")).offline())
                .isEmpty();
        assertThat(cluster(annotation(secret, GROUP + "offline", "true")).offline())
                .contains("it is switched off");
    }

    @Test
    void nothingButWhitelistedMetadataAndMaskedCredentialsLeavesTheReader() {
        JsonObject secret = data(token("alpha", "https://alpha.example"), "password", CANARY);

        assertThat(reader.read(secret).toString()).doesNotContain(CANARY);
        assertThat(reader.read(secret).annotations()).isEmpty();
        assertThat(reader.read(label(secret, SecretReader.SELECTOR, "Dynamic")).toString())
                .doesNotContain(CANARY);
    }

    private Cluster cluster(JsonObject secret) {
        return (Cluster) reader.read(secret).member();
    }

    private static JsonObject x509(String type, String certificatePem, String keyPem) {
        JsonObject secret = data(secret("alpha", type, 5), "endpoint", "https://alpha.example");
        return data(data(secret, "tls.crt", certificatePem), "tls.key", keyPem);
    }

    private static Arguments fault(String expected, UnaryOperator<JsonObject> spoil) {
        return Arguments.of(expected, spoil);
    }

    private static JsonObject without(JsonObject secret, String key) {
        secret.getJsonObject("data").remove(key);
        return secret;
    }

    private static JsonObject raw(JsonObject secret, String key, Object value) {
        secret.getJsonObject("data").put(key, value);
        return secret;
    }

    private static JsonObject named(JsonObject secret, String name) {
        secret.getJsonObject("metadata").put("name", name);
        return secret;
    }

    /** What PKCS#8 wraps: the content of its OCTET STRING, the third element (after version and algorithm). */
    private static byte[] inner(byte[] pkcs8) {
        int at = header(pkcs8, 0);
        at += header(pkcs8, at) + length(pkcs8, at);
        at += header(pkcs8, at) + length(pkcs8, at);
        int start = at + header(pkcs8, at);
        return Arrays.copyOfRange(pkcs8, start, start + length(pkcs8, at));
    }

    private static int header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0; first >= 0x80 && i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
    }
}
