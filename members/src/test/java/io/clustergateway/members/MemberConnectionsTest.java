package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(30)
final class MemberConnectionsTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("members tests");
    private static final Issued SERVER = CA.issueServer(List.of("127.0.0.1", "member.example"));
    private static final Trust TRUSTED = new Trust.CaBundle(CA.certificatePem());
    private static final Credential TOKEN = new Credential.BearerToken("t");

    private Vertx vertx;
    private HttpServer server;
    private MemberConnections connections;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setSni(true)
                        .setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(CA.trustOptions())
                        .setKeyCertOptions(SERVER.keyCertOptions()))
                .requestHandler(request -> request.response()
                        .putHeader("sni", String.valueOf(request.connection().indicatedServerName()))
                        .putHeader("version", request.version().name())
                        .putHeader("authority", request.authority().toString())
                        .end(subject(request)))
                .listen()
                .await();
        connections = TestMember.onLoopback(vertx);
    }

    @AfterEach
    void tearDown() {
        Future.join(connections.close(), server.close()).await();
    }

    @Test
    void speaksHttp2ToTheEndpointsOwnAuthority() throws Exception {
        HttpClientResponse answer = get(cluster("m", TRUSTED, TOKEN, Optional.empty(), "k"));
        assertThat(answer.getHeader("version")).isEqualTo("HTTP_2");
        assertThat(answer.getHeader("authority")).isEqualTo("127.0.0.1:" + server.actualPort());
    }

    @Test
    void replacedVersionsLeaveNothingBehindWhileTheirVerticleRunsOn() throws Exception {
        long before = routes();
        for (int i = 0; i < 20; i++) {
            get(cluster("m", TRUSTED, TOKEN, Optional.empty(), "k" + i));
        }
        assertThat(connections.size()).isEqualTo(1);
        await().until(() -> routes() - before, more -> more < 5);
    }

    /** How many are alive, after a full collection. */
    private static long routes() throws Exception {
        Object table = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return table.toString()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(Route.class.getName()))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    @Test
    void asksForAndVerifiesTheServerNameOfTheSecret() throws Exception {
        HttpClientResponse answer = get(cluster("m", TRUSTED, TOKEN, Optional.of("member.example"), "k"));
        assertThat(answer.getHeader("sni")).isEqualTo("member.example");
        assertThat(answer.getHeader("authority")).isEqualTo("127.0.0.1:" + server.actualPort());
        Cluster misnamed = cluster("n", TRUSTED, TOKEN, Optional.of("other.example"), "k2");
        assertThatThrownBy(() -> get(misnamed)).rootCause().isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void neverLendsAnUnverifiedConnectionToAVerifyingMember() throws Exception {
        Trust other = new Trust.CaBundle(CertificateAuthority.create("other").certificatePem());
        assertThat(get(cluster("a", new Trust.Unverified(), TOKEN, Optional.empty(), "k1"))
                        .statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> get(cluster("b", other, TOKEN, Optional.empty(), "k2")))
                .rootCause()
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> upgrade(cluster("c", other, TOKEN, Optional.empty(), "k3")))
                .rootCause()
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void showsClientCertificatesWithKeysOfEveryForm() throws Exception {
        Issued pkcs8 = CA.issueClient("gateway", List.of("system:masters"));
        String sec1 = traditional(pkcs8);
        assertThat(sec1).startsWith("-----BEGIN EC PRIVATE KEY-----");
        for (String key : List.of(pkcs8.keyPem(), sec1)) {
            Credential credential = new Credential.ClientCertificate(pkcs8.certificatePem(), key);
            String name = "m" + key.length();
            HttpClientResponse answer = get(cluster(name, TRUSTED, credential, Optional.empty(), name));
            assertThat(answer.getHeader("subject")).contains("CN=gateway");
        }
    }

    @Test
    void readsRsaKeysInPkcs1() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        byte[] der = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        PemKeyCertOptions options = new PemKeyCertOptions()
                .addKeyValue(Buffer.buffer(pem("RSA PRIVATE KEY", der)))
                .addCertValue(Buffer.buffer(pem("CERTIFICATE", selfSigned(keys))));
        assertThat(options.loadKeyStore(vertx).size()).isEqualTo(1);
    }

    @Test
    void usesBoringSslWhereItIs() {
        assertThat(OpenSSLEngineOptions.isAvailable()).isTrue();
    }

    @Test
    void keepsOneSetForEachVersionAndForgetsMembersThatLeft() {
        Cluster first = cluster("m", TRUSTED, TOKEN, Optional.empty(), "k1");
        Cluster second = cluster("m", TRUSTED, TOKEN, Optional.empty(), "k2");
        MemberConnection old = connections.of(first).orElseThrow();
        assertThat(connections.of(first)).containsSame(old);
        boolean[] dropped = {false};
        MemberConnection.Lease lease = old.lease(() -> dropped[0] = true);
        assertThat(connections.of(second)).isPresent().get().isNotSameAs(old);
        assertThat(connections.size()).isEqualTo(2);
        connections.follow(ClusterTable.EMPTY.with(second, "2"));
        assertThat(dropped[0]).isFalse();
        connections.follow(ClusterTable.EMPTY);
        assertThat(dropped[0]).isTrue();
        assertThat(connections.size()).isZero();
        assertThat(connections.of(second)).isEmpty();
        lease.release();
    }

    @Test
    void closesARetiredSetWhenItsLastUseEnds() {
        Cluster first = cluster("m", TRUSTED, TOKEN, Optional.empty(), "k1");
        MemberConnection.Lease lease = connections.of(first).orElseThrow().lease(() -> {});
        connections.follow(ClusterTable.EMPTY.with(cluster("m", TRUSTED, TOKEN, Optional.empty(), "k2"), "2"));
        assertThat(connections.size()).isEqualTo(1);
        lease.release();
        assertThat(connections.size()).isZero();
    }

    @Test
    void closesWhatNobodyUses() {
        MemberConnection.Lease lease = connections
                .of(cluster("busy", TRUSTED, TOKEN, Optional.empty(), "k1"))
                .orElseThrow()
                .lease(() -> {});
        connections.of(cluster("idle", TRUSTED, TOKEN, Optional.empty(), "k2"));
        connections.closeIdle(Duration.ZERO);
        assertThat(connections.size()).isEqualTo(1);
        lease.release();
    }

    private HttpClientResponse get(Cluster cluster) throws Exception {
        return TestMember.get(connections, cluster);
    }

    private void upgrade(Cluster cluster) throws Exception {
        connections.of(cluster).orElseThrow().connect().await(10, TimeUnit.SECONDS);
    }

    private Cluster cluster(String name, Trust trust, Credential credential, Optional<String> serverName, String key) {
        return new Cluster(
                name,
                "uid-" + name,
                "1",
                Instant.EPOCH,
                Map.of(),
                "",
                "",
                new Endpoint("127.0.0.1", server.actualPort(), ""),
                trust,
                credential,
                serverName,
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                key);
    }

    /** SEC1 as openssl writes it, with its curve. */
    private static String traditional(Issued issued) throws IOException {
        BigInteger secret = ((ECPrivateKey) issued.key()).getS();
        byte[] der =
                new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1).getEncoded();
        return pem("EC PRIVATE KEY", der);
    }

    private static byte[] selfSigned(KeyPair keys) throws Exception {
        X500Name name = new X500Name("CN=rsa");
        Date now = new Date();
        return new JcaX509v3CertificateBuilder(name, BigInteger.ONE, now, now, name, keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private static String pem(String label, byte[] der) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        }
        return text.toString();
    }

    private static String subject(io.vertx.core.http.HttpServerRequest request) {
        try {
            X509Certificate leaf =
                    (X509Certificate) request.connection().peerCertificates().get(0);
            request.response()
                    .putHeader("subject", leaf.getSubjectX500Principal().getName());
            return "certificate";
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            return "none";
        }
    }
}
