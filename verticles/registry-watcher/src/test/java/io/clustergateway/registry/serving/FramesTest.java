package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.WatchedMembers.WATCH_LIST;
import static io.clustergateway.registry.serving.WatchedMembers.events;
import static io.clustergateway.registry.serving.WatchedMembers.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.WatchQuestion;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often events are encoded, and in how large pieces they go out. */
final class FramesTest {
    private final WatchedMembers members = new WatchedMembers();

    @Test
    void oneChangeIsEncodedOnceForAThousandWatches() {
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            watches.add(members.watch(WATCH_LIST));
        }
        watches.forEach(WatchedMembers::events);
        long before = members.frames.encoded();
        members.put(token("alpha", "https://other.example"));
        List<Buffer> told =
                watches.stream().map(watch -> watch.next().orElseThrow()).toList();
        assertThat(members.frames.encoded() - before).isEqualTo(1);
        assertThat(told).allMatch(frame -> frame == told.get(0));
        assertThat(before).isEqualTo(2 + 1000);
    }

    @Test
    void watchesOfBothResourcesAreEachToldTheirOwn() {
        Watch gateways = members.watch("watch=true&resourceVersion=10");
        Watch virtual = members.watching
                .ask(new WatchQuestion("virtualclusters", "watch=true&resourceVersion=10", ""))
                .begin();
        members.put(token("alpha", "https://other.example"));
        assertThat(kinds(gateways)).containsExactly("ClusterGateway");
        assertThat(kinds(virtual)).containsExactly("VirtualCluster");
    }

    @Test
    void whatIsKeptEncodedIsBounded() {
        Frames few = new Frames(1);
        Watching forgetful =
                new Watching(List.of(Reads.ofClusterGateways(false)), members.snapshots, members.history, few);
        WatchQuestion question = new WatchQuestion("clustergateways", "watch=true", "");
        assertThat(told(forgetful.ask(question).begin()))
                .isEqualTo(told(forgetful.ask(question).begin()));
        assertThat(few.encoded()).isEqualTo(4);
    }

    @Test
    void aLongStateComesInFramesOfWholeEvents() {
        for (int i = 0; i < 1000; i++) {
            members.put(token("m" + i, "https://m.example"));
        }
        Watch watch = members.watch(WATCH_LIST);
        int events = 0;
        for (Optional<Buffer> frame = watch.next(); frame.isPresent(); frame = watch.next()) {
            assertThat(frame.get().length()).isLessThan(40_000);
            events += (int) frame.get().toString().lines().map(JsonObject::new).count();
        }
        assertThat(events).isEqualTo(1003);
    }

    private static List<String> kinds(Watch watch) {
        return events(watch).stream()
                .map(event -> event.getJsonObject("object").getString("kind"))
                .toList();
    }
}
