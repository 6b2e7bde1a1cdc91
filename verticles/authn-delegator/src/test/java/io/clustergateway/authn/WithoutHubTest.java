package io.clustergateway.authn;

import static io.clustergateway.authn.House.HEALTH;
import static io.clustergateway.authn.House.METRICS;
import static io.clustergateway.authn.House.PROXY;
import static io.clustergateway.authn.House.certificate;
import static io.clustergateway.authn.House.nothing;
import static io.clustergateway.authn.House.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WithoutHubTest {
    private static final CertificateAuthority CLIENTS = CertificateAuthority.create("clients");
    private static final CertificateAuthority NEXT = CertificateAuthority.create("next");
    private static final Issued BOB = CLIENTS.issueClient("bob", List.of());

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void letsTheMembersDecideForWhoeverIsKnown() throws IOException {
        House house = house("t1,alice,u-1,\"devs\"", CLIENTS.certificatePem()).start();
        assertThat(house.readiness.isReady()).isTrue();
        assertThat(house.answer(token("t1"), PROXY).caller().groups()).containsExactly("devs", Caller.AUTHENTICATED);
        assertThat(house.answer(certificate(BOB), PROXY).refusal()).isEmpty();
        assertThat(house.answer(certificate(BOB)).caller().user()).isEqualTo("bob");
    }

    @Test
    void keepsItsOwnPathsToMastersAndHealthToAll() throws IOException {
        House house = house("t1,alice,\nt2,root,,system:masters", CLIENTS.certificatePem())
                .start();
        assertThat(house.answer(token("t1"), METRICS).refusal().orElseThrow())
                .hasMessage("forbidden: User \"alice\" cannot get path \"/metrics\"");
        assertThat(house.answer(token("t2"), METRICS).refusal()).isEmpty();
        assertThat(house.answer(nothing(), HEALTH).refusal()).isEmpty();
    }

    @Test
    void refusesWhoeverIsNotKnown() throws IOException {
        House house = house("t1,alice,u-1", CLIENTS.certificatePem()).start();
        assertThat(house.failure(nothing(), PROXY).code()).isEqualTo(401);
        assertThat(house.failure(nothing()).code()).isEqualTo(401);
        assertThat(house.failure(token("t2"), PROXY).code()).isEqualTo(401);
        assertThat(house.failure(certificate(NEXT.issueClient("bob", List.of())), PROXY)
                        .code())
                .isEqualTo(401);
    }

    @Test
    void readsChangedFilesAgainAndKeepsTheLastGood() throws IOException {
        House house = house("t1,alice,u-1", CLIENTS.certificatePem()).start();
        Files.writeString(folder.resolve("tokens"), "t2,carol,u-2");
        Files.writeString(folder.resolve("ca.crt"), NEXT.certificatePem());
        Issued dave = NEXT.issueClient("dave", List.of());
        await().until(() -> succeeds(house, dave) && house.failure(token("t1"), PROXY) != null);
        assertThat(house.user(token("t2"), PROXY)).isEqualTo("carol");
        assertThat(house.failure(certificate(BOB), PROXY).code()).isEqualTo(401);

        Files.writeString(folder.resolve("ca.crt"), "broken");
        await().until(() -> house.readiness.warnings().containsKey("authentication.clientCaFile"));
        assertThat(house.user(certificate(dave), PROXY)).isEqualTo("dave");
        Files.writeString(folder.resolve("ca.crt"), CLIENTS.certificatePem());
        await().until(() -> house.readiness.warnings().isEmpty() && succeeds(house, BOB));
    }

    @Test
    void stopsTheStartAtAFileThatCannotBeUsed() throws IOException {
        assertThatThrownBy(house("t1,alice,u-1", "no PEM")::start)
                .isInstanceOf(StartFault.class)
                .hasMessageStartingWith("authentication.clientCaFile: ")
                .hasMessageEndingWith("no certificate in it (expected: PEM, BEGIN CERTIFICATE)");
    }

    @Test
    void stopsTheStartAtAFileThatIsNotThere() throws IOException {
        House house = house("t1,alice,u-1", CLIENTS.certificatePem());
        Files.delete(folder.resolve("tokens"));
        assertThatThrownBy(house::start)
                .isInstanceOf(StartFault.class)
                .hasMessageStartingWith("authentication.tokenAuthFile: ")
                .hasMessageEndingWith("cannot be read");
    }

    private static boolean succeeds(House house, Issued client) {
        return house.ask(certificate(client), PROXY)
                .transform(answer -> Future.succeededFuture(answer.succeeded()))
                .await();
    }

    private House house(String tokens, String ca) throws IOException {
        Path tokenFile = Files.writeString(folder.resolve("tokens"), tokens);
        Path caFile = Files.writeString(folder.resolve("ca.crt"), ca);
        JsonObject authentication =
                new JsonObject().put("tokenAuthFile", tokenFile.toString()).put("clientCaFile", caFile.toString());
        return new House(vertx, authentication, Optional.empty());
    }
}
