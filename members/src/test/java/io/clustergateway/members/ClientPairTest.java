package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.clustergateway.certificates.Authority;
import io.clustergateway.certificates.Pair;
import io.clustergateway.certificates.Pem;
import io.clustergateway.kernel.contract.Credential;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
@Timeout(30)
final class ClientPairTest {
    private static final Instant FROM = Instant.now().minus(Duration.ofHours(1));
    private static final Instant UNTIL = FROM.plus(Duration.ofDays(1));
    private static final Authority CA = Authority.make("clients", FROM, UNTIL);
    private static final String NOBODY = "nobody";
    private static final Provider ANOTHER = new BouncyCastleProvider();

    private static boolean isInstalled;

    private Vertx vertx;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
    }

    /** As client-java does in a process that comes to its hub with a certificate. */
    @BeforeAll
    static void installAnotherProvider() {
        isInstalled = Security.addProvider(ANOTHER) != -1;
    }

    @AfterAll
    static void removeIt() {
        if (isInstalled) {
            Security.removeProvider(ANOTHER.getName());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void isShownByEitherEngineWhateverTheFormOfItsKey(
            String algorithm, Credential.ClientCertificate certificate, SSLEngineOptions engine) throws Exception {
        assertThat(ask(server(CA), certificate, engine)).isEqualTo(algorithm);
    }

    static Stream<Arguments> forms() throws Exception {
        KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
        rsaKeys.initialize(2048);
        KeyPair rsa = rsaKeys.generateKeyPair();
        KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC");
        ecKeys.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair ec = ecKeys.generateKeyPair();
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return Stream.of(
                        shown(rsa, Pem.key(rsa.getPrivate())),
                        shown(rsa, block("RSA PRIVATE KEY", info(rsa).parsePrivateKey())),
                        shown(ec, Pem.key(ec.getPrivate())),
                        shown(ec, sec1(ec)),
                        shown(ed25519, Pem.key(ed25519.getPrivate())))
                .flatMap(shown -> Stream.of(new OpenSSLEngineOptions(), new JdkSSLEngineOptions())
                        .map(engine -> arguments(
                                Pair.certificates(shown.certificatePem())
                                        .get(0)
                                        .getPublicKey()
                                        .getAlgorithm(),
                                shown,
                                engine)));
    }

    /** It is refused there, which says more than to be nobody. */
    @Test
    void isShownToAServerThatListsOtherAuthoritiesToo() throws Exception {
        HttpServer server = server(Authority.make("others", FROM, UNTIL));
        assertThatThrownBy(() -> ask(server, issued(), new JdkSSLEngineOptions()));
        assertThatThrownBy(() -> ask(server, issued(), new OpenSSLEngineOptions()));
    }

    @Test
    void failsConnectionsAndSaysWhyWhenItCannotBeRead() throws Exception {
        HttpServer server = server(CA);
        Credential.ClientCertificate broken = new Credential.ClientCertificate(issued().certificatePem(), "no key");
        assertThatThrownBy(() -> ask(server, broken, new OpenSSLEngineOptions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no private key (expected: PEM, PKCS#8, PKCS#1 or SEC1)");
    }

    private HttpServer server(Authority trusted) {
        Pair serving = CA.issue(List.of("127.0.0.1"), FROM, UNTIL);
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertValue(Buffer.buffer(Pem.certificate(trusted.certificate()))))
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(Pem.certificates(serving.chain())))
                                .addKeyValue(Buffer.buffer(Pem.key(serving.key())))))
                .requestHandler(request -> request.response().end(algorithm(request)))
                .listen()
                .await();
    }

    private String ask(HttpServer server, Credential.ClientCertificate certificate, SSLEngineOptions engine)
            throws Exception {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(engine)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(Pem.certificate(CA.certificate()))))
                .setKeyCertOptions(new ClientPair(certificate));
        // Held until the answer: Vert.x closes a client that nobody has any more.
        HttpClient client = vertx.createHttpClient(options);
        try {
            return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                    .compose(request -> request.send())
                    .compose(HttpClientResponse::body)
                    .map(Buffer::toString)
                    .await(10, TimeUnit.SECONDS);
        } finally {
            client.close();
        }
    }

    private static String algorithm(HttpServerRequest request) {
        try {
            return ((X509Certificate) request.connection().peerCertificates().get(0))
                    .getPublicKey()
                    .getAlgorithm();
        } catch (SSLPeerUnverifiedException e) {
            return NOBODY;
        }
    }

    private static Credential.ClientCertificate issued() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        return shown(keys, Pem.key(keys.getPrivate()));
    }

    private static Credential.ClientCertificate shown(KeyPair keys, String keyPem) throws Exception {
        return new Credential.ClientCertificate(Pem.certificate(certificate(keys.getPublic())), keyPem);
    }

    private static X509Certificate certificate(PublicKey key) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                CA.certificate(),
                                BigInteger.TWO,
                                Date.from(FROM),
                                Date.from(UNTIL),
                                new X500Name("CN=gateway"),
                                key)
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(CA.key())));
    }

    private static PrivateKeyInfo info(KeyPair keys) {
        return PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    }

    /** With its curve, as openssl writes it and Java does not. */
    private static String sec1(KeyPair keys) throws IOException {
        ASN1Encodable curve = info(keys).getPrivateKeyAlgorithm().getParameters();
        BigInteger secret = ((ECPrivateKey) keys.getPrivate()).getS();
        return block("EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, curve));
    }

    private static String block(String label, ASN1Encodable content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, content.toASN1Primitive().getEncoded()));
        }
        return text.toString();
    }
}
