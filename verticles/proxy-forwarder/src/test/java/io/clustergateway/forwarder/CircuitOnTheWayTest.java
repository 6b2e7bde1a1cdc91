package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.BusyRig.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.forwarder.Rig.Answer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The circuit as callers and members meet it. */
final class CircuitOnTheWayTest {
    @TempDir
    private Path folder;

    private BusyRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void opensTheCircuitOfAMemberThatIsGoneAndFindsOutThatItIsBack() {
        rig = new BusyRig(folder, Map.of("circuitPause", "1s"), Map.of("headTimeout", "300ms"));
        rig.member.answer = request -> {};
        Answer refused = await().until(
                        () -> rig.get("alice", "good", "/x"),
                        answer -> answer.json().toString().contains("CircuitOpen"));
        assertThat(refused.code()).isEqualTo(503);
        assertThat(refused.hop()).isEqualTo("member");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(rig.gateway.metrics.scrape()).contains("cluster_gateway_member_circuit_state{cluster=\"good\"} 1.0");

        rig.member.answer = request -> request.response().end("back");

        await().until(() -> rig.get("alice", "good", "/x").code() == 200);
        assertThat(rig.get("alice", "good", "/x").code()).isEqualTo(200);
    }

    @Test
    void opensItForConnectionsThatEndUnderEveryCaller() {
        rig = new BusyRig(folder, Map.of("circuitPause", "1s"));
        rig.member.answer = request -> request.connection().close();
        List<String> refusals = new ArrayList<>();
        await().until(
                        () -> {
                            refusals.add(rig.get(refusals.size() % 2 == 0 ? "alice" : "bob", "good", "/x")
                                    .json()
                                    .toString());
                            return refusals.get(refusals.size() - 1);
                        },
                        refusal -> refusal.contains("CircuitOpen"));
        assertThat(refusals).hasSizeGreaterThan(4).first().asString().contains("MemberConnectionLost");
        rig.member.answer = request -> request.response().end("back");
        await().until(() -> rig.get("alice", "good", "/x").code() == 200);
    }

    /* What is slow is a pod behind the member's API server, and whoever runs it chooses how slow. */
    @Test
    void doesNotOpenItForPodsThatDoNotAnswer() {
        rig = new BusyRig(folder, Map.of("circuitPause", "1m"), Map.of("headTimeout", "300ms"));
        rig.member.answer = request -> {
            if (!request.uri().contains("/services/")) {
                request.response().end("here");
            }
        };
        for (int i = 0; i < 12; i++) {
            assertThat(rig.get("alice", "good", "/api/v1/namespaces/n/services/slow/proxy/")
                            .code())
                    .isEqualTo(504);
        }
        assertThat(rig.get("bob", "good", "/x").code()).isEqualTo(200);
    }

    /* What one caller sends may make a member end the connection. */
    @Test
    void doesNotOpenItForConnectionsThatEndUnderOneCaller() {
        rig = new BusyRig(folder, Map.of("circuitPause", "1s"));
        rig.member.answer = request -> request.connection().close();
        for (int i = 0; i < 12; i++) {
            assertThat(rig.get("alice", "good", "/x").json().toString()).contains("MemberConnectionLost");
        }
    }

    /* Whoever makes the member end a connection takes those with it that share it, and they are no proof either. */
    @Test
    void doesNotOpenItForConnectionsThatEndUnderSeveral() {
        rig = new BusyRig(folder, Map.of("circuitPause", "1s"), Map.of("instances", 1));
        for (int i = 0; i < 8; i++) {
            rig.member.answer = request -> request.response().end("here");
            assertThat(rig.get("probe", "good", "/x").code()).isEqualTo(200);
            rig.member.answer = rig.held::add;
            List<Future<Answer>> lost = List.of(rig.post("alice"), rig.post("bob"));
            await().until(() -> rig.held.size() == 2);
            rig.held.forEach(request -> request.connection().close());
            rig.held.clear();
            await().untilAsserted(() -> assertThat(count(lost, 503)).isEqualTo(2));
        }
    }
}
