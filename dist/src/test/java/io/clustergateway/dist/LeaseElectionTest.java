package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.hub.Candidate;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.LeaseElector;
import io.clustergateway.hub.LeaseTerms;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two candidates for one Lease of a real API server. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class LeaseElectionTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger leaders = new AtomicInteger();
    private final AtomicInteger mostLeaders = new AtomicInteger();
    private final Link link = new Link(URI.create(hub.server().url()).getPort());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
        link.close();
    }

    @Test
    void oneLeadsUntilItIsCutOffOrGivesTheLeaseBack() {
        String admin = hub.server().createServiceAccountToken("default", "candidate");
        hub.server()
                .kubectl(
                        "create",
                        "clusterrolebinding",
                        "candidate",
                        "--clusterrole=cluster-admin",
                        "--serviceaccount=default:candidate")
                .expectSuccess();
        Runner first = new Runner("first", link.port(), admin);
        await().atMost(Duration.ofSeconds(20)).until(first::leads);
        Runner second = new Runner("second", URI.create(hub.server().url()).getPort(), admin);

        link.cut();
        await().atMost(Duration.ofSeconds(20)).until(second::leads);
        assertThat(first.leads()).isFalse();
        link.mend();

        second.stop().timeout(20, TimeUnit.SECONDS).await();
        await().atMost(Duration.ofSeconds(20)).until(first::leads);
        first.stop().timeout(20, TimeUnit.SECONDS).await();

        assertThat(mostLeaders).hasValue(1);
        assertThat(hub.server()
                        .kubectl(
                                "get",
                                "lease",
                                "election",
                                "-o",
                                "jsonpath={.spec.holderIdentity}/{.spec.leaseTransitions}")
                        .expectSuccess()
                        .out())
                .isEqualTo("/2");
    }

    private final class Runner implements Candidate {
        private final Context context = vertx.getOrCreateContext();
        private final LeaseElector elector;
        private volatile boolean leading;

        Runner(String identity, int port, String token) {
            Path kubeconfig = Kubeconfig.of(
                            "https://127.0.0.1:" + port, hub.server().caPem(), token)
                    .writeTo(folder.resolve(identity));
            HubApi api = HubApi.connect(vertx, Optional.of(kubeconfig), "test/1");
            LeaseTerms terms = new LeaseTerms(
                    "default",
                    "election",
                    identity,
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(300));
            elector = new LeaseElector(vertx, api, Ticker.SYSTEM, terms, this);
            context.runOnContext(ignored -> elector.start());
        }

        boolean leads() {
            return leading;
        }

        Future<Void> stop() {
            return Future.future(
                    promise -> context.runOnContext(ignored -> elector.stop().onComplete(promise)));
        }

        @Override
        public void elected() {
            leading = true;
            mostLeaders.accumulateAndGet(leaders.incrementAndGet(), Math::max);
        }

        @Override
        public void dismissed() {
            leading = false;
            leaders.decrementAndGet();
        }

        @Override
        public void barred(MissingRule mend) {
            throw new AssertionError(mend.mend());
        }

        @Override
        public void admitted() {}
    }
}
