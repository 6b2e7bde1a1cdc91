package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A turn of one frame: whoever sends more waits, and loses nothing. */
@Timeout(60)
final class ClientsTurnsTest {
    private static final String PATH = ROOT + "/clustergateways/good/proxy/api";
    private static final int MANY = 100;

    @TempDir
    private Path folder;

    private Rig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void answersAllThatOneConnectionSentAtOnceAndCountsItsWaiting() {
        rig = new Rig(folder, Map.of("http2Turn", "1ns"), Map.of("instances", 1)).start();
        rig.peers.publish(new TestMember(rig.vertx).table());
        await().until(() -> rig.get(PATH).code() == 200);
        HttpClient client = rig.client(rig.options(HttpVersion.HTTP_2), new PoolOptions().setHttp2MaxSize(1));
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            answers.add(client.request(
                            new RequestOptions().setMethod(HttpMethod.GET).setURI(PATH))
                    .compose(request -> request.send()
                            .compose(answer -> answer.body().map(body -> answer.statusCode() + " " + body))));
        }
        List<String> bodies = Future.<String>all(answers)
                .timeout(20, TimeUnit.SECONDS)
                .await()
                .list();
        assertThat(bodies).isEqualTo(Collections.nCopies(MANY, "200 from the member"));
        assertThat(rig.metrics.scrape()).containsPattern("cluster_gateway_connection_turns_waited_total [1-9]");
    }
}
