package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More watches through one hub than one of its connections may have streams. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ManyWatchesTest {
    private static final int WATCHES = 250;

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        Issued admin = hub.server().adminCertificate();
        URI url = URI.create(hub.server().url());
        client = rig.vertx()
                .createHttpClient(
                        new HttpClientOptions()
                                .setSsl(true)
                                .setTrustOptions(new PemTrustOptions()
                                        .addCertValue(Buffer.buffer(hub.server().caPem())))
                                .setKeyCertOptions(admin.keyCertOptions())
                                .setDefaultHost(url.getHost())
                                .setDefaultPort(url.getPort()),
                        new PoolOptions().setHttp1MaxSize(WATCHES));
    }

    @AfterAll
    static void stop() {
        client.close().await();
        rig.close();
    }

    /** The hub opens another connection when one has no stream left, as Go's clients do. */
    @Test
    void areAllOpenAtOnce() {
        String path =
                RealRig.proxyPath("member") + "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=110";
        List<Future<HttpClientResponse>> watches = Stream.generate(() -> client.request(HttpMethod.GET, path)
                        .compose(HttpClientRequest::send)
                        // Unheard, Vert.x logs the end of each as an error.
                        .onSuccess(answer -> answer.exceptionHandler(end -> {})))
                .limit(WATCHES)
                .toList();
        Future.join(watches).timeout(60, TimeUnit.SECONDS).await();
        assertThat(watches).extracting(watch -> watch.result().statusCode()).containsOnly(200);
    }
}
