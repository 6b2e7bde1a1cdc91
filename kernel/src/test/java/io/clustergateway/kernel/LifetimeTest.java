package io.clustergateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.junit5.VertxExtension;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(30)
final class LifetimeTest {
    private static final String CLOSED = "Client is closed";

    @Test
    void closesWhatWasMade(Vertx vertx) throws Exception {
        Owner owner = new Owner(vertx);
        owner.lifetime.end().await(10, TimeUnit.SECONDS);
        owner.assertClosed();
    }

    @Test
    void endsWithItsVerticle(Vertx vertx) throws Exception {
        Promise<Owner> made = Promise.promise();
        String id = vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        made.complete(new Owner(vertx));
                        return Future.succeededFuture();
                    }
                })
                .await(10, TimeUnit.SECONDS);
        vertx.undeploy(id).await(10, TimeUnit.SECONDS);
        made.future().await().assertClosed();
    }

    @Test
    void leavesNothingOfOwnersWhoseClientsHoldThem(Vertx vertx) {
        List<WeakReference<Owner>> owners =
                Stream.generate(() -> ended(vertx)).limit(20).toList();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(owners).allMatch(owner -> owner.get() == null);
        });
    }

    private static WeakReference<Owner> ended(Vertx vertx) {
        Owner owner = new Owner(vertx);
        owner.lifetime.end().await();
        return new WeakReference<>(owner);
    }

    /** Its client holds it by a handler, as clients do that are told of their connections. */
    private static final class Owner {
        private final Lifetime lifetime;
        private final HttpClient http;
        private final NetClient net;

        Owner(Vertx vertx) {
            lifetime = new Lifetime(vertx);
            http = lifetime.make(
                    () -> vertx.httpClientBuilder()
                            .withConnectHandler(this::connected)
                            .build(),
                    HttpClient::close);
            net = lifetime.make(vertx::createNetClient, NetClient::close);
        }

        private void connected(HttpConnection connection) {
            connection.closeHandler(closed -> lifetime.end());
        }

        void assertClosed() {
            assertThatThrownBy(() -> http.request(HttpMethod.GET, "/").await()).hasMessage(CLOSED);
            assertThatThrownBy(() -> net.connect(1, "127.0.0.1").await()).hasMessage(CLOSED);
        }
    }
}
