package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.clustergateway.rules.Rule;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
final class ExchangerRetriesTest {
    private static final Issued SERVER = ExchangerServer.CA.issueServer(List.of("127.0.0.1"));

    private Vertx vertx;
    private Asker asker;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path folder) {
        this.vertx = vertx;
        asker = new Asker(vertx, folder);
    }

    @AfterEach
    void stop() {
        asker.close();
    }

    /** On a busy machine the server may be up too late for the last try, so there are several goes. */
    @Test
    void triesAgainWhenNobodyListensAndSucceedsWhenSomebodyDoes() {
        assertThat(IntStream.range(0, 10).anyMatch(go -> succeedsThoughRefusedFirst()))
                .isTrue();
    }

    private boolean succeedsThoughRefusedFirst() {
        int port = freePort();
        Future<Exchanged> asked =
                asker.start(asker.rule("https://127.0.0.1:%d/".formatted(port)), Sample.question(Sample.ALICE));
        try (ExchangerServer server = ExchangerServer.start(vertx, SERVER, ClientAuth.NONE, port)) {
            return Asker.succeeds(asked) && server.questions().size() == 1;
        }
    }

    @Test
    void triesAgainWhenTheFirstConnectionIsClosedAtOnce() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            AtomicInteger knocks = new AtomicInteger();
            NetClient onward = vertx.createNetClient();
            NetServer relay = vertx.createNetServer()
                    .connectHandler(near -> {
                        if (knocks.incrementAndGet() == 1) {
                            near.close();
                            return;
                        }
                        near.pause();
                        onward.connect(server.port(), "127.0.0.1").onSuccess(far -> {
                            near.pipeTo(far);
                            far.pipeTo(near);
                        });
                    })
                    .listen(0, "127.0.0.1")
                    .await();
            Rule rule = asker.rule("https://127.0.0.1:%d/".formatted(relay.actualPort()));
            assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("alice@corp");
            assertThat(knocks).hasValue(2);
            assertThat(server.questions()).hasSize(1);
        }
    }

    @Test
    void refusesWhenNobodyEverListens() {
        Failure refusal = asker.refusal(asker.rule("https://127.0.0.1:%d/".formatted(freePort())), Sample.ALICE);
        assertThat(refusal).hasMessage("the exchanger of rule \"external\" did not answer: no connection");
    }

    @Test
    void triesThreeTimesInAllAndCountsThemAsOneQuestion() {
        AtomicInteger knocks = new AtomicInteger();
        NetServer slammed = vertx.createNetServer()
                .connectHandler(socket -> {
                    knocks.incrementAndGet();
                    socket.close();
                })
                .listen(0, "127.0.0.1")
                .await();
        Failure refusal =
                asker.refusal(asker.rule("https://127.0.0.1:%d/".formatted(slammed.actualPort())), Sample.ALICE);
        assertThat(refusal).hasMessageEndingWith("did not answer: no connection");
        assertThat(knocks).hasValue(3);
        String count = "cluster_gateway_identity_exchange_requests_total{code=\"unreachable\",rule=\"external\"}";
        assertThat(asker.metric(count)).contains("1.0");
    }

    @Test
    void neverSendsAQuestionTwice() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            server.behaves((request, question) -> request.connection().close());
            asker.refusal(asker.rule(server), Sample.ALICE);
            assertThat(server.questions()).hasSize(1);
        }
    }

    @Test
    void givesUpWhenItsTimeIsUpThoughItMayTryAgain() {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "https://127.0.0.1:%d/".formatted(deaf.getLocalPort());
            Rule rule = Sample.rule(asker.trusting(url, Duration.ofMillis(150)));
            assertThat(asker.refusal(rule, Sample.ALICE)).hasMessageEndingWith("did not answer: nothing within 150 ms");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
