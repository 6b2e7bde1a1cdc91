package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.testkit.link.Link;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EndpointsTest {
    private final Vertx vertx = Vertx.vertx();
    private TestMember one;
    private TestMember two;
    private Link link;
    private Cluster cluster;
    private MemberConnections connections;

    @BeforeEach
    void setUp() {
        one = new TestMember(vertx, "one", "127.0.0.1");
        two = new TestMember(vertx, "two", "127.0.0.1");
        link = new Link(one.port());
        cluster = cluster(link.port(), two.port());
        connections = TestMember.onLoopback(vertx);
    }

    @AfterEach
    void tearDown() {
        connections.close().await();
        link.close();
        vertx.close().await();
    }

    @Test
    void goesToTheFirstWhileItCanBeReached() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(get(cluster).getHeader("name")).isEqualTo("one");
        }
        assertThat(two.connections).hasValue(0);
    }

    @Test
    void goesToTheNextWhenNoConnectionCanBeMadeAndStaysThereForAWhile() throws Exception {
        link.cut();
        HttpClientResponse answer = get(cluster);
        assertThat(answer.getHeader("name")).isEqualTo("two");
        assertThat(answer.getHeader("authority")).isEqualTo("127.0.0.1:" + two.port());
        Buffer sent = Buffer.buffer("bytes");
        assertThat(connections
                        .of(cluster)
                        .orElseThrow()
                        .connect()
                        .await()
                        .endpoint()
                        .port())
                .isEqualTo(two.port());
        assertThat(TestMember.echoed(connections.of(cluster).orElseThrow(), sent))
                .isEqualTo(sent);
        assertThat(one.connections).hasValue(0);
    }

    @Test
    void neverRepeatsWhatMayHaveBeenSent() throws Exception {
        assertThat(get(cluster).getHeader("name")).isEqualTo("one");
        assertThatThrownBy(() -> connections
                        .of(cluster)
                        .orElseThrow()
                        .request()
                        .compose(request -> {
                            request.setMethod(HttpMethod.POST).setChunked(true);
                            request.write("half a body");
                            request.exceptionHandler(lost -> {});
                            return vertx.timer(50, TimeUnit.MILLISECONDS).compose(later -> {
                                link.cut();
                                return request.response();
                            });
                        })
                        .await(10, TimeUnit.SECONDS))
                .isInstanceOf(Exception.class);
        assertThat(two.connections).hasValue(0);
    }

    @Test
    void tellsTheFailureOfTheFirstWhenAllFail() {
        Link other = new Link(1);
        int gone = other.port();
        other.close();
        assertThatThrownBy(() -> get(cluster(gone, gone))).isInstanceOf(ConnectException.class);
    }

    private static Cluster cluster(int first, int second) {
        return TestMember.cluster(
                "m",
                List.of(new Endpoint("127.0.0.1", first, ""), new Endpoint("127.0.0.1", second, "")),
                new Egress.Direct(),
                Optional.empty());
    }

    private HttpClientResponse get(Cluster cluster) throws Exception {
        return TestMember.get(connections, cluster);
    }
}
