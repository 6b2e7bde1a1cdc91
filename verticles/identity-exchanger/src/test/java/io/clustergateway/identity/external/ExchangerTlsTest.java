package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Rule;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
final class ExchangerTlsTest {
    private static final CertificateAuthority OTHER = CertificateAuthority.create("somebody else");
    private static final Issued SERVER = ExchangerServer.CA.issueServer(List.of("127.0.0.1", "localhost"));
    private static final Duration ELEVEN_SECONDS = Duration.ofSeconds(11);

    private final String ours = ExchangerServer.CA.certificatePem();
    private Vertx vertx;
    private Path folder;
    private Asker asker;
    private Optional<ExchangerServer> server = Optional.empty();

    @BeforeEach
    void start(Vertx vertx, @TempDir Path folder) {
        this.vertx = vertx;
        this.folder = folder;
        asker = new Asker(vertx, folder);
    }

    @AfterEach
    void stop() {
        asker.close();
        server.ifPresent(ExchangerServer::close);
    }

    @Test
    void doesNotTalkToAServerOfAnotherAuthority() {
        serve(SERVER, ClientAuth.NONE);
        assertUntrusted(rule(ca("other.crt", OTHER.certificatePem()), ""));
        assertUntrusted(Sample.rule(Sample.exchanger(url("127.0.0.1"))));
        assertThat(server.orElseThrow().questions()).isEmpty();
    }

    @Test
    void doesNotTalkToAServerOfAnotherName() {
        serve(ExchangerServer.CA.issueServer(List.of("elsewhere.example")), ClientAuth.NONE);
        assertUntrusted(asker.rule(server.orElseThrow()));
        assertUntrusted(asker.rule(url("localhost")));
        assertThat(server.orElseThrow().questions()).isEmpty();
    }

    @Test
    void asksByNameToo() {
        serve(SERVER, ClientAuth.NONE);
        assertThat(asker.ask(asker.rule(url("localhost")), Sample.ALICE)
                        .identity()
                        .user())
                .isEqualTo("alice@corp");
    }

    @Test
    void showsItsCertificateToAServerThatWantsOne() {
        serve(SERVER, ClientAuth.REQUIRED);
        Path ca = ca("our.crt", ours);
        assertThat(asker.refusal(rule(ca, ""), Sample.ALICE))
                .hasMessageStartingWith("the exchanger of rule \"external\" did not answer: ");
        ExchangerServer.CA.issueClient("gateway", List.of()).writeTo(folder, "client");
        assertThat(asker.ask(rule(ca, "client"), Sample.ALICE).identity().user())
                .isEqualTo("alice@corp");
    }

    @Test
    void usesNoKeyThatDoesNotBelongToItsCertificate() {
        serve(SERVER, ClientAuth.REQUIRED);
        Issued client = ExchangerServer.CA.issueClient("gateway", List.of());
        client.writeTo(folder, "client");
        Path key = Written.file(
                folder.resolve("client.key"), OTHER.issueClient("x", List.of()).keyPem());
        Rule rule = rule(ca("our.crt", ours), "client");
        assertThat(asker.refusal(rule, Sample.ALICE)).hasMessageEndingWith("its TLS files cannot be used");
        Written.file(key, client.keyPem());
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("alice@corp");
    }

    @Test
    void learnsOfANewClientCertificateWhenTheOldOneIsRefused() {
        serve(SERVER, ClientAuth.REQUIRED);
        OTHER.issueClient("gateway", List.of()).writeTo(folder, "client");
        Rule rule = rule(ca("our.crt", ours), "client");
        asker.refusal(rule, Sample.ALICE);
        Issued accepted = ExchangerServer.CA.issueClient("gateway", List.of());
        Written.file(folder.resolve("client.crt"), accepted.certificatePem());
        Written.file(folder.resolve("client.key"), accepted.keyPem());
        asker.refusal(rule, Sample.ALICE);
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("alice@corp");
    }

    @Test
    void learnsOfANewAuthorityAtOnceWhenTheOldOneDoesNotVouch() {
        serve(SERVER, ClientAuth.NONE);
        Path ca = ca("moving.crt", OTHER.certificatePem());
        Rule rule = rule(ca, "");
        assertUntrusted(rule);
        Written.file(ca, ours);
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("alice@corp");
    }

    @Test
    void trustsAnAuthorityNoLongerThanItsFileNamesIt() {
        serve(SERVER, ClientAuth.NONE);
        Path ca = ca("moving.crt", ours);
        Rule rule = rule(ca, "");
        asker.ask(rule, Sample.ALICE);
        Written.file(ca, OTHER.certificatePem());
        asker.ask(rule, Sample.ALICE);
        asker.ticker.advance(ELEVEN_SECONDS);
        await().untilAsserted(() -> assertUntrusted(rule));
    }

    @Test
    void keepsTheLastGoodFilesWhileNewOnesAreBrokenAndSaysSo() throws IOException {
        serve(SERVER, ClientAuth.NONE);
        Path ca = ca("moving.crt", ours);
        Rule rule = rule(ca, "");
        asker.ask(rule, Sample.ALICE);
        try (LogLines log = LogLines.follow()) {
            Written.file(ca, "half a certificate");
            lookAgain(rule);
            await().until(() -> log.count("changed TLS files are not used") == 1);
            Files.delete(ca);
            asker.ticker.advance(Duration.ofMinutes(1));
            lookAgain(rule);
            await().until(() -> log.count("changed TLS files are not used") == 2);
        }
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("alice@corp");
    }

    @Test
    void refusesWithoutNamingFilesThatCannotBeUsedAndRecoversOnceTheyCan() {
        serve(SERVER, ClientAuth.NONE);
        Path ca = folder.resolve("missing.crt");
        Rule rule = rule(ca, "");
        assertThat(asker.refusal(rule, Sample.ALICE))
                .hasMessage("the exchanger of rule \"external\" did not answer: its TLS files cannot be used");
        Written.file(ca, "no certificate");
        assertThat(asker.refusal(rule, Sample.ALICE)).hasMessageEndingWith("its TLS files cannot be used");
        Written.file(ca, ours);
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("alice@corp");
    }

    @Test
    void readsNoDevicesAndNoFolders() {
        serve(SERVER, ClientAuth.NONE);
        for (Path path : List.of(Path.of("/dev/zero"), folder)) {
            assertThat(asker.refusal(rule(path, ""), Sample.ALICE))
                    .hasMessageEndingWith("its TLS files cannot be used");
        }
    }

    private void lookAgain(Rule rule) {
        asker.ticker.advance(ELEVEN_SECONDS);
        asker.ask(rule, Sample.ALICE);
    }

    private void assertUntrusted(Rule rule) {
        assertThat(asker.refusal(rule, Sample.ALICE))
                .hasMessage("the exchanger of rule \"external\" did not answer: no trusted TLS connection");
    }

    private void serve(Issued certificate, ClientAuth clients) {
        server = Optional.of(ExchangerServer.start(vertx, certificate, clients, 0));
    }

    private String url(String host) {
        return "https://%s:%d/".formatted(host, server.orElseThrow().port());
    }

    private Path ca(String name, String pem) {
        return Written.file(folder.resolve(name), pem);
    }

    /** A rule that trusts this file and shows the pair of this base name, none when it is empty. */
    private Rule rule(Path ca, String client) {
        Optional<String> base = Optional.of(client).filter(name -> !name.isEmpty());
        return Sample.rule(new ExternalExchanger(
                URI.create(url("127.0.0.1")),
                Duration.ofSeconds(5),
                Optional.of(ca.toString()),
                base.map(name -> folder.resolve(name + ".crt").toString()),
                base.map(name -> folder.resolve(name + ".key").toString()),
                Duration.ofMinutes(5)));
    }
}
